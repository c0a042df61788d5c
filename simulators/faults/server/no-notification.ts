import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'no-notification',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-001', 'NOTI/SCR-DM-NOTI-S-002'],
  wrong: 'sends no notification at all',
  endpoint: { notificationsAtMost: 0 },
};
