import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'refuses-default-nonce',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-004', 'NOTI/N-5.1-5'],
  wrong: 'refuses credentials over the default nonce although it has used that nonce itself',
  dm: { acceptsDefaultNonce: () => false },
};
