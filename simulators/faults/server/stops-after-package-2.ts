import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'stops-after-package-2',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-001'],
  wrong: 'answers nothing after package #2',
  endpoint: { answersPerSession: 1 },
};
