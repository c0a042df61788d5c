import type { ClientFault } from '../fault.js';
import { takeCommandAnyway } from '../take-command-anyway.js';

export const fault: ClientFault = {
  id: 'takes-commands-without-cred',
  side: 'client',
  breaks: ['SM/SM-5.1.2-2'],
  wrong: 'takes a command message that has no Cred',
  dm: { acceptCommand: takeCommandAnyway('no-cred') },
};
