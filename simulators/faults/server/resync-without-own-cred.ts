import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'resync-without-own-cred',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-004', 'NOTI/N-5.1-6'],
  wrong: 'shows no credentials of its own',
  dm: { shows: () => ({}) },
};
