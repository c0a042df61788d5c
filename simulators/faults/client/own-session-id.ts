import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'own-session-id',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-001', 'NOTI/N-6.2.10-b'],
  wrong: 'starts the alerted session with an id of its own',
  dm: { sessionIdText: (id, isAlerted) => (isAlerted ? id ^ 0x5a5a : id).toString(16).toUpperCase() },
};
