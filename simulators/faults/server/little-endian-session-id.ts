import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'little-endian-session-id',
  side: 'server',
  breaks: ['NOTI/N-6-2'],
  wrong: 'writes the session id with its octets swapped',
  dm: { notificationFields: (fields) => ({ ...fields, sessionId: ((fields.sessionId & 0xff) << 8) | (fields.sessionId >> 8) }) },
};
