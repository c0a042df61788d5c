import { writeBody } from '../../../src/dm/body.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-in-xml',
  side: 'server',
  breaks: ['SM/DM-SM-S-002-M', 'SM/SM-5.2-15', 'OD/DM-SM-S-002-M'],
  wrong: 'writes command messages in XML',
  dm: { commandOctets: (encoded, root) => ({ ...encoded, body: writeBody(root, 'xml'), contentType: 'application/vnd.syncml.dm+xml' }) },
};
