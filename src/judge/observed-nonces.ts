/**
 * Which nonces were in force when, as far as somebody who only looked on can tell: the first ones from the IUT file, those that a challenge
 * handed over, and the one that the last session's credentials are seen to be made with. They become facts like those of a lower tester.
 */
import { isMacType, SCHEMES } from '../dm/credentials.js';
import { matchDigest } from '../dm/match-digest.js';
import { isBase64, octetsOfBase64 } from '../dm/nonce.js';
import type { Account } from '../iut/account.js';
import type { FactLine, FrameLine } from '../record/record.js';
import { textOf } from '../wire/document.js';
import { documentOf } from './body.js';
import type { FrameClass } from './frame-class.js';
import { notificationOf } from './push.js';
import { pushClassOf } from './push-class.js';
import { select } from './select.js';

type Direction = 'client' | 'server';
type Accounts = Readonly<Record<string, Account>>;

/** Fact: this nonce was handed over in a challenge; from then on the one in force is known and not only supposed. */
export const handedFact = (direction: Direction, account: string): string => factName(direction, 'handed', account);
export const factName = (direction: Direction, which: string, account: string): string =>
  `nonce.${direction}.${which}${account === 'default' ? '' : `@${account}`}`;

/** The account that a frame is about, as its names say: the user, or the server. Undefined when several could be meant. */
export function accountIn(frame: FrameLine, accounts: Accounts): string | undefined {
  const names = Object.keys(accounts);
  if (names.length === 1) return names[0];
  const { root } = documentOf(frame);
  const said = new Set(
    ['/SyncML/SyncHdr/Source/LocName', '/SyncML/SyncHdr/Source/LocURI', '/SyncML/SyncHdr/Target/LocURI'].flatMap((path) =>
      select(root, path).map(textOf),
    ),
  );
  const notified = pushClassOf(frame) === 'notification' ? notificationOf([frame])?.serverIdentifier?.text : undefined;
  if (notified !== undefined) said.add(notified);
  const meant = names.filter((name) => said.has(accounts[name]?.['server-id'] ?? '') || said.has(accounts[name]?.client.name ?? ''));
  return meant.length === 1 ? meant[0] : undefined;
}

export class ObservedNonces {
  readonly #handed = new Map<string, string[]>();
  constructor(private readonly accounts: Accounts) {}

  /** Facts before anything crossed. */
  first(at: number): FactLine[] {
    return Object.entries(this.accounts).flatMap(([name, account]) =>
      (['client', 'server'] as const).flatMap((direction): FactLine[] => {
        const { nonce } = account[direction];
        return nonce === undefined ? [] : [{ e: 'fact', at, name: factName(direction, 'current', name), value: nonce }];
      }),
    );
  }

  /** Facts that hold after this frame. `account`: that of the conversation. */
  after(frame: FrameLine, classes: readonly FrameClass[], account: string): FactLine[] {
    if (!classes.includes('session-message') && !classes.includes('session-answer')) return [];
    const sender: Direction = classes.includes('session-message') ? 'client' : 'server';
    const used = this.#used(frame, sender, account);
    const receiver = sender === 'client' ? 'server' : 'client';
    const nonces = select(documentOf(frame).root, '/SyncML/SyncBody/Status/Chal/Meta/NextNonce').map(textOf).filter(isBase64);
    const next = nonces.at(-1);
    const fact = (direction: Direction, which: string, value: string): FactLine => ({
      e: 'fact',
      at: frame.at,
      name: factName(direction, which, account),
      value,
    });
    if (next !== undefined) this.#known(receiver, account).push(next);
    return [
      ...(used === undefined ? [] : [fact(sender, 'used', used)]),
      ...(next === undefined ? [] : [fact(receiver, 'handed', next), fact(receiver, 'current', next)]),
    ];
  }

  #known(direction: Direction, account: string): string[] {
    const key = factName(direction, 'known', account);
    const list = this.#handed.get(key) ?? [this.accounts[account]?.[direction].nonce ?? ''].filter(Boolean);
    this.#handed.set(key, list);
    return list;
  }

  /** The nonce that the Cred of a session's message was made with, where it is one that is known. */
  #used(frame: FrameLine, sender: Direction, account: string): string | undefined {
    const own = this.accounts[account]?.[sender];
    const { root } = documentOf(frame);
    const [data] = select(root, '/SyncML/SyncHdr/Cred/Data');
    if (!own || !data || isMacType(own.type)) return undefined;
    if (!select(root, '/SyncML/SyncHdr/Cred/Meta/Type').some((type) => textOf(type) === SCHEMES.md5)) return undefined;
    const nonces = this.#known(sender, account).map((text) => ({ name: text, octets: octetsOfBase64(text) }));
    const match = matchDigest({ kind: 'md5', value: textOf(data), key: { name: 'own', user: own.name, secret: own.secret }, nonces });
    return match.kind === 'match' ? match.nonce : undefined;
  }
}
