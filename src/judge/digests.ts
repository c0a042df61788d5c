/**
 * Conditions on credentials, MACs and notification digests. Which nonces are right is asked by name and looked up among the facts
 * that the lower tester recorded before the frame crossed; wrong but common readings are named as near misses (design 3.5).
 */

import { SCHEMES } from '../dm/credentials.js';
import { ambiguity, HMAC_HEADER, parseHmacHeader } from '../dm/hmac-header.js';
import { MAC_STRATEGY_IDS, type MacStrategyId } from '../dm/mac.js';
import { type DigestClaim, type DigestKind, matchDigest, type NamedKey } from '../dm/match-digest.js';
import { DEFAULT_NONCES, type NamedNonce, octetsOfBase64 } from '../dm/nonce.js';
import type { Account } from '../iut/account.js';
import type { FrameLine } from '../record/record.js';
import { textOf } from '../wire/document.js';
import { payloadOf } from './body.js';
import { readBasic } from './clear-credentials.js';
import type { ConditionResult } from './conditions.js';
import { notificationOf } from './push.js';
import type { Check, Fields, Value } from './scenario.js';
import { type CheckContext, type Place, placeOf, resolve } from './subject.js';

type Direction = 'client' | 'server';

const other = (direction: Direction): Direction => (direction === 'client' ? 'server' : 'client');
const list = (value: Value | undefined, fallback: readonly string[]): string[] =>
  value === undefined ? [...fallback] : Array.isArray(value) ? value.map(String) : [String(value)];

interface Expected {
  readonly account: Account;
  readonly direction: Direction;
  readonly key: NamedKey;
  readonly otherKeys: readonly NamedKey[];
  readonly nonces: readonly NamedNonce[];
  readonly otherNonces: readonly NamedNonce[];
}

export const DIGEST_ALGORITHMS: readonly string[] = ['sha256', 'md5'];

/** The names by which a scenario asks for nonces; each is looked up as `nonce.<direction>.<name>` of the account. */
const NONCE_FACTS: Readonly<Record<string, string>> = { current: 'current', pending: 'pending', 'last-used': 'used' };
export const NONCE_NAMES: readonly string[] = [...Object.keys(NONCE_FACTS), 'first', 'default'];

function expected(wanted: Fields, place: Place, context: CheckContext, fallbackDirection: Direction): Expected {
  const name = String(wanted.account ?? 'default');
  const account = context.surroundings.accounts[name];
  if (!account) throw new Error(`there is no account "${name}"`);
  const direction = (wanted.direction as Direction | undefined) ?? fallbackDirection;
  const credentials = account[direction];
  const suffix = name === 'default' ? '' : `@${name}`;
  const frame = place.frame as FrameLine;
  const facts = (which: string): NamedNonce[] =>
    context.timeline.factsBefore(`nonce.${direction}.${which}${suffix}`, frame).map((value, i, all) => {
      const name = which === 'used' ? 'last-used' : which;
      return { name: i === all.length - 1 ? name : `${name} of earlier, replaced since`, octets: octetsOfBase64(value) };
    });
  const nonces: NamedNonce[] = [];
  for (const asked of list(wanted.nonce, ['current'])) {
    if (asked === 'default') nonces.push(...DEFAULT_NONCES);
    else if (asked === 'first') nonces.push({ name: 'first', octets: octetsOfBase64(credentials.nonce ?? '') });
    else {
      const fact = NONCE_FACTS[asked];
      if (fact === undefined) throw new Error(`unknown nonce "${asked}"; wanted ${NONCE_NAMES.join(', ')}`);
      const latest = facts(fact).at(-1);
      if (latest) nonces.push(latest);
    }
  }
  const first = { name: 'first', octets: octetsOfBase64(credentials.nonce ?? '') };
  const isWanted = ({ octets }: NamedNonce): boolean => nonces.some((nonce) => Buffer.from(nonce.octets).equals(octets));
  const known = [...facts('current'), ...facts('pending'), ...facts('used'), first].filter((nonce) => !isWanted(nonce));
  const backwards = account[other(direction)];
  return {
    account,
    direction,
    key: { name: 'own', user: credentials.name, secret: credentials.secret },
    otherKeys: [
      { name: 'the other direction', user: backwards.name, secret: backwards.secret },
      ...Object.entries(context.surroundings.accounts)
        .filter(([n]) => n !== name)
        .map(([n, a]) => ({ name: `account ${n}`, user: a[direction].name, secret: a[direction].secret })),
    ],
    nonces,
    otherNonces: [...known, { name: 'of the other direction', octets: octetsOfBase64(backwards.nonce ?? '') }],
  };
}

function judged(place: Place, claim: DigestClaim, wanted: string, pinned: string | undefined): ConditionResult & { readonly isNear?: true } {
  const match = matchDigest(claim);
  switch (match.kind) {
    case 'match':
      if (match.assumption && pinned === undefined)
        return { ok: false, wanted, places: [place], assumption: match.assumption, message: `it matches the reading ${match.formula}` };
      return { ok: true, wanted, message: [match.nonce && `nonce: ${match.nonce}`, match.formula].filter(Boolean).join(', ') };
    case 'near':
      return { ok: false, wanted, places: [place], isNear: true, message: `it is exactly the value for: ${match.readings.join(' | ')}` };
    case 'none':
      return { ok: false, wanted, places: [place], message: 'no reading known to us gives this value' };
  }
}

/** SyncHdr/Cred: scheme, Base64 and value. `{ account, direction, nonce: [current, last-used, …] }`. */
export function credential(places: readonly Place[], wantedValue: Value, _check: Check, context: CheckContext): ConditionResult {
  const wanted = wantedValue as Fields;
  const label = `credentials of account ${String(wanted.account ?? 'default')} over nonce ${list(wanted.nonce, ['current']).join(' or ')}`;
  if (places.length === 0) return { ok: false, wanted: label, message: 'there is no Cred' };
  let last: ReturnType<typeof judged> = { ok: true, wanted: label };
  for (const place of places) {
    const cred = place.element;
    const meta = cred?.children.find((c) => c.name === 'Meta');
    const scheme = meta?.children.find((c) => c.name === 'Type');
    const data = cred?.children.find((c) => c.name === 'Data');
    if (!data) return { ok: false, wanted: label, places: [place], message: 'the Cred has no Data' };
    const kind = kindOf(scheme ? textOf(scheme) : undefined);
    if (!kind)
      return { ok: false, wanted: label, places: [place], message: `its Meta Type is ${scheme ? JSON.stringify(textOf(scheme)) : 'missing'}` };
    const e = expected(wanted, place, context, context.surroundings.role);
    const at = placeOf(place.frame as FrameLine, data);
    if (at.text === '') return { ok: false, wanted: label, places: [at], message: 'its Data is empty' };
    if (kind !== 'basic' && e.nonces.length === 0) return { ok: false, wanted: label, places: [at], message: 'no such nonce is known at this point' };
    last = judged(
      at,
      { kind, value: textOf(data), key: e.key, nonces: e.nonces, otherNonces: e.otherNonces, otherKeys: e.otherKeys },
      label,
      context.surroundings.assume.U3,
    );
    if (!last.ok) return kind === 'basic' && !last.isNear ? { ...last, message: basicSaid(textOf(data), e) } : last;
  }
  return last;
}

/** What is wrong with basic credentials, without their secret: reports do not show that. */
function basicSaid(text: string, { key }: Expected): string {
  const read = readBasic(text);
  if (!read) return 'it is no Base64 of name:secret';
  const secret = read.secret === key.secret ? 'the right secret' : 'another secret';
  const user = JSON.stringify(read.user);
  return `it is a basic credential of user ${read.user === key.user ? user : `${user} instead of ${JSON.stringify(key.user)}`} with ${secret}`;
}

function kindOf(scheme: string | undefined): DigestKind | undefined {
  switch (scheme) {
    case SCHEMES.basic:
      return 'basic';
    case SCHEMES.md5:
      return 'md5';
    case SCHEMES.mac:
      return 'cred-sha256';
    default:
      return undefined;
  }
}

/** The x-syncml-hmac header over the frame's body. `{ account, direction, nonce, algorithm: sha256 }`. */
export function hmac(places: readonly Place[], wantedValue: Value, _check: Check, context: CheckContext): ConditionResult {
  const wanted = wantedValue as Fields;
  const algorithm = String(wanted.algorithm ?? 'sha256');
  const label = `a ${algorithm.toUpperCase()} MAC over the body`;
  const [place] = places;
  if (!place?.frame) return { ok: false, wanted: label, message: 'the header is missing' };
  // No list of which one more could be an element (RFC 2616, 4.2): nobody knows which one counts.
  if (places.length > 1) return { ok: false, wanted: label, places, message: `the header stands there ${places.length} times` };
  const header = parseHmacHeader(place.text);
  const twice = ambiguity(header);
  if (twice) return { ok: false, wanted: label, places: [place], message: twice.message };
  if (header.mac === undefined || header.username === undefined)
    return { ok: false, wanted: label, places: [place], message: header.findings[0]?.message ?? 'it lacks a parameter' };
  if (header.hash !== algorithm)
    return {
      ok: false,
      wanted: label,
      places: [place],
      message: `its algorithm is ${header.algorithm === '' ? 'absent, which means MD5' : header.algorithm}`,
    };
  const e = expected(wanted, place, context, context.surroundings.role);
  if (header.username !== e.key.user)
    return { ok: false, wanted: `username "${e.key.user}"`, places: [place], message: `its username is "${header.username}"` };
  const pinned = context.surroundings.assume.U3;
  const strategies =
    algorithm === 'sha256' ? ([pinned].filter((s) => MAC_STRATEGY_IDS.includes(s as MacStrategyId)) as MacStrategyId[]) : (['composed-md5'] as const);
  const claim: DigestClaim = {
    kind: algorithm === 'sha256' ? 'mac-sha256' : 'mac-md5',
    value: header.mac,
    key: e.key,
    nonces: e.nonces,
    otherNonces: e.otherNonces,
    otherKeys: e.otherKeys,
    body: payloadOf(place.frame),
    ...(strategies.length ? { strategies } : {}),
  };
  return judged(place, claim, label, pinned);
}

/** What a message of a session shows: its Cred, or the x-syncml-hmac header where the account is of a MAC type. `{ account, direction, nonce }`. */
export function authenticated(places: readonly Place[], wantedValue: Value, check: Check, context: CheckContext): ConditionResult {
  const wanted = wantedValue as Fields;
  const frames = places.flatMap(({ frame }) => (frame ? [frame] : []));
  const direction = (wanted.direction as Direction | undefined) ?? context.surroundings.role;
  const type = context.surroundings.accounts[String(wanted.account ?? 'default')]?.[direction].type;
  if (type === 'mac-md5' || type === 'mac-sha256') {
    const algorithm = type === 'mac-md5' ? 'md5' : 'sha256';
    return hmac(resolve({ http: HMAC_HEADER }, { ...context, frames }).places, { ...wanted, algorithm }, check, context);
  }
  return credential(resolve({ at: '/SyncML/SyncHdr/Cred' }, { ...context, frames }).places, wanted, check, context);
}

/** Digest of package #0 (Notification 1.2.1, 6.2.2), always with the server's credentials. `{ account, nonce }`. */
export function notificationDigest(places: readonly Place[], wantedValue: Value, _check: Check, context: CheckContext): ConditionResult {
  const wanted = wantedValue as Fields;
  const label = `the digest over nonce ${list(wanted.nonce, ['current']).join(' or ')}`;
  const [place] = places;
  const notification = place?.frame && notificationOf([place.frame]);
  if (!place || !notification?.digest) return { ok: false, wanted: label, message: 'there is no digest' };
  const e = expected(wanted, place, context, 'server');
  const claim: DigestClaim = {
    kind: 'notification',
    value: place.octets,
    key: { ...e.key, user: e.account['server-id'] },
    nonces: e.nonces,
    otherNonces: e.otherNonces,
    otherKeys: e.otherKeys,
    body: notification.trigger,
  };
  return judged(place, claim, label, 'not an assumption');
}
