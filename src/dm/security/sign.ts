/**
 * Makes one Signature element. Every step can be done wrong on purpose (`flaw`), because what a wrong signer does is data for mutants.
 * Shares tables, and no code, with the verifier.
 */
import { createHash, createHmac, createSign, type KeyObject } from 'node:crypto';
import { DIGEST_ALGORITHMS, type DigestAlgorithm, DSIG, SIGNATURE_ALGORITHMS, type SignatureAlgorithm, TRANSFORMS } from './algorithms.js';
import { loadCanonicalizer } from './canonical-write.js';
import type { ReferenceRow } from './envelopes.js';

export interface SigningKey {
  /** The private key for rsa-*, a secret for hmac-*. */
  readonly key: KeyObject | Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  /** Absent: that of the signature algorithm. */
  readonly digest?: DigestAlgorithm;
  /** Put into KeyInfo/KeyName; absent: no KeyInfo. */
  readonly name?: string;
}

/** What is about to be signed; a flaw changes one of these. */
export interface SigningSteps {
  readonly uri: string | undefined;
  readonly transforms: readonly string[];
  /** What the digest is over. */
  readonly digested: Uint8Array;
  readonly key: SigningKey;
  /** Around Object and all elements of the signature: '' or `ds`. */
  readonly prefix: string;
  /** Mark-up of Object, inside the signature. */
  readonly object: string;
}

/** What a flaw can use: the message as it goes out, and what a part of it would give. */
export interface SigningContext {
  /** The octets on the wire before they are signed. */
  readonly wire: Uint8Array;
  /** Canonical equivalent of SyncBody alone. */
  readonly body: Uint8Array;
}

export interface SigningFlaw {
  /** Before the digest is taken. */
  readonly steps?: (right: SigningSteps, context: SigningContext) => SigningSteps;
  /** On the finished mark-up of the signature; an empty text: no signature at all. */
  readonly signature?: (right: string) => string;
}

export function stepsFor(row: ReferenceRow, parts: Pick<SigningSteps, 'digested' | 'key'> & Partial<SigningSteps>): SigningSteps {
  return { uri: undefined, prefix: '', object: '', transforms: row.transforms.map((id) => TRANSFORMS[id].uri), ...parts };
}

/** Mark-up of the Signature, without XML declaration. Throws RangeError when key and algorithm do not go together. */
export async function makeSignature(right: SigningSteps, context: SigningContext, flaw: SigningFlaw = {}): Promise<string> {
  const steps = flaw.steps?.(right, context) ?? right;
  const canonicalize = await loadCanonicalizer();
  const unsigned = signatureMarkup(steps, '');
  const signedInfo = canonicalize(Buffer.from(unsigned, 'utf8'), '/*/*[1]');
  const markup = signatureMarkup(steps, signatureValue(signedInfo, steps.key).toString('base64'));
  return flaw.signature?.(markup) ?? markup;
}

function signatureMarkup({ uri, transforms, digested, key, prefix, object }: SigningSteps, value: string): string {
  const p = prefix === '' ? '' : `${prefix}:`;
  const row = SIGNATURE_ALGORITHMS[key.algorithm];
  const digest = key.digest ?? row.hash;
  const list = transforms.map((t) => `<${p}Transform Algorithm="${t}"></${p}Transform>`).join('');
  return [
    `<${p}Signature xmlns${prefix === '' ? '' : `:${prefix}`}="${DSIG}"><${p}SignedInfo>`,
    `<${p}CanonicalizationMethod Algorithm="${TRANSFORMS['exc-c14n'].uri}"></${p}CanonicalizationMethod>`,
    `<${p}SignatureMethod Algorithm="${row.uri}"></${p}SignatureMethod>`,
    `<${p}Reference${uri === undefined ? '' : ` URI="${escaped(uri)}"`}>`,
    list === '' ? '' : `<${p}Transforms>${list}</${p}Transforms>`,
    `<${p}DigestMethod Algorithm="${DIGEST_ALGORITHMS[digest].uri}"></${p}DigestMethod>`,
    `<${p}DigestValue>${createHash(digest).update(digested).digest('base64')}</${p}DigestValue></${p}Reference></${p}SignedInfo>`,
    `<${p}SignatureValue>${value}</${p}SignatureValue>`,
    key.name === undefined ? '' : `<${p}KeyInfo><${p}KeyName>${escaped(key.name)}</${p}KeyName></${p}KeyInfo>`,
    `${object}</${p}Signature>`,
  ].join('');
}

function signatureValue(octets: Uint8Array, { key, algorithm }: SigningKey): Buffer {
  const { key: kind, hash } = SIGNATURE_ALGORITHMS[algorithm];
  if (key instanceof Uint8Array) {
    if (kind !== 'secret') throw new RangeError(`${algorithm} wants a private key, not a secret`);
    return createHmac(hash, key).update(octets).digest();
  }
  if (kind !== 'rsa' || key.type !== 'private' || key.asymmetricKeyType !== 'rsa') throw new RangeError(`${algorithm} does not go with this key`);
  return createSign(hash).update(octets).sign(key);
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ESCAPES[c] as string);
}
