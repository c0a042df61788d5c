import { eachCommand } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'replaces-inbox',
  side: 'server',
  breaks: ['SM/SM-6.2-1'],
  wrong: 'gives Replace instead of Add to the Inbox',
  dm: { command: eachCommand((command) => (command.items[0]?.target === './Inbox' ? { ...command, name: 'Replace' } : command)) },
};
