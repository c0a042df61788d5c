import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'resync-keeps-old-server-nonce',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-003', 'NOTI/N-5.1-6'],
  wrong: 'gives the server a new nonce and keeps the old one itself',
  dm: { storeNonce: (nonce, { direction, isResync }) => (isResync && direction === 'server' ? undefined : nonce) },
};
