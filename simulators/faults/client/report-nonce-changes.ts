import type { AccountState } from '../../../src/dm/session.js';
import type { ClientFault } from '../fault.js';

/** Accounts that have reported: a device that is configured anew has new ones. */
const reported = new WeakSet<AccountState>();

export const fault: ClientFault = {
  id: 'report-nonce-changes',
  side: 'client',
  breaks: ['SR/DM-SR-C-008-M'],
  wrong: 'computes the second report over another nonce of the server than the first',
  dm: {
    credNonce: ({ purpose, account, nonce }) => {
      if (purpose === 'session') return nonce;
      const isFirst = !reported.has(account);
      reported.add(account);
      return isFirst ? nonce : account.client.pending;
    },
  },
};
