import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-without-cred',
  side: 'server',
  breaks: ['SM/DM-SM-S-007-M', 'SM/SM-5.2-7'],
  wrong: 'sends command messages without credentials',
  dm: {
    command: ({ header: { cred: _, ...header }, ...message }) => ({ ...message, header }),
  },
};
