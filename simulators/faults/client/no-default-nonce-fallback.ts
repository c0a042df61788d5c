import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'no-default-nonce-fallback',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-003', 'NOTI/N-5.1-1'],
  wrong: 'does not try the default nonce when the digest is wrong',
  dm: {
    acceptNotification: (judgement) =>
      judgement.kind === 'accept' && judgement.by === 'default'
        ? { kind: 'ignore', why: 'digest', account: judgement.account, sessionId: judgement.sessionId }
        : judgement,
  },
};
