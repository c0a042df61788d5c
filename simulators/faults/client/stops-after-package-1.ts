import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'stops-after-package-1',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-001'],
  wrong: 'sends nothing after package #1',
  device: { messagesPerSession: 1 },
};
