/**
 * What a scenario orders to be wrong by a value, and that is right with this IUT: its secret, say, is the one that the scenario took for
 * nobody's. What the IUT then does is right, too, so the record says it and the judge leaves the row open.
 */
import type { Account } from '../iut/account.js';
import type { Fields, Value } from '../judge/scenario.js';

export const rightForThisIut = (what: string): string => `${what} is right for this IUT and changed no octet of what was sent`;

type Accounts = Readonly<Record<string, Account>>;

/** What is wrong or right by what the account holds, taken together where either may do it. */
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
const NAMES_SERVER = ['server-id', 'source'];
/** Right in themselves, or made to fit the account. */
const GOOD: readonly Value[] = ['right', 'good', 'current', 'default', 'default-text', 'due'];

function isSpoilt(key: string, value: Value | undefined, account: string): boolean {
  if (value === undefined || (key === 'tamper' && value === 'none')) return false;
  if (key !== 'cred' && key !== 'mac') return !GOOD.includes(value);
  if (typeof value === 'string') return !GOOD.includes(value);
  const { account: shown = account, side, user, secret, nonce = 'current' } = value as Fields;
  return shown !== account || side !== undefined || user !== undefined || secret !== undefined || !GOOD.includes(nonce);
}

/** How a key that is spoilt is written when it is right: of credentials the kind stays, of a signature that there is one. */
function rightOf(key: string, value: Value | undefined): Fields {
  if (key === 'signature') return { signature: 'right' };
  if (!['cred', 'mac'].includes(key) || typeof value !== 'object') return {};
  const { kind } = value as Fields;
  return { [key]: kind === undefined ? {} : { kind } };
}

/** A sentence for each thing in `want` that was to be wrong and left no octet any different. `made` makes what is compared. */
export async function rightAnyway(want: Fields, accounts: Accounts, made: (want: Fields) => Uint8Array | Promise<Uint8Array>): Promise<string[]> {
  const account = String(want.account ?? 'default');
  const told: string[] = [];
  for (const group of SPOILING) {
    const keys = group.filter((key) => isSpoilt(key, want[key], account));
    if (keys.length === 0) continue;
    const what = keys.map((key) => `${key} ${JSON.stringify(want[key])}`).join(' and ');
    const others = Object.entries(want).filter(([key]) => !keys.includes(key));
    const right: Fields = Object.assign(Object.fromEntries(others), ...keys.map((key) => rightOf(key, want[key])));
    const known = Object.keys(accounts).find((name) => keys.some((key) => NAMES_SERVER.includes(key) && want[key] === accounts[name]?.['server-id']));
    if (Buffer.compare(await made(want), await made(right)) === 0) told.push(rightForThisIut(what));
    else if (known !== undefined) told.push(`the server of ${what} was to be unknown, and is that of the account ${known}`);
  }
  return told;
}
