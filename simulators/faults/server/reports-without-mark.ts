import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'reports-without-mark',
  side: 'server',
  breaks: ['SR/DM-SR-S-001-M'],
  wrong: 'forgets the mark of a report',
  endpoint: { stored: (reports) => reports.map(({ mark: _, ...report }) => report) },
};
