import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'resync-keeps-old-client-nonce',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-003', 'NOTI/N-5.1-5'],
  wrong: 'does not store the new nonce of the server',
  dm: { storeNonce: (nonce, { direction, isResync }) => (isResync && direction === 'client' ? undefined : nonce) },
};
