import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'lower-case-session-id',
  side: 'client',
  breaks: ['NOTI/N-6.2.10-e'],
  wrong: 'writes the session id with small letters',
  dm: { sessionIdText: (id, isAlerted) => (isAlerted ? id.toString(16) : id.toString(16).toUpperCase()) },
};
