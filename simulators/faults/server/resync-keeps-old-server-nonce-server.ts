import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'resync-keeps-old-server-nonce-server',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-004', 'NOTI/N-5.1-7'],
  wrong: 'does not store the new nonce of the client',
  dm: { storeNonce: (nonce, { isResync }) => (isResync ? undefined : nonce) },
};
