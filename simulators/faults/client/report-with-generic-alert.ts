import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-with-generic-alert',
  side: 'client',
  breaks: ['SR/DM-SR-C-007-M', 'SR/SR-5.2-1b'],
  wrong: 'adds a generic alert to the report',
  dm: {
    report: (message) => ({
      ...message,
      commands: [
        ...message.commands,
        { kind: 'alert', cmdId: '', code: '1226', items: [{ meta: { format: 'chr', type: 'urn:dmct:extra' }, data: { text: 'extra' } }] },
      ],
    }),
  },
};
