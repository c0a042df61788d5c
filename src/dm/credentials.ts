/**
 * Credentials and digests of OMA DM (facts: DM Protocol 2.4, Security 5.1.3, Notification 1.2.1 section 6.2.2). Names and secrets
 * are hashed in UTF-8, nonces as raw octets.
 */
import type { AuthType } from './account.js';
import { hash, storedSecret } from './mac.js';
import type { Cred } from './message.js';
import { base64OfOctets } from './nonce.js';

export const SCHEMES = { basic: 'syncml:auth-basic', md5: 'syncml:auth-md5', mac: 'syncml:auth-MAC' } as const;

/** What Cred and Chal call the scheme of an account type; undefined for `none`. */
export function schemeOf(type: AuthType): string | undefined {
  switch (type) {
    case 'none':
      return undefined;
    case 'basic':
      return SCHEMES.basic;
    case 'md5':
      return SCHEMES.md5;
    case 'mac-md5':
    case 'mac-sha256':
      return SCHEMES.mac;
  }
}

export function isMacType(type: AuthType): type is 'mac-md5' | 'mac-sha256' {
  return type === 'mac-md5' || type === 'mac-sha256';
}

/** Whether credentials of that type are computed over a nonce. */
export function needsNonce(type: AuthType): boolean {
  return type === 'md5' || isMacType(type);
}

/** B64(name ":" secret). */
export function basicText(name: string, secret: string): string {
  return Buffer.from(`${name}:${secret}`).toString('base64');
}

/** H(B64(H(name ":" secret)) ":" nonce), 16 raw octets. */
export function md5Digest(name: string, secret: string, nonce: Uint8Array): Uint8Array {
  return hash('md5', storedSecret('md5', name, secret), ':', nonce);
}

/** Cred/Data of syncml:auth-md5. */
export function md5Text(name: string, secret: string, nonce: Uint8Array): string {
  return base64OfOctets(md5Digest(name, secret, nonce));
}

/** The md5 formula with SHA-256: what a Cred of type auth-MAC may carry in a sessionless message (assumption U3). */
export function sha256Text(name: string, secret: string, nonce: Uint8Array): string {
  return hash('sha256', storedSecret('sha256', name, secret), ':', nonce).toString('base64');
}

/** Digest of package #0, 16 raw octets: H(B64(H(server-id ":" secret)) ":" nonce ":" B64(H(trigger))). */
export function notificationDigest(serverId: string, secret: string, nonce: Uint8Array, trigger: Uint8Array): Uint8Array {
  return hash('md5', storedSecret('md5', serverId, secret), ':', nonce, ':', hash('md5', trigger).toString('base64'));
}

/** A Cred element of a type that stands in the SyncHdr; a MAC does not, so `mac-*` gives undefined. */
export function makeCred(type: AuthType, name: string, secret: string, nonce: Uint8Array): Cred | undefined {
  switch (type) {
    case 'basic':
      return { meta: { format: 'b64', type: SCHEMES.basic }, data: basicText(name, secret) };
    case 'md5':
      return { meta: { format: 'b64', type: SCHEMES.md5 }, data: md5Text(name, secret, nonce) };
    case 'none':
    case 'mac-md5':
    case 'mac-sha256':
      return undefined;
  }
}
