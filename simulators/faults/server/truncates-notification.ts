import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'truncates-notification',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-002', 'NOTI/N-7.1-f'],
  wrong: 'leaves out the last four octets of the notification',
  dm: { notificationOctets: (octets) => octets.slice(0, -4) },
};
