import type { ClientFault } from '../fault.js';
import { isVirtual } from '../virtual-uri.js';

export const fault: ClientFault = {
  id: 'virtual-uri-becomes-node',
  side: 'client',
  breaks: ['SM/DM-SM-C-006-M'],
  wrong: 'makes a node of the name that a virtual URI spells',
  dm: {
    commandRequest: (request, who, tree) => {
      const outcome = tree.execute(request, who);
      if (isVirtual(request.uri) && !outcome.code.startsWith('2')) {
        tree.execute({ command: 'Add', uri: `./Test/${request.uri.replace(/[?/:]/g, '')}`, data: { text: '' } }, undefined);
      }
      return outcome;
    },
  },
};
