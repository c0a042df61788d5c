import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'notification-version-1-2',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-003'],
  wrong: 'writes 1.2 as version',
  dm: { notificationFields: (fields) => ({ ...fields, version: 12 }) },
};
