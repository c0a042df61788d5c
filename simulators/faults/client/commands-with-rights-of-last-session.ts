import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'commands-with-rights-of-last-session',
  side: 'client',
  breaks: ['SM/DM-SM-C-005-M', 'SM/SM-5.5-5', 'OD/DM-SM-C-005-M'],
  wrong: 'gives a command message the rights of the server that had the last session',
  dm: { commandIdentity: (serverId, { lastServer }) => lastServer ?? serverId },
};
