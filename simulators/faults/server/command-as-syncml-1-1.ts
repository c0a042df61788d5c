import type { ServerFault } from '../fault.js';

/** SyncML 1.1 as a multi-byte integer; that of SyncML 1.2 is as long. */
const SYNCML_1_1 = [0x9f, 0x53];

export const fault: ServerFault = {
  id: 'command-as-syncml-1-1',
  side: 'server',
  breaks: ['SM/DM-SM-S-002-M', 'OD/DM-SM-S-002-M'],
  wrong: 'writes the public identifier of SyncML 1.1 into command messages',
  dm: {
    commandOctets: (encoded) => ({ ...encoded, body: Uint8Array.from([encoded.body[0] ?? 0, ...SYNCML_1_1, ...encoded.body.subarray(3)]) }),
  },
};
