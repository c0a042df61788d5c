import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-with-unknown-mark',
  side: 'client',
  breaks: ['SR/SR-5.1-6'],
  wrong: 'gives each sample a mark that is none of the seven',
  dm: {
    report: (message) => ({
      ...message,
      commands: message.commands.map((c) =>
        c.kind === 'alert' ? { ...c, items: c.items.map((item) => ({ ...item, meta: { ...item.meta, mark: 'urgent' } })) } : c,
      ),
    }),
  },
};
