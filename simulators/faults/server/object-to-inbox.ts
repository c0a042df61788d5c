import { eachObject } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'object-to-inbox',
  side: 'server',
  breaks: ['SM/SM-6.1.2-1'],
  wrong: 'sends a new object to the Inbox though it was told the place',
  dm: { commandOperations: eachObject((operation) => [{ ...operation, uri: './Inbox' }]) },
};
