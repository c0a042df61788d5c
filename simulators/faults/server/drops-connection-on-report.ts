import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'drops-connection-on-report',
  side: 'server',
  breaks: ['SR/DM-SR-S-001-M'],
  wrong: 'resets the connection instead of answering a report',
  endpoint: { dropsReports: true },
};
