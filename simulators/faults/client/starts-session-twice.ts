import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'starts-session-twice',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-001'],
  wrong: 'starts two sessions for one notification',
  device: { sessionsPerAlert: 2 },
};
