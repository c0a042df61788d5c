import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'notification-version-1-0',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-003'],
  wrong: 'writes 1.0 as version',
  dm: { notificationFields: (fields) => ({ ...fields, version: 10 }) },
};
