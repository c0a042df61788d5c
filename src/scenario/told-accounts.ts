/** Accounts as the IUT is told them, when a scenario wants others than the IUT file has. */
import { InputError, unknownName } from '../base/errors.js';
import type { Account } from '../iut/account.js';
import type { Fields, Value } from '../judge/scenario.js';

export type Accounts = Readonly<Record<string, Account>>;

const list = (value: Value | undefined): string[] => (value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)]);

/**
 * `given: { without: [other] }` leaves accounts out: the device is not bootstrapped for them. `given: { twin: default }` adds an account
 * `twin` with the same ServerID and names and another secret: what the device holds for that ServerID is then ambiguous.
 */
export function toldAccounts(accounts: Accounts, given: Fields): Accounts {
  const known = (name: string): Account => {
    const account = accounts[name];
    if (!account) throw unknownName('unknown-account', 'account', name, Object.keys(accounts));
    return account;
  };
  const without = list(given.without);
  for (const name of without) known(name);
  const kept = Object.fromEntries(Object.entries(accounts).filter(([name]) => !without.includes(name)));
  if (given.twin === undefined) return kept;
  if (Object.hasOwn(accounts, 'twin')) throw new InputError('account-taken', { found: 'the IUT file has an account "twin" of its own' });
  const original = known(String(given.twin));
  return { ...kept, twin: { ...original, server: { ...original.server, secret: `${original.server.secret}-twin` } } };
}
