import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'alert-without-item',
  side: 'client',
  breaks: ['SR/DM-SR-C-003-M'],
  wrong: 'reports with an alert that has no item',
  dm: {
    report: (message) => ({ ...message, commands: message.commands.map((c) => (c.kind === 'alert' ? { ...c, items: [] } : c)) }),
  },
};
