import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'resync-without-next-nonce',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-004', 'NOTI/N-5.1-5'],
  wrong: 'gives the client no new nonce',
  dm: { chal: (chal, { isResync }) => (isResync ? undefined : chal) },
};
