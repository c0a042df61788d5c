import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'reports-in-session',
  side: 'client',
  breaks: ['SR/DM-SR-C-001-M'],
  wrong: 'opens a session and sends the samples there as a generic alert',
  dm: { reportRoute: () => 'session' },
};
