import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'padded-session-id',
  side: 'client',
  breaks: ['NOTI/N-6.2.10-e'],
  wrong: 'writes the session id with leading zeros',
  dm: {
    sessionIdText: (id, isAlerted) =>
      id
        .toString(16)
        .toUpperCase()
        .padStart(isAlerted ? 4 : 0, '0'),
  },
};
