import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'unsigned-command',
  side: 'server',
  breaks: ['OD/DM-SM-S-004-M', 'OD/OD-5.1.2-2', 'SM/SM-5.1.2-1', 'SM/SM-5.2-17'],
  wrong: 'sends command messages without the XML signature that is asked for',
  endpoint: { signsCommands: false },
};
