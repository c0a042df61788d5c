import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'no-commands',
  side: 'server',
  breaks: ['SM/DM-SM-S-001-M', 'OD/DM-SM-S-001-M'],
  wrong: 'sends no command message at all',
  endpoint: { commandRoute: 'none' },
};
