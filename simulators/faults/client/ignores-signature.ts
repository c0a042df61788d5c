import type { ClientFault } from '../fault.js';
import { takeCommandAnyway } from '../take-command-anyway.js';

export const fault: ClientFault = {
  id: 'ignores-signature',
  side: 'client',
  breaks: ['OD/OD-5.5-4', 'SM/SM-5.5-7'],
  wrong: 'takes a command message whose XML signature is missing or wrong',
  dm: { acceptCommand: takeCommandAnyway('signature') },
};
