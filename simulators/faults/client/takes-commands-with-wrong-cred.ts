import type { ClientFault } from '../fault.js';
import { takeCommandAnyway } from '../take-command-anyway.js';

export const fault: ClientFault = {
  id: 'takes-commands-with-wrong-cred',
  side: 'client',
  breaks: ['SM/SM-5.1.2-2'],
  wrong: 'takes a command message whose credentials are wrong',
  dm: { acceptCommand: takeCommandAnyway('wrong-cred') },
};
