import type { ClientFault } from '../fault.js';
import { takeCommandAnyway } from '../take-command-anyway.js';

export const fault: ClientFault = {
  id: 'takes-commands-of-unknown-servers',
  side: 'client',
  breaks: ['SM/DM-SM-C-004-M', 'SM/SM-5.1.2-3', 'SM/SM-5.5-1', 'SM/SM-5.5-3', 'SM/SM-5.5-6', 'OD/DM-SM-C-004-M', 'OD/OD-5.1.2-1'],
  wrong: 'takes the first account for a server that has none',
  dm: { acceptCommand: takeCommandAnyway('unknown-server') },
};
