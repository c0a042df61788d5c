import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'little-endian-session-id',
  side: 'client',
  breaks: ['NOTI/N-6-2', 'NOTI/N-6.2.10-e'],
  wrong: 'reads the session id with its octets swapped',
  dm: { sessionIdText: (id, isAlerted) => (isAlerted ? ((id & 0xff) << 8) | (id >> 8) : id).toString(16).toUpperCase() },
};
