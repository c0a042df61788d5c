import { makeCred } from '../../../src/dm/credentials.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-cred-of-client',
  side: 'server',
  breaks: ['SM/DM-SM-S-007-M', 'SM/SM-5.2-7'],
  wrong: "shows the client's credentials in a command message",
  dm: {
    command: (message, { account: { account, client } }) => {
      const cred = makeCred('md5', account.client.name, account.client.secret, client.pending);
      return { ...message, header: { ...message.header, ...(cred ? { cred } : {}) } };
    },
  },
};
