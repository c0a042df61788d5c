/**
 * What a wrong signer does: each row breaks one thing and names the finding that must catch it. Faults and mutants take these as data.
 * Rows that cut or add mark-up keep the signature value: they are what an attacker can do without the key.
 */
import { generateKeyPairSync } from 'node:crypto';
import { DSIG, TRANSFORMS } from './algorithms.js';
import type { EnvelopeId } from './envelopes.js';
import type { SecurityFindingCode } from './findings.js';
import type { SigningFlaw } from './sign.js';

export interface WrongSignature extends SigningFlaw {
  readonly what: string;
  readonly finding: SecurityFindingCode;
  /** Absent: all envelopes that sign. */
  readonly envelopes?: readonly EnvelopeId[];
}

/** What keys sign with when they are the wrong ones; made on first use. */
let stranger: ReturnType<typeof generateKeyPairSync> | undefined;
function strangersKey() {
  stranger ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return stranger.privateKey;
}

const WHOLE: readonly EnvelopeId[] = ['detached-xml', 'in-cred'];
/** An element of the signature, with or without prefix. */
const element = (name: string): RegExp => new RegExp(`<((?:\\w+:)?)${name}(?:>| [^>]*>).*?</\\1${name}>`, 's');
const inText = (name: string, change: (text: string) => string) => (markup: string) =>
  markup.replace(new RegExp(`(<(?:\\w+:)?${name}>)([^<]*)`), (_, tag: string, text: string) => tag + change(text));
const twice = (name: string) => (markup: string) => markup.replace(element(name), (found) => found + found);

export const WRONG_SIGNATURES = {
  'signed-by-another': {
    what: 'signs with a key that is not the one agreed on',
    finding: 'signature-mismatch',
    steps: (s) => ({ ...s, key: { ...s.key, key: s.key.key instanceof Uint8Array ? Buffer.from('another secret') : strangersKey() } }),
  },
  'no-signature': { what: 'sends the message without a signature', finding: 'signature-missing', envelopes: WHOLE, signature: () => '' },
  'digest-of-wire-octets': {
    what: 'digests the encoded octets in place of the canonical XML',
    finding: 'digest-mismatch',
    steps: (s, { wire }) => ({ ...s, digested: wire }),
  },
  'digest-of-body-only': {
    what: 'leaves SyncHdr out of what is signed',
    finding: 'digest-mismatch',
    envelopes: WHOLE,
    steps: (s, { body }) => ({ ...s, digested: body }),
  },
  'digest-of-nothing': { what: 'signs the digest of no octets', finding: 'digest-mismatch', steps: (s) => ({ ...s, digested: new Uint8Array(0) }) },
  'no-transforms': { what: 'leaves Transforms out', finding: 'reference-transforms', steps: (s) => ({ ...s, transforms: [] }) },
  'enveloped-transform-missing': {
    what: 'leaves out the transform that takes the signature out',
    finding: 'reference-transforms',
    envelopes: ['in-cred'],
    steps: (s) => ({ ...s, transforms: [TRANSFORMS['exc-c14n'].uri] }),
  },
  'inclusive-c14n': {
    what: 'canonicalises inclusively',
    finding: 'algorithm-unknown',
    steps: (s) => ({ ...s, transforms: [...s.transforms.slice(0, -1), 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'] }),
  },
  'other-uri': { what: 'refers to something else', finding: 'reference-uri', steps: (s) => ({ ...s, uri: '#elsewhere' }) },
  'truncated-value': {
    what: 'cuts the signature value',
    finding: 'signature-mismatch',
    signature: inText('SignatureValue', (t) => Buffer.from(t, 'base64').subarray(0, 8).toString('base64')),
  },
  'value-not-base64': {
    what: 'writes a signature value that is no Base64',
    finding: 'signature-base64',
    signature: inText('SignatureValue', (t) => `*${t}`),
  },
  'value-empty': { what: 'leaves the signature value empty', finding: 'signature-base64', signature: inText('SignatureValue', () => '') },
  'second-signed-info': { what: 'adds a second SignedInfo', finding: 'signature-structure', signature: twice('SignedInfo') },
  'second-reference': { what: 'adds a second Reference', finding: 'reference-several', signature: twice('Reference') },
  'no-reference': { what: 'signs no Reference', finding: 'signature-structure', signature: (m) => m.replace(element('Reference'), '') },
  'comment-in-digest': {
    what: 'hides a comment in DigestValue',
    finding: 'signature-comment',
    signature: inText('DigestValue', (t) => `${t.slice(0, 4)}<!-- -->${t.slice(4)}`),
  },
  'comment-in-signed-info': {
    what: 'puts a comment into SignedInfo',
    finding: 'signature-comment',
    signature: (m) => m.replace(/(<(?:\w+:)?SignedInfo>)/, '$1<!-- -->'),
  },
  'duplicate-id': {
    what: 'gives the same Id twice',
    finding: 'id-duplicate',
    signature: (m) =>
      m.replace(/<((?:\w+:)?)SignedInfo>/, '<$1SignedInfo Id="a">').replace(/<((?:\w+:)?)SignatureValue>/, '<$1SignatureValue Id="a">'),
  },
  doctype: {
    what: 'puts a document type declaration before the signature',
    finding: 'signature-doctype',
    signature: (m) => `<!DOCTYPE Signature [<!ENTITY e "x">]>${m}`,
  },
  'other-namespace': {
    what: 'writes Signature in a namespace that is not its own',
    finding: 'signature-missing',
    signature: (m) => m.replace(DSIG, 'urn:other'),
  },
  'hmac-output-length': {
    what: 'asks for a truncated HMAC',
    finding: 'algorithm-parameter',
    signature: (m) => m.replace(/(<((?:\w+:)?)SignatureMethod [^>]*>)/, '$1<$2HMACOutputLength>8</$2HMACOutputLength>'),
  },
  'unknown-algorithm': {
    what: 'names a signature algorithm nobody has agreed on',
    finding: 'algorithm-unknown',
    signature: (m) => m.replace(/(SignatureMethod Algorithm=")[^"]*/, `$1${DSIG}dsa-sha1`),
  },
  unclosed: { what: 'cuts the signature off', finding: 'signature-malformed', signature: (m) => m.slice(0, -8) },
} as const satisfies Record<string, WrongSignature>;

export type WrongSignatureId = keyof typeof WRONG_SIGNATURES;

/** What is wrong with the key, not with the signature: nothing the signer writes differs. */
export const WRONG_KEYS = {
  expired: { what: 'signs with the key of a certificate whose time is over', finding: 'certificate-time' },
  'not-yet-valid': { what: 'signs with the key of a certificate whose time has not come', finding: 'certificate-time' },
  'other-kind': { what: 'signs by HMAC with the public key as the secret', finding: 'algorithm-key' },
} as const satisfies Record<string, { readonly what: string; readonly finding: SecurityFindingCode }>;
