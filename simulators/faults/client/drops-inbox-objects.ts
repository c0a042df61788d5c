import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'drops-inbox-objects',
  side: 'client',
  breaks: ['SM/DM-SM-C-003-M', 'SM/SM-6.1.1-1', 'OD/DM-SM-C-003-M'],
  wrong: 'lets what is added to the Inbox vanish',
  dm: {
    commandRequest: (request, who, tree) =>
      request.command === 'Add' && request.uri === './Inbox' ? { code: '200', results: [] } : tree.execute(request, who),
  },
};
