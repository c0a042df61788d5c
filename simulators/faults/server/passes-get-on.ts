import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'passes-get-on',
  side: 'server',
  breaks: ['SM/DM-SM-S-008-M', 'SM/SM-5.2-14'],
  wrong: 'sends a Get without a session when it is asked to',
  endpoint: {
    mayCarry: (isAllowed, command) => isAllowed || ('kind' in command ? command.kind === 'tree' && command.name : command.command) === 'Get',
  },
};
