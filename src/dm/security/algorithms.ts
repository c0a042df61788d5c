/**
 * Algorithms of XML Signature and XML Encryption, as tables that signer and verifier share. DM 1.2 (Security, content trust) names
 * exc-c14n, rsa-sha1, sha1, aes128-cbc and rsa-1_5 as mandatory; the others are there because devices of today refuse SHA-1.
 * What is not in a table is refused: HMAC truncation, XPath, XSLT, inclusive C14N, comments in canonical XML, PrefixList.
 */

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const XENC = 'http://www.w3.org/2001/04/xmlenc#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const XENC11 = 'http://www.w3.org/2009/xmlenc11#';

export const SIGNATURE_ALGORITHMS = {
  'rsa-sha1': { uri: `${DSIG}rsa-sha1`, key: 'rsa', hash: 'sha1' },
  'rsa-sha256': { uri: `${MORE}rsa-sha256`, key: 'rsa', hash: 'sha256' },
  'hmac-sha256': { uri: `${MORE}hmac-sha256`, key: 'secret', hash: 'sha256' },
} as const;

export const DIGEST_ALGORITHMS = {
  sha1: { uri: `${DSIG}sha1`, octets: 20 },
  sha256: { uri: `${XENC}sha256`, octets: 32 },
} as const;

export const TRANSFORMS = {
  'exc-c14n': { uri: 'http://www.w3.org/2001/10/xml-exc-c14n#' },
  'enveloped-signature': { uri: `${DSIG}enveloped-signature` },
} as const;

export const CONTENT_CIPHERS = {
  'aes-128-cbc': { uri: `${XENC}aes128-cbc`, keyOctets: 16, ivOctets: 16, mode: 'cbc' },
  'aes-256-cbc': { uri: `${XENC}aes256-cbc`, keyOctets: 32, ivOctets: 16, mode: 'cbc' },
  'aes-128-gcm': { uri: `${XENC11}aes128-gcm`, keyOctets: 16, ivOctets: 12, mode: 'gcm' },
  'aes-256-gcm': { uri: `${XENC11}aes256-gcm`, keyOctets: 32, ivOctets: 12, mode: 'gcm' },
} as const;

/** rsa-oaep-mgf1p is taken with SHA-1 alone: another digest with MGF1-SHA1 is not to be had from node:crypto. */
export const KEY_TRANSPORTS = {
  'rsa-1_5': { uri: `${XENC}rsa-1_5` },
  'rsa-oaep-mgf1p': { uri: `${XENC}rsa-oaep-mgf1p` },
} as const;

export type SignatureAlgorithm = keyof typeof SIGNATURE_ALGORITHMS;
export type DigestAlgorithm = keyof typeof DIGEST_ALGORITHMS;
export type TransformId = keyof typeof TRANSFORMS;
export type ContentCipher = keyof typeof CONTENT_CIPHERS;
export type KeyTransport = keyof typeof KEY_TRANSPORTS;

/** The id of the row with this URI, or undefined. */
export function algorithmOf<T extends Record<string, { readonly uri: string }>>(table: T, uri: string): keyof T | undefined {
  return Object.keys(table).find((id) => table[id]?.uri === uri);
}
