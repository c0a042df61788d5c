import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'escapes-instead-of-cdata',
  side: 'client',
  breaks: ['SR/DM-SR-C-004-M'],
  wrong: 'writes the data of a report with entities, not as CDATA',
  dm: {
    report: (message) => ({
      ...message,
      commands: message.commands.map((c) =>
        c.kind === 'alert'
          ? { ...c, items: c.items.map((item) => (item.data ? { ...item, data: { text: item.data.text, form: 'chars' as const } } : item)) }
          : c,
      ),
    }),
  },
};
