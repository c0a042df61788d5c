import { checkSessionlessCred } from '../../../src/dm/authentication.js';
import type { ClientFault } from '../fault.js';
import { takeCommandAnyway } from '../take-command-anyway.js';

export const fault: ClientFault = {
  id: 'tries-every-secret',
  side: 'client',
  breaks: ['SM/SM-5.5-4', 'SM/SM-5.1.2-2'],
  wrong: 'takes a command message whose credentials are right for any account, be they its own',
  dm: {
    acceptCommand: (judgement, context) => {
      const { cred } = judgement.incoming.message.header;
      const isKnown = context.accounts.some(({ account, server }) => {
        const nonces = [{ name: 'pending', octets: server.pending }];
        return cred !== undefined && [account.server, account.client].some((shown) => checkSessionlessCred(cred, shown, nonces).kind === 'right');
      });
      return isKnown ? takeCommandAnyway('wrong-cred')(judgement, context) : judgement;
    },
  },
};
