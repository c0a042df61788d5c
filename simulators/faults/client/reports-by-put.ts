import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'reports-by-put',
  side: 'client',
  breaks: ['SR/DM-SR-C-001-M'],
  wrong: 'sends the report with another HTTP method',
  device: { reportMethod: 'PUT' },
};
