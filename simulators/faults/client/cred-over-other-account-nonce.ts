import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'cred-over-other-account-nonce',
  side: 'client',
  breaks: ['SR/DM-SR-C-008-M'],
  wrong: 'computes the credentials of a report over the nonce of another account',
  dm: {
    credNonce: ({ purpose, account, accounts, nonce }) =>
      purpose === 'report' ? (accounts.find((other) => other !== account)?.client.pending ?? nonce) : nonce,
  },
};
