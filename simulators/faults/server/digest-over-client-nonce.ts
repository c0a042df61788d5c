import { notificationDigest } from '../../../src/dm/credentials.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'digest-over-client-nonce',
  side: 'server',
  breaks: ['NOTI/N-6.2.2-1'],
  wrong: 'computes the digest over the nonce of the client',
  dm: {
    notificationDigest: (_digest, { account, trigger }) =>
      notificationDigest(account.account['server-id'], account.account.server.secret, account.client.pending, trigger),
  },
};
