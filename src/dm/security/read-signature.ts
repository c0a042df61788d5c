/**
 * Reads a Signature element strictly (XML-Signature, 2002): one of each, in order, in one namespace, no mark-up where text belongs.
 * The values are taken from the canonical octets of SignedInfo, which are what the signature value covers, read again.
 */

import { cut } from '../../base/cut.js';
import type { Element, WireDocument } from '../../wire/document.js';
import { readXml } from '../../wire/xml-read.js';
import {
  algorithmOf,
  DIGEST_ALGORITHMS,
  type DigestAlgorithm,
  DSIG,
  SIGNATURE_ALGORITHMS,
  type SignatureAlgorithm,
  TRANSFORMS,
  type TransformId,
} from './algorithms.js';
import { canonicalElement } from './canonical-read.js';
import type { SecurityFindings } from './findings.js';
import { base64Of, type Inner, readInner, wholeDocument } from './inner-document.js';
import { childrenAre, type Shape } from './shape.js';

export interface ReadReference {
  /** Undefined when there is no such attribute. */
  readonly uri: string | undefined;
  readonly transforms: readonly TransformId[];
  readonly digest: DigestAlgorithm;
  readonly value: Buffer;
  /** The Reference element, as octets of the signature document. */
  readonly from: number;
  readonly to: number;
}

export interface ReadSignature {
  readonly document: WireDocument;
  readonly root: Element;
  readonly algorithm: SignatureAlgorithm;
  /** What the signature value is over. */
  readonly signedOctets: Buffer;
  readonly value: Buffer;
  readonly valueElement: Element;
  readonly reference: ReadReference;
  readonly objects: readonly Element[];
}

const SIGNATURE: Shape = [
  ['SignedInfo', 1, 1],
  ['SignatureValue', 1, 1],
  ['KeyInfo', 0, 1],
  ['Object', 0, 16],
];
const SIGNED_INFO: Shape = [
  ['CanonicalizationMethod', 1, 1],
  ['SignatureMethod', 1, 1],
  ['Reference', 1, 64],
];
const REFERENCE: Shape = [
  ['Transforms', 0, 1],
  ['DigestMethod', 1, 1],
  ['DigestValue', 1, 1],
];
const TRANSFORM_LIST: Shape = [['Transform', 1, 8]];

/** Undefined, with findings, when anything is not as it must be. `mayGoOn`: content may follow the Signature. */
export function readSignature(inner: Inner, findings: SecurityFindings, mayGoOn = false): ReadSignature | undefined {
  const document = readInner(inner, findings, mayGoOn);
  const root = document?.root;
  if (!document || !root) return undefined;
  if (root.name !== 'Signature' || root.ns !== DSIG) {
    findings.add('signature-missing', inner.outer(root), `the root is ${cut(root.name, 60)}`);
    return undefined;
  }
  refuseDuplicateIds(inner, root, findings);
  const parts = childrenAre(inner, root, DSIG, SIGNATURE, findings);
  const [signedInfo, valueElement] = parts ?? [];
  if (!parts || !signedInfo || !valueElement) return undefined;
  const value = base64Of(inner, valueElement, findings);
  // Once over what was received, so that findings have its ranges; once over what is signed, for the values.
  const seen = readSignedInfo(inner, signedInfo, findings);
  const signedOctets = canonicalElement(document.octets, signedInfo);
  const signed = readXml(signedOctets).root;
  const values = seen && signed ? readSignedInfo(wholeDocument(signedOctets), signed, findings) : undefined;
  if (!value || !seen || !values) return undefined;
  const { from, to } = seen.reference;
  const objects = parts.filter((e) => e.name === 'Object');
  return { document, root, ...values, reference: { ...values.reference, from, to }, signedOctets, value, valueElement, objects };
}

function readSignedInfo(
  inner: Inner,
  info: Element,
  findings: SecurityFindings,
): { algorithm: SignatureAlgorithm; reference: ReadReference } | undefined {
  const [c14n, method, ...references] = childrenAre(inner, info, DSIG, SIGNED_INFO, findings) ?? [];
  const reference = references[0];
  if (!c14n || !method || !reference) return undefined;
  const canonical = algorithmAttribute(inner, c14n, { 'exc-c14n': TRANSFORMS['exc-c14n'] }, findings);
  const algorithm = algorithmAttribute(inner, method, SIGNATURE_ALGORITHMS, findings);
  if (references.length > 1)
    findings.add('reference-several', inner.outer({ from: reference.from, to: info.contentTo }), `${references.length} stand there`);
  const read = readReference(inner, reference, findings);
  return canonical && algorithm && read && references.length === 1 ? { algorithm, reference: read } : undefined;
}

function readReference(inner: Inner, reference: Element, findings: SecurityFindings): ReadReference | undefined {
  const parts = childrenAre(inner, reference, DSIG, REFERENCE, findings);
  if (!parts) return undefined;
  const [method, valueElement] = parts.slice(-2) as [Element, Element];
  const list = parts.length === 3 ? childrenAre(inner, parts[0] as Element, DSIG, TRANSFORM_LIST, findings) : [];
  const transforms = list?.map((t) => algorithmAttribute(inner, t, TRANSFORMS, findings));
  const digest = algorithmAttribute(inner, method, DIGEST_ALGORITHMS, findings);
  const value = base64Of(inner, valueElement, findings);
  if (!transforms || !digest || !value) return undefined;
  if (value.length !== DIGEST_ALGORITHMS[digest].octets) {
    findings.add('signature-base64', inner.outer(valueElement), `a digest by ${digest} has ${DIGEST_ALGORITHMS[digest].octets} octets`);
    return undefined;
  }
  const { from, to } = reference;
  const known = transforms.filter((t) => t !== undefined);
  return known.length < transforms.length ? undefined : { uri: attribute(reference, 'URI'), transforms: known, digest, value, from, to };
}

/** The row that the Algorithm attribute names; parameters inside are refused. */
export function algorithmAttribute<T extends Record<string, { readonly uri: string }>>(
  inner: Inner,
  element: Element,
  table: T,
  findings: SecurityFindings,
): keyof T | undefined {
  const uri = attribute(element, 'Algorithm');
  const id = uri === undefined ? undefined : algorithmOf(table, uri);
  if (id === undefined) findings.add('algorithm-unknown', inner.outer(element), `${element.name} ${uri ?? 'without Algorithm'}`);
  if (element.children.length > 0) findings.add('algorithm-parameter', inner.outer(element.children[0] as Element), element.children[0]?.name);
  else if (element.pieces.some((p) => p.form === 'comment' || p.form === 'pi' || p.text.trim() !== ''))
    findings.add('signature-text', inner.outer(element));
  else return id;
  return undefined;
}

/** Value of an attribute without prefix. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attributes.find((a) => a.ns === '' && a.name === name)?.value;
}

function refuseDuplicateIds(inner: Inner, root: Element, findings: SecurityFindings): void {
  const seen = new Set<string>();
  const walk = (element: Element): void => {
    for (const a of element.attributes) {
      if (!/^id$/i.test(a.name)) continue;
      if (seen.has(a.value)) findings.add('id-duplicate', inner.outer(a), cut(a.value, 60));
      seen.add(a.value);
    }
    for (const child of element.children) walk(child);
  };
  walk(root);
}
