import { withHeader } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-target-is-server',
  side: 'server',
  breaks: ['SM/SM-5.2-5'],
  wrong: 'names itself in Target of a command message',
  dm: { command: withHeader({ target: 'http://server.example/dm' }) },
};
