import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-with-session-id',
  side: 'client',
  breaks: ['SR/SR-5.2-2b'],
  wrong: 'reports with a session id that is not 0',
  dm: {
    report: (message) => ({ ...message, header: { ...message.header, sessionId: '1' } }),
  },
};
