import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-drops-markup',
  side: 'client',
  breaks: ['SR/DM-SR-C-004-M'],
  wrong: 'leaves out the characters of markup from the data of a report',
  dm: {
    report: (message) => ({
      ...message,
      commands: message.commands.map((c) =>
        c.kind === 'alert'
          ? {
              ...c,
              items: c.items.map((item) => (item.data ? { ...item, data: { ...item.data, text: item.data.text.replace(/[<>&]/g, '') } } : item)),
            }
          : c,
      ),
    }),
  },
};
