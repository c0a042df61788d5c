import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'generic-alert-code',
  side: 'client',
  breaks: ['SR/DM-SR-C-002-M'],
  wrong: 'reports with the code of a generic alert',
  dm: {
    report: (message) => ({ ...message, commands: message.commands.map((c) => (c.kind === 'alert' ? { ...c, code: '1226' } : c)) }),
  },
};
