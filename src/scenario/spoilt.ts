/**
 * A push that a scenario orders to be wrong, and that is right with this IUT: its secret, say, is the one that the scenario took for nobody's.
 * What the IUT then does is right, too, so a verdict would be a wrong one; the row is a fault of the tester instead.
 */
import type { PushContent } from '../../simulators/lower-tester.js';
import { HarnessFault } from '../base/errors.js';
import type { Account } from '../iut/account.js';
import type { Fields, Value } from '../judge/scenario.js';

type Accounts = Readonly<Record<string, Account>>;

/** What is wrong or right by what the account holds, taken together where either may do it; and how it is written when it is right. */
const SPOILING: readonly (readonly string[])[] = [
  ['server-id'],
  ['source', 'source-is'],
  ['secret'],
  ['nonce'],
  ['digest'],
  ['length'],
  ['cut'],
  ['cred', 'mac'],
  ['tamper'],
  ['signature'],
];
const RIGHT: Readonly<Record<string, Value>> = { signature: 'right' };
/** Right in themselves, or made to fit the account. */
const GOOD: readonly Value[] = ['right', 'good', 'current', 'default', 'default-text', 'due'];

function isSpoilt(key: string, value: Value | undefined, account: string): boolean {
  if (value === undefined || (key === 'tamper' && value === 'none')) return false;
  if (key !== 'cred' && key !== 'mac') return !GOOD.includes(value);
  if (typeof value === 'string') return !GOOD.includes(value);
  const { account: shown = account, user, secret, nonce = 'current' } = value as Fields;
  return shown !== account || user !== undefined || secret !== undefined || !GOOD.includes(nonce);
}

/** Throws HarnessFault where what was to be wrong in `want` left no octet of the push any different. `make` makes the push. */
export async function checkSpoilt(
  want: Fields,
  push: PushContent,
  accounts: Accounts,
  make: (want: Fields) => PushContent | Promise<PushContent>,
): Promise<void> {
  const account = String(want.account ?? 'default');
  for (const group of SPOILING) {
    const keys = group.filter((key) => isSpoilt(key, want[key], account));
    if (keys.length === 0) continue;
    const told = keys.map((key) => `${key} ${JSON.stringify(want[key])}`).join(' and ');
    const right = { ...Object.fromEntries(Object.entries(want).filter(([key]) => !keys.includes(key))), ...rightOf(keys) };
    if (isSame(push, await make(right))) throw new HarnessFault(`what was to be wrong by ${told} is right for this IUT, octet by octet`);
    const known = Object.keys(accounts).find((name) => keys.some((key) => want[key] === accounts[name]?.['server-id']));
    if (known !== undefined) throw new HarnessFault(`the server of ${told} was to be unknown, and is that of the account ${known}`);
  }
}

const rightOf = (keys: readonly string[]): Fields => Object.fromEntries(keys.flatMap((key) => (key in RIGHT ? [[key, RIGHT[key] as Value]] : [])));
const isSame = (one: PushContent, other: PushContent): boolean => one.port === other.port && Buffer.compare(one.wsp, other.wsp) === 0;
