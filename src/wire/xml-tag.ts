/** The rest of a start tag after its name: attributes, and the namespaces they declare (Namespaces in XML 1.0). */
import { cut } from '../base/cut.js';
import type { XmlFindings } from './xml-findings.js';
import { internName, internText, type XmlName } from './xml-names.js';
import { NO_ATTRIBUTES, XmlAttribute, type XmlElement } from './xml-nodes.js';
import {
  APOSTROPHE,
  EQUALS,
  GT,
  IN_NAME,
  IS_AMPERSAND,
  IS_CONTROL,
  IS_CR,
  IS_EF,
  IS_LT,
  IS_SPACE,
  isNonCharacter,
  LT,
  NAME_CLASS,
  PLAIN,
  QUOTE,
  SLASH,
  SPACE,
  STARTS_NAME,
  VALUE_CLASS,
} from './xml-octets.js';
import type { XmlScan } from './xml-scan.js';
import { decodeText, HAS_CR, HAS_REFERENCE, HAS_SPACE, readReference } from './xml-text.js';

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** The bindings in force, with what to put back when an element ends: constant time however many there are. */
export class XmlNamespaces {
  #byDefault = '';
  readonly #bound = new Map<string, string>([['xml', XML]]);
  readonly #undo: { readonly depth: number; readonly prefix: string; readonly before: string | undefined }[] = [];
  #undoDepth = 0;
  constructor(readonly findings: XmlFindings) {}

  /** `prefix` '' declares the default. */
  declare(prefix: string, uri: string, depth: number, at: number): void {
    const isAllowed = prefix === 'xml' ? uri === XML : prefix !== 'xmlns' && uri !== XML && uri !== XMLNS && (prefix === '' || uri !== '');
    if (!isAllowed) {
      this.findings.add('xml-namespace-declaration', at, `${prefix === '' ? 'xmlns' : `xmlns:${prefix}`} as "${cut(uri, 60)}"`);
      return;
    }
    this.#undo.push({ depth, prefix, before: prefix === '' ? this.#byDefault : this.#bound.get(prefix) });
    this.#undoDepth = depth;
    if (prefix === '') this.#byDefault = uri;
    else this.#bound.set(prefix, uri);
  }

  ofElement(name: XmlName, at: number): string {
    return name.prefix === '' ? (name.problem === '' ? this.#byDefault : '') : this.ofPrefix(name, at);
  }

  ofPrefix(name: XmlName, at: number): string {
    const uri = this.#bound.get(name.prefix);
    if (uri === undefined) this.findings.add('xml-prefix-unbound', at, cut(name.text, 60));
    return uri ?? '';
  }

  leave(depth: number): void {
    while (this.#undoDepth === depth && depth > 0) {
      const { prefix, before } = this.#undo.pop()!;
      if (prefix === '') this.#byDefault = before!;
      else if (before === undefined) this.#bound.delete(prefix);
      else this.#bound.set(prefix, before);
      this.#undoDepth = this.#undo.at(-1)?.depth ?? 0;
    }
  }
}

/** Reads from the octet after the name to the octet after ">"; sets attributes and selfClosed. */
export function readTagRest(scan: XmlScan, element: XmlElement, start: number): number {
  const { octets, end, findings } = scan;
  const names: XmlName[] = [];
  let at = start;
  for (;;) {
    const before = at;
    while (at < end && SPACE[octets[at]!]) at++;
    const octet = at < end ? octets[at]! : LT;
    if (octet === GT) {
      at++;
      break;
    }
    if (octet === SLASH && octets[at + 1] === GT && at + 1 < end) {
      element.selfClosed = true;
      at += 2;
      break;
    }
    if (octet === LT) {
      findings.add('xml-tag-unfinished', element.from);
      break;
    }
    if (NAME_CLASS[octet]! & STARTS_NAME) {
      if (before === at) findings.add('xml-attribute-space', at);
      at = readAttribute(scan, element, names, at);
      if (scan.count(before)) return end;
    } else {
      findings.add('xml-tag-junk', at++);
      while (at < end && !SPACE[octets[at]!] && octets[at] !== GT && octets[at] !== LT && octets[at] !== SLASH) at++;
    }
  }
  if (names.length > 0) resolve(scan, element, names);
  return at;
}

function readAttribute(scan: XmlScan, element: XmlElement, names: XmlName[], from: number): number {
  const { octets, end, findings } = scan;
  let at = from;
  let hash = 0;
  while (at < end && NAME_CLASS[octets[at]!]! & IN_NAME) hash = (Math.imul(hash, 31) + octets[at++]!) | 0;
  const name = internName(octets, from, at, hash);
  if (name.problem !== '') findings.add(name.problem, from, cut(name.text, 60));
  const nameTo = at;
  while (at < end && SPACE[octets[at]!]) at++;
  if (at >= end || octets[at] !== EQUALS) {
    findings.add('xml-attribute-no-value', from, cut(name.text, 60));
    keep(element, names, name, new XmlAttribute(name.local, from, nameTo, nameTo, nameTo, 0, scan.source));
    return nameTo;
  }
  at++;
  while (at < end && SPACE[octets[at]!]) at++;
  const quote = at < end ? octets[at]! : 0;
  const isQuoted = quote === QUOTE || quote === APOSTROPHE;
  const value = isQuoted ? readQuoted(scan, at + 1, quote) : readUnquoted(scan, at);
  let text: string | undefined;
  if (name.text === 'xmlns' || name.prefix === 'xmlns') {
    text = value.flags === 0 ? internText(octets, value.from, value.to) : decodeText(scan.source, value.from, value.to, value.flags);
    scan.namespaces.declare(name.prefix === '' ? '' : name.local, text, scan.depth, from);
  }
  keep(element, names, name, new XmlAttribute(name.local, from, value.next, value.from, value.to, value.flags, scan.source, text));
  return value.next;
}

function keep(element: XmlElement, names: XmlName[], name: XmlName, attribute: XmlAttribute): void {
  if (element.attributes === NO_ATTRIBUTES) element.attributes = [attribute];
  else element.attributes.push(attribute);
  names.push(name);
}

interface Value {
  readonly from: number;
  readonly to: number;
  readonly flags: number;
  /** First octet after the value and its quote. */
  readonly next: number;
}

function readQuoted(scan: XmlScan, from: number, quote: number): Value {
  const { octets, end, findings, missingQuotes } = scan;
  let to = from;
  if (!missingQuotes.has(quote)) {
    while (to < end && octets[to] !== quote) to++;
    if (to < end) return { from, to, flags: checkValue(scan, from, to), next: to + 1 };
    missingQuotes.add(quote);
  }
  findings.add('xml-attribute-unclosed', from - 1);
  to = from;
  while (to < end && octets[to] !== GT && octets[to] !== LT) to++;
  return { from, to, flags: checkValue(scan, from, to), next: to };
}

function readUnquoted(scan: XmlScan, from: number): Value {
  const { octets, end, findings } = scan;
  findings.add('xml-attribute-unquoted', from);
  let to = from;
  while (to < end && !SPACE[octets[to]!] && octets[to] !== GT && octets[to] !== LT && !(octets[to] === SLASH && octets[to + 1] === GT)) to++;
  return { from, to, flags: checkValue(scan, from, to), next: to };
}

function checkValue(scan: XmlScan, from: number, to: number): number {
  const { octets, findings } = scan;
  let flags = 0;
  for (let at = from; at < to; ) {
    const kind = VALUE_CLASS[octets[at]!]!;
    if (kind === IS_AMPERSAND) {
      const reference = readReference(octets, at, to);
      if (reference.problem !== '') scan.badReference(at, reference);
      flags |= HAS_REFERENCE;
      at = reference.to;
      continue;
    }
    if (kind !== PLAIN) {
      if (kind === IS_LT) findings.add('xml-lt-in-attribute', at);
      else if (kind === IS_CR) flags |= HAS_CR | HAS_SPACE;
      else if (kind === IS_SPACE) flags |= HAS_SPACE;
      else if (kind === IS_CONTROL || (kind === IS_EF && isNonCharacter(octets, at))) scan.badCharacter(at);
    }
    at++;
  }
  return flags;
}

/** Namespaces of the attributes, once all declarations of the tag are known, and attributes that stand twice. */
function resolve(scan: XmlScan, element: XmlElement, names: readonly XmlName[]): void {
  const { attributes } = element;
  for (const [i, name] of names.entries()) {
    const attribute = attributes[i]!;
    if (name.text === 'xmlns' || name.prefix === 'xmlns') attribute.ns = XMLNS;
    else if (name.prefix !== '') attribute.ns = scan.namespaces.ofPrefix(name, attribute.from);
  }
  if (names.length < 2) return;
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    const { ns, from } = attributes[i]!;
    const expanded = ns === '' ? name.text : `${name.local} ${ns}`;
    if (seen.has(expanded)) scan.findings.add('xml-attribute-duplicate', from, cut(name.text, 60));
    seen.add(expanded);
  }
}
