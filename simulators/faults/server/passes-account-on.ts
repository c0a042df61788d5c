import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'passes-account-on',
  side: 'server',
  breaks: ['SM/SM-6-1'],
  wrong: 'sends a DM account without a session when it is asked to',
  endpoint: { mayCarry: (isAllowed, command) => isAllowed || (!('kind' in command) && command.command !== 'Get') },
};
