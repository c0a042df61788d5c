import type { ClientFault } from '../fault.js';
import { takeCommandAnyway } from '../take-command-anyway.js';

export const fault: ClientFault = {
  id: 'takes-first-of-equal-servers',
  side: 'client',
  breaks: ['SM/DM-SM-C-004-M', 'SM/SM-5.5-3', 'OD/DM-SM-C-004-M'],
  wrong: 'takes the first of two accounts with the same ServerID',
  dm: { acceptCommand: takeCommandAnyway('ambiguous-server') },
};
