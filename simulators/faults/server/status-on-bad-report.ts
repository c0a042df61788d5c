import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'status-on-bad-report',
  side: 'server',
  breaks: ['SR/DM-SR-S-003-M', 'SR/SR-5.2.1-2'],
  wrong: 'answers a report that it cannot authenticate with Status 401',
  dm: { answerUnauthenticatedReport: () => ({ kind: 'status', code: '401' }) },
};
