import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'requires-session-for-reports',
  side: 'server',
  breaks: ['SR/DM-SR-S-001-M'],
  wrong: 'takes a report for the first message of a session',
  dm: { storesReport: () => false, answerAcceptedReport: () => ({ kind: 'session' }) },
};
