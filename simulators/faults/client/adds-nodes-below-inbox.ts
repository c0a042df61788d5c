import type { ClientFault } from '../fault.js';
import { showInInbox } from '../inbox-view.js';

export const fault: ClientFault = {
  id: 'adds-nodes-below-inbox',
  side: 'client',
  breaks: ['SM/SM-6.1.1-2'],
  wrong: 'makes nodes below the Inbox one by one',
  dm: {
    commandRequest: (request, who, tree) => {
      if (request.command !== 'Add' || !request.uri.startsWith('./Inbox/')) return tree.execute(request, who);
      const uri = request.uri.replace('./Inbox/', './MO/');
      const steps = uri.split('/');
      for (let n = 2; n < steps.length; n++) tree.execute({ command: 'Add', uri: steps.slice(0, n).join('/'), meta: { format: 'node' } }, undefined);
      return tree.execute({ ...request, uri }, undefined);
    },
  },
  device: { readTree: showInInbox },
};
