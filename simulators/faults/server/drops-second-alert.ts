import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'drops-second-alert',
  side: 'server',
  breaks: ['SR/DM-SR-S-001-M'],
  wrong: 'keeps the first alert of a report alone',
  endpoint: { stored: (reports) => reports.slice(0, 1) },
};
