import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'two-items-in-one-alert',
  side: 'client',
  breaks: ['SR/DM-SR-C-003-M'],
  wrong: 'puts all samples into one alert',
  dm: {
    report: (message) => {
      const alerts = message.commands.filter((c) => c.kind === 'alert');
      const [first] = alerts;
      return first ? { ...message, commands: [{ ...first, items: alerts.flatMap((a) => a.items) }] } : message;
    },
  },
};
