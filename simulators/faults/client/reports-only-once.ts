import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'reports-only-once',
  side: 'client',
  breaks: ['SR/DM-SR-C-001-M'],
  wrong: 'sends the first report after a reset and no further one',
  device: { reportsAtMost: 1 },
};
