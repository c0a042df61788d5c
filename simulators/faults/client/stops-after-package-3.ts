import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'stops-after-package-3',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-001'],
  wrong: 'sends nothing after its second message',
  device: { messagesPerSession: 2 },
};
