import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'session-after-report',
  side: 'client',
  breaks: ['SR/DM-SR-C-001-M', 'SR/SR-5.5-1'],
  wrong: 'opens a session after each report',
  dm: { afterReport: () => 'session' },
};
