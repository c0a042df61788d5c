import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'answers-report-with-status',
  side: 'server',
  breaks: ['SR/DM-SR-S-001-M'],
  wrong: 'answers a good report with a message of Statuses',
  dm: { answerAcceptedReport: () => ({ kind: 'status', code: '200' }) },
};
