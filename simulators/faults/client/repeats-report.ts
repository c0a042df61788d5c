import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'repeats-report',
  side: 'client',
  breaks: ['SR/SR-5.5-1'],
  wrong: 'sends each report a second time',
  dm: { afterReport: () => 'repeat' },
};
