/** Tells the record which nonces are known and what each is for, whenever one changes. */
import { base64OfOctets } from '../src/dm/nonce.js';
import type { AccountState, Effect } from '../src/dm/session.js';
import type { FactSink } from './lower-tester.js';

export interface NonceFacts {
  /** Compares with what was told last and tells the differences. */
  tell(): void;
  /** A nonce that was handed out or received in a challenge. */
  effect(effect: Effect): void;
}

/**
 * Facts by direction (`client`: the nonce of the client's credentials; `server`: that of the server's and of notification digests):
 * `nonce.client.current` for the next in-session credentials, `.used` by the last session, `.pending` handed out in a challenge.
 * Base64; the name of the account is appended unless it is `default`.
 */
export function nonceFacts(states: readonly AccountState[], fact: FactSink): NonceFacts {
  const told = new Map<string, string>();
  /** The octets of each account when it was told last: they are replaced, never changed, so most accounts are done with at a glance. */
  const seen = new Map<AccountState, readonly (Uint8Array | undefined)[]>();
  const say = (name: string, account: string, octets: Uint8Array | undefined): void => {
    if (octets === undefined) return;
    const whole = account === 'default' ? name : `${name}@${account}`;
    const value = base64OfOctets(octets);
    if (told.get(whole) === value) return;
    told.set(whole, value);
    fact(whole, value);
  };
  return {
    tell: () => {
      for (const state of states) {
        const now = [state.client.pending, state.client.lastUsed, state.server.pending, state.server.lastUsed];
        const before = seen.get(state);
        if (before && now.every((octets, n) => octets === before[n])) continue;
        seen.set(state, now);
        for (const direction of ['client', 'server'] as const) {
          say(`nonce.${direction}.current`, state.name, state[direction].pending);
          say(`nonce.${direction}.used`, state.name, state[direction].lastUsed);
        }
      }
    },
    effect: (effect) => {
      if (effect.kind === 'nonce') say(`nonce.${effect.direction}.pending`, effect.account, effect.nonce);
    },
  };
}
