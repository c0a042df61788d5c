import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'inbox-adds-twice',
  side: 'client',
  breaks: ['SM/DM-SM-C-003-M', 'OD/DM-SM-C-003-M'],
  wrong: 'makes two objects of each one that comes to the Inbox',
  dm: {
    commandRequest: (request, who, tree) => {
      if (request.uri === './Inbox') tree.execute(request, who);
      return tree.execute(request, who);
    },
  },
};
