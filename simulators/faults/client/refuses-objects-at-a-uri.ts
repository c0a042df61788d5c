import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'refuses-objects-at-a-uri',
  side: 'client',
  breaks: ['SM/SM-6.1.2-1'],
  wrong: 'takes whole objects in the Inbox only',
  dm: {
    commandRequest: (request, who, tree) =>
      request.uri !== './Inbox' && request.meta?.type?.startsWith('application/vnd.syncml.dmtnds')
        ? { code: '415', results: [] }
        : tree.execute(request, who),
  },
};
