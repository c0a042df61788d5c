import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'inbox-drops-values',
  side: 'client',
  breaks: ['SM/DM-SM-C-002-M', 'OD/DM-SM-C-002-M'],
  wrong: 'makes the nodes of an object in the Inbox without their values',
  device: {
    readTree: (uri, read) => read(uri).map((node) => (node.uri.startsWith('./MO/') && node.format !== 'node' ? { ...node, value: '' } : node)),
  },
};
