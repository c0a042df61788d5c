import type { ServerFault } from '../fault.js';
import { CONCATENATION, withHeaderOctet } from '../short-message.js';

export const fault: ServerFault = {
  id: 'concatenation-total-wrong',
  side: 'server',
  breaks: ['NOTI/N-7.1-f'],
  wrong: 'announces one part too many',
  endpoint: { shortMessages: (parts) => parts.map((part) => withHeaderOctet(part, CONCATENATION.total, (total) => total + 1)) },
};
