import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'refuses-sessions',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-001'],
  wrong: 'resets the connection of every session',
  endpoint: { answersPerSession: 0 },
};
