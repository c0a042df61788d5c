/** Showing credentials and checking those that a peer shows; the same on both sides (DM Protocol 9, Security 5.1). */
import type { AuthType, Credentials } from './account.js';
import { isMacType, makeCred, needsNonce, SCHEMES, schemeOf, sha256Text } from './credentials.js';
import { ambiguity, parseHmacHeader } from './hmac-header.js';
import { MAC_OF_TYPE, MAC_STRATEGIES, MAC_STRATEGY_IDS, type MacStrategyId, macText } from './mac.js';
import { type DigestMatch, isBasic, matchDigest } from './match-digest.js';
import type { Chal, Cred } from './message.js';
import { base64OfOctets, type NamedNonce, octetsOfBase64 } from './nonce.js';
import type { Incoming, MacOrder } from './session.js';

export type Authentication =
  /** `nonce` names the nonce that matched; '' where none is needed. */
  { readonly kind: 'right'; readonly nonce: string } | { readonly kind: 'missing' } | { readonly kind: 'wrong' };

/** MAC constructions a peer may use with SHA-256: the formula is assumption U3, so each reading is taken. */
const SHA256_STRATEGIES: readonly MacStrategyId[] = MAC_STRATEGY_IDS.filter((id) => MAC_STRATEGIES[id].hash === 'sha256');
const MD5_STRATEGIES: readonly MacStrategyId[] = ['composed-md5'];

/** Judges the credentials of one message against what is demanded of the peer. */
export function authenticate(incoming: Incoming, type: AuthType, credentials: Credentials, nonces: readonly NamedNonce[]): Authentication {
  const { cred } = incoming.message.header;
  switch (type) {
    case 'none':
      return { kind: 'right', nonce: '' };
    case 'basic':
      if (cred === undefined) return { kind: 'missing' };
      return cred.meta.type === SCHEMES.basic && isBasic(cred.data, credentials.name, credentials.secret)
        ? { kind: 'right', nonce: '' }
        : { kind: 'wrong' };
    case 'md5':
      if (cred === undefined) return { kind: 'missing' };
      return cred.meta.type === SCHEMES.md5 ? byMatch(matchCred(cred, credentials, nonces)) : { kind: 'wrong' };
    case 'mac-md5':
    case 'mac-sha256':
      return checkMac(incoming, credentials, nonces, type === 'mac-md5' ? 'md5' : 'sha256');
  }
}

/** Judges the x-syncml-hmac header; `demanded` undefined takes either hash. */
export function checkMac(
  incoming: Incoming,
  credentials: Credentials,
  nonces: readonly NamedNonce[],
  demanded: 'md5' | 'sha256' | undefined,
): Authentication {
  if (incoming.hmac === undefined) return { kind: 'missing' };
  const header = parseHmacHeader(incoming.hmac);
  if (header.mac === undefined || header.username === undefined) return { kind: 'missing' };
  if (ambiguity(header)) return { kind: 'wrong' };
  if (header.hash === 'unknown' || (demanded !== undefined && header.hash !== demanded)) return { kind: 'wrong' };
  if (header.username !== credentials.name) return { kind: 'wrong' };
  const strategies = header.hash === 'md5' ? MD5_STRATEGIES : SHA256_STRATEGIES;
  for (const nonce of nonces) {
    for (const id of strategies) {
      const input = { name: credentials.name, secret: credentials.secret, nonce: nonce.octets, body: incoming.body };
      if (macText(id, input) === header.mac) return { kind: 'right', nonce: nonce.name };
    }
  }
  return { kind: 'wrong' };
}

function matchCred(cred: Cred, credentials: Credentials, nonces: readonly NamedNonce[]): DigestMatch {
  return matchDigest({ kind: 'md5', value: cred.data, key: { name: 'own', user: credentials.name, secret: credentials.secret }, nonces });
}

function byMatch(match: DigestMatch): Authentication {
  return match.kind === 'match' ? { kind: 'right', nonce: match.nonce } : { kind: 'wrong' };
}

/** Judges the Cred of a sessionless message of an account with nonce: auth-md5, or auth-MAC over no body (assumption U3). */
export function checkSessionlessCred(cred: Cred, credentials: Credentials, nonces: readonly NamedNonce[]): Authentication {
  if (cred.meta.type === SCHEMES.md5) return byMatch(matchCred(cred, credentials, nonces));
  const nonce = nonces.find((n) => sha256Text(credentials.name, credentials.secret, n.octets) === cred.data);
  return cred.meta.type === SCHEMES.mac && nonce ? { kind: 'right', nonce: nonce.name } : { kind: 'wrong' };
}

/** Cred of a sessionless message: basic and md5 as in a session; a MAC account shows its value without a body (assumption U3). */
export function sessionlessCred(credentials: Credentials, nonce: Uint8Array): Cred | undefined {
  const { type, name, secret } = credentials;
  if (isMacType(type)) return { meta: { format: 'b64', type: SCHEMES.mac }, data: sha256Text(name, secret, nonce) };
  return makeCred(type, name, secret, nonce);
}

/** What a message shows: Cred for basic and md5, a MAC order for the MAC types. */
export function show(type: AuthType, credentials: Credentials, nonce: Uint8Array): { readonly cred?: Cred; readonly mac?: MacOrder } {
  if (isMacType(type)) return { mac: { ...MAC_OF_TYPE[type], name: credentials.name, secret: credentials.secret, nonce } };
  const cred = makeCred(type, credentials.name, credentials.secret, nonce);
  return cred ? { cred } : {};
}

/** The challenge for a type; NextNonce only for types that need one. */
export function challenge(type: AuthType, nonce: Uint8Array): Chal | undefined {
  const scheme = schemeOf(type);
  if (scheme === undefined) return undefined;
  return type === 'basic' ? { format: 'b64', type: scheme } : { format: 'b64', type: scheme, nextNonce: base64OfOctets(nonce) };
}

/** What one side shows in a session, and over which nonce; `isAccepted`: 212 was received, nothing is shown any more. */
export interface Shown {
  readonly type: AuthType;
  nonce: Uint8Array;
  isAccepted: boolean;
  /** Answered so far. */
  readonly challenges: number;
}

/** Challenges answered before giving up: one (DM Protocol 9.1). */
const CHALLENGES_ANSWERED = 1;

/** What is shown after a 401 or 407; undefined: it cannot be answered, or it is one too many. `own` tells which hash a MAC is to use. */
export function answerChallenge(chal: Chal | undefined, shown: Shown, own: AuthType): Shown | undefined {
  const type = chal ? typeOfChallenge(chal, own) : undefined;
  const nonce = chal?.nextNonce === undefined ? undefined : octetsOfBase64(chal.nextNonce);
  if (type === undefined || (nonce === undefined && needsNonce(type)) || shown.challenges >= CHALLENGES_ANSWERED) return undefined;
  return { type, nonce: nonce ?? shown.nonce, isAccepted: false, challenges: shown.challenges + 1 };
}

/** The account type that a challenge asks for; `own` tells which hash a MAC is to use. */
function typeOfChallenge(chal: Chal, own: AuthType): AuthType | undefined {
  switch (chal.type) {
    case SCHEMES.basic:
      return 'basic';
    case SCHEMES.md5:
      return 'md5';
    case SCHEMES.mac:
      return own === 'mac-sha256' ? 'mac-sha256' : 'mac-md5';
    default:
      // A scheme that this house does not speak; the session ends.
      return undefined;
  }
}
