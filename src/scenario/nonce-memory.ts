/**
 * Nonces from one row to the next. An IUT whose adapter has neither `reset` nor `configure` goes on with the nonces that the last row left
 * in it, so the tester must go on with them too; one that was reset starts from those in its IUT file.
 */
import type { Account, Credentials } from '../iut/account.js';
import type { UpperTester } from '../iut/primitives.js';
import type { Recorder } from './recorder.js';

type Accounts = Readonly<Record<string, Account>>;

/** An upper tester lives as long as the IUT's state is ours to follow. */
const remembered = new WeakMap<UpperTester, Accounts>();

/** The accounts with the nonces that the IUT has now, as far as is known. */
export function accountsNow(upper: UpperTester, accounts: Accounts): Accounts {
  return remembered.get(upper) ?? accounts;
}

/** Called when a row is over. `starts`: the accounts it began with; `isFresh`: the IUT forgets between rows. */
export function rememberNonces(upper: UpperTester, starts: Accounts, recorder: Recorder, isFresh: boolean): void {
  if (isFresh) {
    remembered.delete(upper);
    return;
  }
  const latest = (name: string, direction: 'client' | 'server', credentials: Credentials): Credentials => {
    const nonce = recorder.lastFact(`nonce.${direction}.current${name === 'default' ? '' : `@${name}`}`);
    return nonce === undefined ? credentials : { ...credentials, nonce };
  };
  remembered.set(
    upper,
    Object.fromEntries(
      Object.entries(starts).map(([name, account]) => [
        name,
        { ...account, client: latest(name, 'client', account.client), server: latest(name, 'server', account.server) },
      ]),
    ),
  );
}
