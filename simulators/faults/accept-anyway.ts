/** For faults of a device that starts a session on a notification which it had to ignore. */
import type { ClientBehaviour } from '../../src/dm/client-behaviour.js';
import type { Judgement } from '../../src/dm/notification.js';

type Why = Extract<Judgement, { kind: 'ignore' }>['why'];

/** Takes a notification that was ignored for one of these reasons, with the first account and session 1 where nothing better is known. */
export function acceptAnyway(...reasons: readonly Why[]): ClientBehaviour['acceptNotification'] {
  return (judgement, accounts) => {
    if (judgement.kind === 'accept' || !reasons.includes(judgement.why)) return judgement;
    const account = judgement.account ?? accounts[0];
    if (account === undefined) return judgement;
    const nonce = { name: 'stored', octets: account.server.pending };
    return { kind: 'accept', account, sessionId: judgement.sessionId || 1, by: 'stored', nonce, uiMode: 0, initiator: 1 };
  };
}
