import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'sends-secrets-in-the-open',
  side: 'server',
  breaks: ['SM/SM-5.2-18', 'OD/OD-5.2-5'],
  wrong: 'does not encrypt what it was told is confidential',
  endpoint: { encrypts: false },
};
