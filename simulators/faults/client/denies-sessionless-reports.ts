import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'denies-sessionless-reports',
  side: 'client',
  breaks: ['SR/SR-5.4-1'],
  wrong: 'reports, but says in DevDetail that it does not',
  device: { announcesReports: false },
};
