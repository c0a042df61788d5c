import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'session-id-zero',
  side: 'server',
  breaks: ['NOTI/N-6.1-1'],
  wrong: 'writes 0 as session id',
  dm: { notificationFields: (fields) => ({ ...fields, sessionId: 0 }) },
};
