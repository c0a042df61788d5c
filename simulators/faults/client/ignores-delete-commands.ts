import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'ignores-delete-commands',
  side: 'client',
  breaks: ['SM/SM-6.2.1-1'],
  wrong: 'does nothing for Delete in a command message',
  dm: { commandList: (commands) => commands.filter((command) => command.kind !== 'tree' || command.name !== 'Delete') },
};
