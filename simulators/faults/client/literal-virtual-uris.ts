import type { ClientFault } from '../fault.js';
import { isVirtual } from '../virtual-uri.js';

export const fault: ClientFault = {
  id: 'literal-virtual-uris',
  side: 'client',
  breaks: ['SM/DM-SM-C-006-M', 'SM/SM-6.2.2-1'],
  wrong: 'takes a virtual URI for the name of a node',
  dm: {
    commandRequest: (request, who, tree) => (isVirtual(request.uri) ? { code: '404', results: [] } : tree.execute(request, who)),
  },
};
