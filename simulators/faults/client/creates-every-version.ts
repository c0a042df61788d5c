import type { ClientFault } from '../fault.js';
import { objectsOf } from '../split-object.js';

export const fault: ClientFault = {
  id: 'creates-every-version',
  side: 'client',
  breaks: ['SM/SM-5.5-12', 'OD/OD-5.5-8'],
  wrong: 'makes an object for each version in a serialised object',
  dm: {
    commandRequest: (request, who, tree) => {
      const parts = request.uri === './Inbox' ? objectsOf(request) : [];
      if (parts.length < 2) return tree.execute(request, who);
      return parts.map((part) => tree.execute(part, who)).at(-1) ?? tree.execute(request, who);
    },
  },
};
