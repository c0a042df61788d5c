import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'ignores-notifications',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-001', 'NOTI/SCR-DM-NOTI-C-002', 'NOTI/N-7.1.1-b'],
  wrong: 'hears no push',
  device: { arrival: () => undefined },
};
