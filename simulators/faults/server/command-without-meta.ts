import { eachItem } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-without-meta',
  side: 'server',
  breaks: ['SM/SM-5.2-12'],
  wrong: 'never says format and type in a command message',
  dm: { command: eachItem(({ meta: _, ...item }) => item) },
};
