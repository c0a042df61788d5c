import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'alerts-as-user',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-001'],
  wrong: 'starts the alerted session with the alert of a client-initiated one',
  dm: { alertCode: () => '1201' },
};
