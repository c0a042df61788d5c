/** For faults of a device that carries out a command message which it had to ignore. */
import type { ClientBehaviour } from '../../src/dm/client-behaviour.js';
import type { CommandFault } from '../../src/dm/command-judgement.js';

/** Takes a message that was ignored for one of these reasons, with the first account where nothing better is known. */
export function takeCommandAnyway(...reasons: readonly CommandFault[]): ClientBehaviour['acceptCommand'] {
  return (judgement, { accounts }) => {
    if (judgement.kind === 'accept' || !reasons.includes(judgement.why)) return judgement;
    const account = judgement.account ?? accounts[0];
    if (account === undefined) return judgement;
    const { incoming } = judgement;
    return { kind: 'accept', account, incoming, serverId: account.account['server-id'], nonce: '' };
  };
}
