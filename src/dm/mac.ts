/**
 * Message authentication codes of the x-syncml-hmac header, as strategies by id. DM 1.2 (Security 5.1.4.2) defines a nested plain
 * hash; which construction DM 1.3 uses with SHA-256 is assumption U3, so that several stand here and a match is named.
 */
import { createHash, createHmac } from 'node:crypto';

export interface MacInput {
  /** User name, or server id. */
  readonly name: string;
  readonly secret: string;
  /** Raw octets. */
  readonly nonce: Uint8Array;
  /** The whole body as sent, before any transfer coding. */
  readonly body: Uint8Array;
}

export type HashName = 'md5' | 'sha256';

export function hash(name: HashName, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const h = createHash(name);
  for (const part of parts) h.update(part);
  return h.digest();
}

/** B64(H(name ":" secret)): what an authenticator may store instead of the secret. */
export function storedSecret(h: HashName, name: string, secret: string): string {
  return hash(h, `${name}:${secret}`).toString('base64');
}

const composed = (h: HashName) => (i: MacInput) => hash(h, storedSecret(h, i.name, i.secret), ':', i.nonce, ':', hash(h, i.body).toString('base64'));
const rfc2104 = (h: HashName, raw: boolean) => (i: MacInput) =>
  createHmac(h, raw ? hash(h, `${i.name}:${i.secret}`) : storedSecret(h, i.name, i.secret))
    .update(i.nonce)
    .update(':')
    .update(hash(h, i.body).toString('base64'))
    .digest();

interface MacStrategyRow {
  readonly hash: HashName;
  readonly what: string;
  /** The formula rests on this assumption. */
  readonly assumption?: 'U3';
  readonly mac: (input: MacInput) => Buffer;
}

export const MAC_STRATEGIES = {
  'composed-md5': { hash: 'md5', what: 'nested MD5 of DM 1.2', mac: composed('md5') },
  'composed-sha256': { hash: 'sha256', what: 'nested SHA-256, by analogy with DM 1.2', assumption: 'U3', mac: composed('sha256') },
  'rfc2104-md5': { hash: 'md5', what: 'RFC 2104 HMAC-MD5, key B64(H(name:secret))', mac: rfc2104('md5', false) },
  'rfc2104-b64key': {
    hash: 'sha256',
    what: 'RFC 2104 HMAC-SHA256, key B64(H(name:secret))',
    assumption: 'U3',
    mac: rfc2104('sha256', false),
  },
  'rfc2104-rawkey': { hash: 'sha256', what: 'RFC 2104 HMAC-SHA256, key H(name:secret)', assumption: 'U3', mac: rfc2104('sha256', true) },
  'rfc2104-secret': {
    hash: 'sha256',
    what: 'RFC 2104 HMAC-SHA256 of the body, key the secret itself',
    assumption: 'U3',
    mac: (i) => createHmac('sha256', i.secret).update(i.body).digest(),
  },
  'composed-sha256-md5-secret': {
    hash: 'sha256',
    what: 'nested SHA-256 over the MD5 of name:secret',
    assumption: 'U3',
    mac: (i) => hash('sha256', storedSecret('md5', i.name, i.secret), ':', i.nonce, ':', hash('sha256', i.body).toString('base64')),
  },
} as const satisfies Record<string, MacStrategyRow>;

export type MacStrategyId = keyof typeof MAC_STRATEGIES;
export const MAC_STRATEGY_IDS = Object.keys(MAC_STRATEGIES) as MacStrategyId[];

/** The MAC as the header carries it: Base64 of the raw octets. */
export function macText(id: MacStrategyId, input: MacInput): string {
  return MAC_STRATEGIES[id].mac(input).toString('base64');
}

/** What we send for a MAC account: the strategy and the token of `algorithm=`. */
export const MAC_OF_TYPE = {
  'mac-md5': { strategy: 'composed-md5', algorithm: 'MD5' },
  'mac-sha256': { strategy: 'composed-sha256', algorithm: 'SHA256' },
} as const;

/** The same MAC by another reading of U3; one with MD5 rests on no reading. */
export function byReading<T extends { readonly strategy: MacStrategyId }>(mac: T | undefined, reading: MacStrategyId | undefined): T | undefined {
  return mac === undefined || reading === undefined || MAC_STRATEGIES[mac.strategy].hash === 'md5' ? mac : { ...mac, strategy: reading };
}
