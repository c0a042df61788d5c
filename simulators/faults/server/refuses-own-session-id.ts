import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'refuses-own-session-id',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-001'],
  wrong: 'refuses the session that it has asked for',
  dm: {
    statusFor: ({ command, code }) => (command === 'SyncHdr' || command.kind === 'alert' ? '400' : code),
  },
};
