import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-with-empty-cred',
  side: 'client',
  breaks: ['SR/DM-SR-C-006-M'],
  wrong: 'shows credentials without data in a report',
  dm: { cred: (cred, purpose) => (cred && purpose === 'report' ? { ...cred, data: '' } : cred) },
};
