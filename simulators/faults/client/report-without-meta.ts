import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-without-meta',
  side: 'client',
  breaks: ['SR/DM-SR-C-005-M'],
  wrong: 'gives neither type nor format of a sample',
  dm: {
    report: (message) => ({
      ...message,
      commands: message.commands.map((c) => (c.kind === 'alert' ? { ...c, items: c.items.map(({ meta: _, ...item }) => item) } : c)),
    }),
  },
};
