import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'ignores-exec-commands',
  side: 'client',
  breaks: ['SM/SM-6.2.1-1'],
  wrong: 'does nothing for Exec in a command message',
  dm: { commandList: (commands) => commands.filter((command) => command.kind !== 'tree' || command.name !== 'Exec') },
};
