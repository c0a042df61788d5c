import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'refuses-adds-of-nodes',
  side: 'client',
  breaks: ['SM/SM-6.1.2-1'],
  wrong: 'takes whole objects only, no single nodes',
  dm: {
    commandRequest: (request, who, tree) =>
      request.command === 'Add' && !request.meta?.type?.startsWith('application/vnd.syncml.dmtnds')
        ? { code: '405', results: [] }
        : tree.execute(request, who),
  },
};
