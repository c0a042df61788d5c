import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'new-id-on-repeat',
  side: 'server',
  breaks: ['NOTI/N-6.2.10-c'],
  wrong: 'alerts the same session again with another id',
  dm: { repeatedSessionId: (id) => (id % 0xffff) + 1 },
};
