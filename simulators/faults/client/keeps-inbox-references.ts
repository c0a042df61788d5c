import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'keeps-inbox-references',
  side: 'client',
  breaks: ['SM/SM-5.5-8', 'OD/OD-5.5-5'],
  wrong: 'leaves references into the Inbox as they came',
  dm: {
    commandRequest: (request, who, tree) => {
      const known = new Set(tree.read('.').map((node) => node.uri));
      const outcome = tree.execute(request, who);
      for (const { uri, value } of request.uri === './Inbox' ? tree.read('.') : []) {
        if (known.has(uri) || !value?.startsWith('./MO/')) continue;
        tree.execute({ command: 'Replace', uri, data: { text: value.replace('./MO/', './Inbox/') } }, undefined);
      }
      return outcome;
    },
  },
};
