import { eachItem } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'item-without-target',
  side: 'server',
  breaks: ['SM/SM-5.2-10'],
  wrong: 'leaves Target out of the items of a command message',
  dm: { command: eachItem(({ target: _, ...item }) => item) },
};
