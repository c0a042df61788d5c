import { md5Digest } from '../../../src/dm/credentials.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'digest-without-trigger',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-002', 'NOTI/N-6.2.2-1'],
  wrong: 'leaves the trigger out of the digest',
  dm: {
    notificationDigest: (_digest, { account }) => md5Digest(account.account['server-id'], account.account.server.secret, account.server.pending),
  },
};
