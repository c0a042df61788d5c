import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'constant-session-id',
  side: 'server',
  breaks: ['NOTI/N-6.2.10-a'],
  wrong: 'alerts every session with the same id',
  dm: { nextSessionId: () => 1 },
};
