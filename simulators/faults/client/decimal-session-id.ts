import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'decimal-session-id',
  side: 'client',
  breaks: ['NOTI/N-6.2.10-e'],
  wrong: 'writes the session id in decimal',
  dm: { sessionIdText: (id, isAlerted) => (isAlerted ? String(id) : id.toString(16).toUpperCase()) },
};
