import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'repeats-unanswered-commands',
  side: 'server',
  breaks: ['SM/SM-5.2-16', 'OD/OD-5.2-3'],
  wrong: 'sends a command message again because nothing answers it',
  endpoint: { commandCopies: 3 },
};
