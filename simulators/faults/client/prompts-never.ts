import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'prompts-never',
  side: 'client',
  breaks: ['NOTI/N-6.2.7-1'],
  wrong: 'never asks the user before a session',
  dm: { promptsBeforeSession: () => false },
};
