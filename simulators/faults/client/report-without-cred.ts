import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-without-cred',
  side: 'client',
  breaks: ['SR/DM-SR-C-006-M'],
  wrong: 'shows no credentials in a report',
  dm: { cred: (cred, purpose) => (purpose === 'report' ? undefined : cred) },
};
