/**
 * Compares a digest with what it should be, and says by which reading it was made. Right readings are accepted; wrong but common
 * ones (Base64 text as nonce, no inner hash, hex instead of Base64, another secret, a nonce of long ago) are named near misses.
 */
import { basicText, md5Digest, notificationDigest } from './credentials.js';
import { hash, MAC_STRATEGIES, MAC_STRATEGY_IDS, type MacStrategyId, storedSecret } from './mac.js';
import { base64OfOctets, DEFAULT_NONCES, type NamedNonce } from './nonce.js';

export type DigestKind = 'basic' | 'md5' | 'mac-md5' | 'mac-sha256' | 'cred-sha256' | 'notification';

export interface NamedKey {
  /** `own`, `other direction`, an account's name … */
  readonly name: string;
  /** User name, or server id for server credentials and notifications. */
  readonly user: string;
  readonly secret: string;
}

export interface DigestClaim {
  readonly kind: DigestKind;
  /** Base64 text as sent; of a notification the raw octets. */
  readonly value: string | Uint8Array;
  readonly key: NamedKey;
  /** Nonces that are right. */
  readonly nonces: readonly NamedNonce[];
  /** Nonces that would be wrong here but are known; the default nonce and the empty one are always tried. */
  readonly otherNonces?: readonly NamedNonce[];
  readonly otherKeys?: readonly NamedKey[];
  /** Octets that a MAC or a notification digest covers (body, trigger). */
  readonly body?: Uint8Array;
  /** MAC constructions that are right; absent: the default of the kind. */
  readonly strategies?: readonly MacStrategyId[];
}

export type DigestMatch =
  | { readonly kind: 'match'; readonly nonce: string; readonly formula: string; readonly assumption?: 'U3' }
  /** It does not match; these wrong readings give exactly this value, likeliest first. */
  | { readonly kind: 'near'; readonly readings: readonly string[] }
  | { readonly kind: 'none' };

interface Formula {
  readonly name: string;
  readonly isRight: boolean;
  readonly assumption?: 'U3';
  readonly make: (user: string, secret: string, nonce: Uint8Array, body: Uint8Array) => Uint8Array;
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const hexInner = (user: string, secret: string): string => hash('md5', `${user}:${secret}`).toString('hex');

const MD5_FORMULAS: readonly Formula[] = [
  { name: 'md5', isRight: true, make: (u, s, n) => md5Digest(u, s, n) },
  { name: 'no inner hash', isRight: false, make: (u, s, n) => hash('md5', `${u}:${s}:`, n) },
  { name: 'inner hash as hex text', isRight: false, make: (u, s, n) => hash('md5', hexInner(u, s), ':', n) },
  { name: 'inner hash as raw octets', isRight: false, make: (u, s, n) => hash('md5', hash('md5', `${u}:${s}`), ':', n) },
  { name: 'SHA-256 instead of MD5', isRight: false, make: (u, s, n) => hash('sha256', storedSecret('sha256', u, s), ':', n) },
];
const SHA256_CRED_FORMULAS: readonly Formula[] = [
  { name: 'sha256', isRight: true, assumption: 'U3', make: (u, s, n) => hash('sha256', storedSecret('sha256', u, s), ':', n) },
  { name: 'MD5 instead of SHA-256', isRight: false, make: (u, s, n) => md5Digest(u, s, n) },
];
const NOTIFICATION_FORMULAS: readonly Formula[] = [
  { name: 'notification', isRight: true, make: notificationDigest },
  { name: 'without the trigger hash', isRight: false, make: (u, s, n) => md5Digest(u, s, n) },
  {
    name: 'raw inner hashes instead of Base64',
    isRight: false,
    make: (u, s, n, b) => hash('md5', hash('md5', `${u}:${s}`), ':', n, ':', hash('md5', b)),
  },
  {
    name: 'inner hashes as hex text',
    isRight: false,
    make: (u, s, n, b) => hash('md5', hexInner(u, s), ':', n, ':', hash('md5', b).toString('hex')),
  },
  {
    name: 'no inner hash of id and secret',
    isRight: false,
    make: (u, s, n, b) => hash('md5', `${u}:${s}:`, n, ':', hash('md5', b).toString('base64')),
  },
  { name: 'trigger itself instead of its hash', isRight: false, make: (u, s, n, b) => hash('md5', storedSecret('md5', u, s), ':', n, ':', b) },
];

function formulasOf(claim: DigestClaim): readonly Formula[] {
  switch (claim.kind) {
    case 'basic':
      return [{ name: 'basic', isRight: true, make: (u, s) => Buffer.from(`${u}:${s}`) }];
    case 'md5':
      return MD5_FORMULAS;
    case 'cred-sha256':
      return SHA256_CRED_FORMULAS;
    case 'notification':
      return NOTIFICATION_FORMULAS;
    case 'mac-md5':
    case 'mac-sha256': {
      const right = claim.strategies ?? [claim.kind === 'mac-md5' ? 'composed-md5' : 'composed-sha256'];
      const strategies = MAC_STRATEGY_IDS.map((id): Formula => {
        const row = MAC_STRATEGIES[id];
        return {
          name: right.includes(id) ? id : row.what,
          isRight: right.includes(id),
          ...('assumption' in row ? { assumption: row.assumption } : {}),
          make: (name, secret, nonce, body) => row.mac({ name, secret, nonce, body }),
        };
      });
      return [...strategies, { name: 'without the body', isRight: false, make: (u, s, n) => md5Digest(u, s, n) }, ...MD5_FORMULAS.slice(1, 3)];
    }
  }
}

/** How an attempt at a value is written down; the first is right. */
const WRITINGS: readonly { readonly name: string; readonly write: (octets: Uint8Array) => string }[] = [
  { name: '', write: base64OfOctets },
  { name: 'Base64 of the hex text', write: (o) => Buffer.from(Buffer.from(o).toString('hex')).toString('base64') },
  { name: 'hex text instead of Base64', write: (o) => Buffer.from(o).toString('hex') },
  { name: 'Base64 without padding', write: (o) => base64OfOctets(o).replace(/=+$/, '') },
  {
    name: 'Base64 of the hex text, without padding',
    write: (o) => Buffer.from(Buffer.from(o).toString('hex')).toString('base64').replace(/=+$/, ''),
  },
];

interface Candidate {
  readonly name: string;
  readonly isRight: boolean;
}
type CandidateNonce = NamedNonce & Candidate;
type CandidateKey = NamedKey & Candidate;

const MOST_READINGS = 3;

/** Exact comparison first, then the near misses; at most three are named. */
export function matchDigest(claim: DigestClaim): DigestMatch {
  const body = claim.body ?? new Uint8Array(0);
  const value = typeof claim.value === 'string' ? claim.value : base64OfOctets(claim.value);
  const near: string[] = [];
  for (const key of keysOf(claim)) {
    for (const nonce of claim.kind === 'basic' ? [{ name: '', octets: new Uint8Array(0), isRight: true }] : noncesOf(claim)) {
      for (const formula of formulasOf(claim)) {
        const octets = formula.make(key.user, key.secret, nonce.octets, body);
        for (const writing of WRITINGS) {
          if (writing.write(octets) !== value) continue;
          if (key.isRight && nonce.isRight && formula.isRight && writing.name === '') {
            return { kind: 'match', nonce: nonce.name, formula: formula.name, ...(formula.assumption ? { assumption: formula.assumption } : {}) };
          }
          near.push(nameReading(key, nonce, formula, writing.name));
        }
      }
    }
  }
  return near.length === 0 ? { kind: 'none' } : { kind: 'near', readings: [...new Set(near)].slice(0, MOST_READINGS) };
}

/** Whether a Basic credential is the expected one. */
export function isBasic(value: string, user: string, secret: string): boolean {
  return value === basicText(user, secret);
}

function keysOf(claim: DigestClaim): CandidateKey[] {
  return [{ ...claim.key, isRight: true }, ...(claim.otherKeys ?? []).map((key) => ({ ...key, isRight: false }))];
}

function noncesOf(claim: DigestClaim): CandidateNonce[] {
  const right = claim.nonces.map((nonce) => ({ ...nonce, isRight: true }));
  const wrong = [...(claim.otherNonces ?? []), ...DEFAULT_NONCES, { name: 'empty', octets: new Uint8Array(0) }].map((nonce) => ({
    ...nonce,
    isRight: false,
  }));
  const asText = [...right, ...wrong]
    .filter((nonce) => nonce.octets.length > 0)
    .map((nonce) => ({ name: `Base64 text of ${nonce.name}`, octets: ascii(base64OfOctets(nonce.octets)), isRight: false }));
  return [...right, ...wrong, ...asText];
}

function nameReading(key: Candidate, nonce: Candidate, formula: Candidate, writing: string): string {
  const parts = [
    ...(formula.isRight ? [] : [formula.name]),
    ...(nonce.isRight ? [] : [`nonce ${nonce.name}`]),
    ...(key.isRight ? [] : [`secret of ${key.name}`]),
    ...(writing === '' ? [] : [writing]),
  ];
  return parts.join(', ');
}
