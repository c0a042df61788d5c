import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-cred-over-client-nonce',
  side: 'server',
  breaks: ['SM/DM-SM-S-007-M', 'SM/SM-5.2-7'],
  wrong: 'computes the credentials of a command message over the client nonce',
  dm: { commandNonce: ({ account }) => account.client.pending },
};
