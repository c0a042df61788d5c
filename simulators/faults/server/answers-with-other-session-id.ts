import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'answers-with-other-session-id',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-001', 'NOTI/N-5-2'],
  wrong: 'answers with a session id of its own',
  dm: { sessionIdFor: (received) => (received === 'FACE' ? 'BAD' : 'FACE') },
};
