import { hash } from '../../../src/dm/mac.js';
import type { AccountState } from '../../../src/dm/session.js';
import type { ClientFault } from '../fault.js';

/** Reports of each account so far: a device that is configured anew has new accounts. */
const reports = new WeakMap<AccountState, number>();

export const fault: ClientFault = {
  id: 'cred-over-own-nonce',
  side: 'client',
  breaks: ['SR/DM-SR-C-008-M'],
  wrong: 'computes the credentials of each report over a nonce that it made up',
  dm: {
    credNonce: ({ purpose, account, nonce }) => {
      if (purpose === 'session') return nonce;
      const count = (reports.get(account) ?? 0) + 1;
      reports.set(account, count);
      return hash('md5', nonce, `own ${count}`);
    },
  },
};
