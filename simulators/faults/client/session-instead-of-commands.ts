import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'session-instead-of-commands',
  side: 'client',
  breaks: ['SM/DM-SM-C-001-M', 'OD/DM-SM-C-001-M'],
  wrong: 'starts a session for a command message instead of carrying it out',
  dm: { commandList: () => [], afterCommand: () => 'session' },
};
