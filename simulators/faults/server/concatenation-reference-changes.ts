import type { ServerFault } from '../fault.js';
import { CONCATENATION, withHeaderOctet } from '../short-message.js';

export const fault: ServerFault = {
  id: 'concatenation-reference-changes',
  side: 'server',
  breaks: ['NOTI/N-7.1-f'],
  wrong: 'gives each part a reference of its own',
  endpoint: { shortMessages: (parts) => parts.map((part, i) => withHeaderOctet(part, CONCATENATION.reference, (reference) => reference + i)) },
};
