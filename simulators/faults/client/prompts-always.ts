import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'prompts-always',
  side: 'client',
  breaks: ['NOTI/N-6.2.7-1'],
  wrong: 'asks the user before each alerted session',
  dm: { promptsBeforeSession: () => true },
};
