import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'refuses-interactive-sessions',
  side: 'client',
  breaks: ['NOTI/N-6.2.7-1'],
  wrong: 'ignores a notification that asks for user interaction',
  dm: {
    acceptNotification: (judgement) =>
      judgement.kind === 'accept' && judgement.uiMode === 3
        ? { kind: 'ignore', why: 'malformed', account: judgement.account, sessionId: judgement.sessionId }
        : judgement,
  },
};
