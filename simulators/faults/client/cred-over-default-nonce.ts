import { DEFAULT_NONCE } from '../../../src/dm/nonce.js';
import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'cred-over-default-nonce',
  side: 'client',
  breaks: ['SR/DM-SR-C-008-M'],
  wrong: 'computes the credentials of a report over the default nonce',
  dm: { credNonce: (choice) => (choice.purpose === 'report' ? DEFAULT_NONCE : choice.nonce) },
};
