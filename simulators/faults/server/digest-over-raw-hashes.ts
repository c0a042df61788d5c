import { hash } from '../../../src/dm/mac.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'digest-over-raw-hashes',
  side: 'server',
  breaks: ['NOTI/N-6.2.2-1'],
  wrong: 'does not write the inner hashes in Base64 before the outer hash',
  dm: {
    notificationDigest: (_digest, { account, trigger }) =>
      hash(
        'md5',
        hash('md5', `${account.account['server-id']}:${account.account.server.secret}`),
        ':',
        account.server.pending,
        ':',
        hash('md5', trigger),
      ),
  },
};
