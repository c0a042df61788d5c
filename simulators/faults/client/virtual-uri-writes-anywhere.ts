import type { ClientFault } from '../fault.js';
import { isVirtual } from '../virtual-uri.js';

export const fault: ClientFault = {
  id: 'virtual-uri-writes-anywhere',
  side: 'client',
  breaks: ['SM/DM-SM-C-006-M', 'SM/SM-6.2.2-1'],
  wrong: 'writes what a virtual URI without a match was to change into another leaf',
  dm: {
    commandRequest: (request, who, tree) => {
      const outcome = tree.execute(request, who);
      const missed = isVirtual(request.uri) && outcome.code === '404';
      return missed ? tree.execute({ ...request, uri: './Test/Leaf' }, who) : outcome;
    },
  },
};
