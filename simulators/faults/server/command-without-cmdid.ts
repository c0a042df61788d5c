import type { ServerFault } from '../fault.js';
import { without } from '../without.js';

export const fault: ServerFault = {
  id: 'command-without-cmdid',
  side: 'server',
  breaks: ['SM/SM-5.2-8'],
  wrong: 'leaves CmdID out of the commands of a command message',
  dm: {
    commandElements: (root) => without(root, 'CmdID'),
  },
};
