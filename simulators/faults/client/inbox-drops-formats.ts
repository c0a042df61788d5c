import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'inbox-drops-formats',
  side: 'client',
  breaks: ['SM/DM-SM-C-002-M', 'OD/DM-SM-C-002-M'],
  wrong: 'makes every leaf of an object in the Inbox one of format chr',
  device: {
    readTree: (uri, read) => read(uri).map((node) => (node.uri.startsWith('./MO/') && node.format !== 'node' ? { ...node, format: 'chr' } : node)),
  },
};
