/**
 * Verifies one signature. Only the key that is pinned for the sender counts: KeyInfo is not looked at. What was signed is given back as
 * octets; whoever goes on must go on with those (no second look-up, so nothing can be wrapped around).
 */
import { createHash, createHmac, createVerify, type KeyObject, timingSafeEqual, X509Certificate } from 'node:crypto';
import { type DigestAlgorithm, SIGNATURE_ALGORITHMS, type SignatureAlgorithm, type TransformId } from './algorithms.js';
import type { ReferenceRow } from './envelopes.js';
import type { SecurityFindings } from './findings.js';
import type { Inner, Range } from './inner-document.js';
import { attribute, type ReadSignature } from './read-signature.js';

export type VerifyingKey =
  | { readonly kind: 'rsa'; readonly publicKey: KeyObject; readonly validFrom?: Date; readonly validTo?: Date }
  | { readonly kind: 'secret'; readonly secret: Uint8Array };

/** The key of a certificate, with the time it is good for. No chain is looked at: the certificate itself is pinned. Throws on anything else. */
export function keyOfCertificate(pem: string | Uint8Array): VerifyingKey {
  const certificate = new X509Certificate(pem);
  return { kind: 'rsa', publicKey: certificate.publicKey, validFrom: new Date(certificate.validFrom), validTo: new Date(certificate.validTo) };
}

/** What one Reference covers. */
export interface SignedReference {
  readonly uri: string | undefined;
  readonly transforms: readonly TransformId[];
  readonly digest: DigestAlgorithm;
  readonly algorithm: SignatureAlgorithm;
  /** The octets that were digested: use these. */
  readonly octets: Uint8Array;
  /** The Reference element in the octets received. */
  readonly from: number;
  readonly to: number;
}

export interface Expected {
  readonly row: ReferenceRow;
  /** For `cid`: what the URI must be after `cid:`. */
  readonly contentId?: string;
  /** Where the Reference leads; called only when URI and transforms are right. Undefined when a finding was made. */
  readonly target: (signature: ReadSignature) => Uint8Array | undefined;
}

/** The reference, when all is right; undefined with findings otherwise. `now` is compared with the certificate's time, when both are given. */
export function verifySignature(
  inner: Inner,
  signature: ReadSignature,
  expected: Expected,
  key: VerifyingKey,
  findings: SecurityFindings,
  now?: Date,
): SignedReference | undefined {
  const { reference, algorithm } = signature;
  const before = findings.list.length;
  const range = inner.outer(reference);
  const wantedUri = uriOf(expected, signature);
  if (wantedUri === false || reference.uri !== wantedUri)
    findings.add('reference-uri', range, reference.uri === undefined ? 'there is no URI' : `"${reference.uri}"`);
  if (reference.transforms.join() !== expected.row.transforms.join())
    findings.add('reference-transforms', range, reference.transforms.join(', ') || 'none');
  const octets = findings.list.length === before ? expected.target(signature) : undefined;
  if (octets && !createHash(reference.digest).update(octets).digest().equals(reference.value)) findings.add('digest-mismatch', range);
  checkValue(signature, key, findings, inner.outer(signature.valueElement));
  if (key.kind === 'rsa' && now && ((key.validFrom && now < key.validFrom) || (key.validTo && now > key.validTo))) {
    findings.add('certificate-time', inner.outer(signature.valueElement), `from ${key.validFrom?.toISOString()} to ${key.validTo?.toISOString()}`);
  }
  if (!octets || findings.list.length > before) return undefined;
  return { uri: reference.uri, transforms: reference.transforms, digest: reference.digest, algorithm, octets, ...range };
}

/** False: the signature itself makes it impossible. */
function uriOf({ row, contentId }: Expected, signature: ReadSignature): string | undefined | false {
  switch (row.uri) {
    case 'none':
      return undefined;
    case 'empty':
      return '';
    case 'cid':
      return contentId === undefined ? false : `cid:${contentId}`;
    case 'object': {
      const [object, ...more] = signature.objects;
      const id = object && attribute(object, 'Id');
      return more.length > 0 || !id ? false : `#${id}`;
    }
  }
}

function checkValue({ algorithm, signedOctets, value }: ReadSignature, key: VerifyingKey, findings: SecurityFindings, range: Range): void {
  const row = SIGNATURE_ALGORITHMS[algorithm];
  if (row.key !== key.kind) findings.add('algorithm-key', range, `${algorithm} with a pinned ${key.kind} key`);
  else if (!isRight(signedOctets, value, row.hash, key)) findings.add('signature-mismatch', range);
}

function isRight(octets: Buffer, value: Buffer, hash: string, key: VerifyingKey): boolean {
  if (key.kind === 'secret') {
    const wanted = createHmac(hash, key.secret).update(octets).digest();
    return wanted.length === value.length && timingSafeEqual(wanted, value);
  }
  try {
    return createVerify(hash).update(octets).verify(key.publicKey, value);
  } catch {
    // A pinned key of another kind (EC, DSA) or a value of an impossible length: it does not verify.
    return false;
  }
}
