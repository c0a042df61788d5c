import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'session-instead-of-command',
  side: 'server',
  breaks: ['SM/DM-SM-S-001-M', 'OD/DM-SM-S-001-M'],
  wrong: 'notifies the device and gives its commands in a session',
  endpoint: { commandRoute: 'session' },
};
