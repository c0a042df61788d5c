/**
 * Nonces are raw octets everywhere but on the wire, where NextNonce carries their Base64 (DM Security, 5.1.3).
 */
import type { Random } from '../base/random.js';

/** Base64 text of octets, with padding. */
export function base64OfOctets(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('base64');
}

/** Octets of Base64 text; white space and missing padding are tolerated, other characters are skipped. */
export function octetsOfBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** Whether a text is exactly Base64 with padding (or ''). */
export function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}

/** A new nonce of 16 octets, the least that DM Security (5.1.3.3) recommends. */
export function freshNonce(random: Random): Uint8Array {
  return random.octets(16);
}

export interface NamedNonce {
  /** How a report names it: `pending`, `last-used`, `default (4 zero octets)` … */
  readonly name: string;
  readonly octets: Uint8Array;
}

/**
 * Readings of the default nonce 0x00000000 of Notification 1.2.1 (5.1), which does not say how it is encoded.
 * The first is what we send; a peer is taken by any of them.
 */
export const DEFAULT_NONCES: readonly NamedNonce[] = [
  { name: 'default (4 zero octets)', octets: new Uint8Array(4) },
  { name: 'default (text 0x00000000)', octets: new TextEncoder().encode('0x00000000') },
  { name: 'default (text 00000000)', octets: new TextEncoder().encode('00000000') },
];

/** The default nonce as we send it. */
export const DEFAULT_NONCE: Uint8Array = new Uint8Array(4);

/** What to remember as last used: the default nonce is known to everybody, so it never is. */
export function lastUsedNonce(nonce: Uint8Array): Uint8Array | undefined {
  return DEFAULT_NONCES.some((known) => Buffer.compare(known.octets, nonce) === 0) ? undefined : nonce;
}
