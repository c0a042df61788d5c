import { withHeader } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'address-as-command-source',
  side: 'server',
  breaks: ['SM/DM-SM-S-003-M', 'SM/SM-5.2-6', 'OD/DM-SM-S-003-M'],
  wrong: 'writes its address into Source of a command message',
  dm: { command: withHeader({ source: 'http://server.example/dm' }) },
};
