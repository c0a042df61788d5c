import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'notifies-only-once',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-001'],
  wrong: 'sends one notification after a reset and no further one',
  endpoint: { notificationsAtMost: 1 },
};
