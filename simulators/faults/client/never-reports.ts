import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'never-reports',
  side: 'client',
  breaks: ['SR/DM-SR-C-001-M'],
  wrong: 'sends no report at all',
  dm: { reportRoute: () => 'none' },
};
