import type { ClientFault } from '../fault.js';
import { takeCommandAnyway } from '../take-command-anyway.js';

export const fault: ClientFault = {
  id: 'ignores-command-mac',
  side: 'client',
  breaks: ['SM/SM-5.5-7', 'SM/SM-5.1.2-2'],
  wrong: 'takes a command message whose MAC is wrong',
  dm: { acceptCommand: takeCommandAnyway('wrong-mac') },
};
