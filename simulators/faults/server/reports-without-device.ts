import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'reports-without-device',
  side: 'server',
  breaks: ['SR/DM-SR-S-001-M'],
  wrong: 'forgets which device a report came from',
  endpoint: { stored: (reports) => reports.map((report) => ({ ...report, device: '' })) },
};
