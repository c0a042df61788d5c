import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-in-wbxml-1-0',
  side: 'server',
  breaks: ['SM/DM-SM-S-002-M', 'SM/SM-5.2-15', 'OD/DM-SM-S-002-M'],
  wrong: 'writes command messages in WBXML 1.0',
  dm: {
    // Version, two octets of public identifier, and no charset: 1.0 does not know it.
    commandOctets: (encoded) => ({ ...encoded, body: Uint8Array.from([0, ...encoded.body.subarray(1, 3), ...encoded.body.subarray(4)]) }),
  },
};
