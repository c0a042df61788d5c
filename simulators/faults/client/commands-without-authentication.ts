import type { ClientFault } from '../fault.js';
import { takeCommandAnyway } from '../take-command-anyway.js';

export const fault: ClientFault = {
  id: 'commands-without-authentication',
  side: 'client',
  breaks: ['SM/SM-5.1.2-2', 'SM/SM-5.5-4'],
  wrong: 'carries out command messages without looking at their credentials',
  dm: { acceptCommand: takeCommandAnyway('no-cred', 'wrong-cred', 'no-mac', 'wrong-mac') },
};
