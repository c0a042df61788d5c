import type { ClientFault } from '../fault.js';
import { isVirtual } from '../virtual-uri.js';

export const fault: ClientFault = {
  id: 'no-virtual-uris',
  side: 'client',
  breaks: ['SM/DM-SM-C-006-M', 'SM/SM-6.2.2-1'],
  wrong: 'finds nothing by virtual URI',
  dm: { commandRequest: (request, who, tree) => (isVirtual(request.uri) ? { code: '406', results: [] } : tree.execute(request, who)) },
};
