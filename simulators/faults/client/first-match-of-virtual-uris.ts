import type { ClientFault } from '../fault.js';
import { isVirtual, matchesOf } from '../virtual-uri.js';

export const fault: ClientFault = {
  id: 'first-match-of-virtual-uris',
  side: 'client',
  breaks: ['SM/DM-SM-C-006-M', 'SM/SM-6.2.2-1'],
  wrong: 'takes the first of several matches of a virtual URI',
  dm: {
    commandRequest: (request, who, tree) => {
      const outcome = tree.execute(request, who);
      const [first] = isVirtual(request.uri) && !outcome.code.startsWith('2') ? matchesOf(request.uri, tree.read('.')) : [];
      return first === undefined ? outcome : tree.execute({ ...request, uri: first }, who);
    },
  },
};
