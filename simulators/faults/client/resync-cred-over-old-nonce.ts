import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'resync-cred-over-old-nonce',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-003', 'NOTI/N-5.1-4'],
  wrong: 'computes its credentials over the stored nonce although the notification used the default one',
  dm: { credNonce: ({ isResync, account, nonce }) => (isResync ? account.client.pending : nonce) },
};
