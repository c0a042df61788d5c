import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'goes-deaf-after-bad-notification',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-002'],
  wrong: 'hears no push any more after one that it had to ignore',
  device: { goesDeaf: true },
};
