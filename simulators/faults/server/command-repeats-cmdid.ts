import { eachCommand } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-repeats-cmdid',
  side: 'server',
  breaks: ['SM/SM-5.2-8'],
  wrong: 'gives every command of a command message the CmdID 1',
  dm: { command: eachCommand((command) => ({ ...command, cmdId: '1' })) },
};
