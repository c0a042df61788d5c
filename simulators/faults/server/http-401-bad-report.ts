import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'http-401-bad-report',
  side: 'server',
  breaks: ['SR/DM-SR-S-003-M', 'SR/SR-5.2.1-2'],
  wrong: 'answers a report that it cannot authenticate with HTTP 401 and a challenge',
  dm: {
    answerUnauthenticatedReport: () => ({ kind: 'http', status: 401, headers: [['WWW-Authenticate', 'Basic realm="dm"']] }),
  },
};
