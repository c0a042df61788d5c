import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'applies-first-command-only',
  side: 'client',
  breaks: ['SM/SM-6.2.1-1'],
  wrong: 'carries out only the first command of a command message',
  dm: { commandList: (commands) => commands.slice(0, 1) },
};
