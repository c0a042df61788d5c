import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-with-get',
  side: 'server',
  breaks: ['SM/DM-SM-S-008-M', 'SM/SM-5.2-14'],
  wrong: 'adds a Get to command messages',
  dm: {
    command: (message) => ({
      ...message,
      commands: [...message.commands, { kind: 'tree', cmdId: '', name: 'Get', items: [{ target: './DevInfo/DevId' }] }],
    }),
  },
};
