/** XML that stands as text in an element (a Signature in Cred/Data, EncryptedData in Item/Data), with the way back to octets of the message. */
import { LIMITS } from '../../limits.js';
import { type Element, textOf, type WireDocument } from '../../wire/document.js';
import { isWellFormed, readXml } from '../../wire/xml-read.js';
import { runOctets } from './equivalent-read.js';
import type { SecurityFindingCode, SecurityFindings } from './findings.js';

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Octets of an inner document. */
export interface Inner {
  readonly octets: Uint8Array;
  /** The octets of the message that hold this range of the inner document; where escaping hides it, the whole piece of text. */
  outer(range: Range): Range;
}

/** A document that is not inside another one. */
export function wholeDocument(octets: Uint8Array): Inner {
  return { octets, outer: ({ from, to }) => ({ from, to }) };
}

/** What the text of an element holds. */
export function innerOf(document: WireDocument, element: Element): Inner {
  const starts: { readonly inner: number; readonly length: number; readonly from: number; readonly to: number }[] = [];
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const piece of element.pieces) {
    if (piece.form === 'comment' || piece.form === 'pi') continue;
    const octets = runOctets(document.octets, [piece]);
    starts.push({ inner: at, length: octets.length, from: piece.dataFrom, to: piece.dataTo });
    parts.push(octets);
    at += octets.length;
  }
  const place = (offset: number, edge: 'from' | 'to'): number => {
    const found = starts.findLast((s) => (edge === 'from' ? s.inner <= offset : s.inner < offset)) ?? starts[0];
    if (!found) return element.contentFrom;
    return found.to - found.from === found.length ? found.from + Math.min(offset - found.inner, found.length) : found[edge];
  };
  return {
    octets: Buffer.concat(parts),
    outer: ({ from, to }) => ({ from: place(from, 'from'), to: Math.max(place(from, 'from'), place(to, 'to')) }),
  };
}

/** A part of an inner document as a document of its own. */
export function partOf(inner: Inner, from: number, to = inner.octets.length): Inner {
  return { octets: inner.octets.subarray(from, to), outer: (r) => inner.outer({ from: from + r.from, to: from + r.to }) };
}

/**
 * Reads such a document, strictly: bounded, UTF-8, well-formed, without document type declaration. Undefined, with a finding, when it is not.
 * `mayGoOn`: something may follow the root element, as content follows a detached signature.
 */
export function readInner(inner: Inner, findings: SecurityFindings, mayGoOn = false): WireDocument | undefined {
  const { octets } = inner;
  const say = (code: SecurityFindingCode, range: Range, detail?: string): undefined => {
    findings.add(code, inner.outer(range), detail);
    return undefined;
  };
  const whole = { from: 0, to: octets.length };
  if (octets.length > LIMITS.signatureOctets) return say('signature-size', whole, `${octets.length} octets`);
  const document = readXml(octets);
  const { root, header } = document;
  if (!root) return say('signature-malformed', whole, document.findings[0]?.message);
  if (mayGoOn && root.to < octets.length) return readInner(partOf(inner, 0, root.to), findings);
  const prolog = Buffer.from(octets.subarray(0, root.from));
  const doctype = prolog.indexOf('<!DOCTYPE');
  if (doctype >= 0) return say('signature-doctype', { from: doctype, to: root.from });
  if (header.kind !== 'xml' || !/^(?:|utf-8|us-ascii)$/i.test(header.encoding) || octets[0] === 0xfe || octets[0] === 0xff || octets.includes(0)) {
    return say('signature-malformed', whole, 'not in UTF-8');
  }
  if (!isWellFormed(document)) {
    const first = document.findings.find((f) => !f.code.startsWith('xml-version')) ?? document.findings[0];
    return say('signature-malformed', { from: first?.at ?? 0, to: first?.at ?? 0 }, first?.message);
  }
  if (declarations(root) > MOST_DECLARATIONS) return say('signature-size', whole, `more than ${MOST_DECLARATIONS} namespace declarations`);
  return document;
}

/** Each costs a copy of those before it in canonical XML. */
const MOST_DECLARATIONS = 512;
const XMLNS = 'http://www.w3.org/2000/xmlns/';

function declarations(element: Element): number {
  let count = 0;
  for (const { ns } of element.attributes) if (ns === XMLNS) count++;
  for (const inner of element.children) count += declarations(inner);
  return count;
}

/** Text of an element that may hold text alone; undefined, with a finding, when it holds anything else. */
export function onlyText(inner: Inner, element: Element, findings: SecurityFindings): string | undefined {
  const odd = element.pieces.find((p) => p.form === 'comment' || p.form === 'pi') ?? element.children[0];
  if (!odd) return textOf(element);
  findings.add('children' in odd ? 'signature-text' : 'signature-comment', inner.outer(odd));
  return undefined;
}

/** Base64 with padding; white space may stand anywhere. Undefined, with a finding, for anything else. */
export function base64Of(inner: Inner, element: Element, findings: SecurityFindings): Buffer | undefined {
  const text = onlyText(inner, element, findings)?.replace(/[ \t\r\n]+/g, '');
  if (text === undefined) return undefined;
  const octets = Buffer.from(text, 'base64');
  if (text !== '' && octets.toString('base64') === text) return octets;
  findings.add('signature-base64', inner.outer(element));
  return undefined;
}
