import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'cred-over-empty-nonce',
  side: 'client',
  breaks: ['SR/DM-SR-C-008-M'],
  wrong: 'computes the credentials of a report over no nonce',
  dm: { credNonce: (choice) => (choice.purpose === 'report' ? new Uint8Array(0) : choice.nonce) },
};
