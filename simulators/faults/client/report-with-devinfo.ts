import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-with-devinfo',
  side: 'client',
  breaks: ['SR/DM-SR-C-007-M', 'SR/SR-5.2-1b'],
  wrong: 'adds a Replace of DevInfo to the report',
  dm: {
    report: (message) => ({
      ...message,
      commands: [
        ...message.commands,
        {
          kind: 'tree',
          cmdId: '',
          name: 'Replace',
          items: [{ source: './DevInfo/Man', meta: { format: 'chr', type: 'text/plain' }, data: { text: 'dmct' } }],
        },
      ],
    }),
  },
};
