import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'loses-second-part',
  side: 'server',
  breaks: ['NOTI/N-7.1-f'],
  wrong: 'sends all parts but the second',
  endpoint: { shortMessages: (parts) => parts.filter((_, i) => i !== 1) },
};
