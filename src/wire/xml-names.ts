/** Names of elements and attributes: each spelling is decoded, split and checked once, then found again by its octets. */
import type { XmlFindingCode } from './xml-findings.js';

export interface XmlName {
  readonly octets: Uint8Array;
  /** As written, e.g. `p:Data`. */
  readonly text: string;
  /** '' where there is none. */
  readonly prefix: string;
  /** Without the prefix; the whole when it is no qualified name. */
  readonly local: string;
  readonly problem: XmlFindingCode | '';
}

// XML 1.0 (fifth edition) productions 4 and 4a.
const START =
  ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NAME = new RegExp(`^[${START}][${START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*$`, 'u');

// A direct-mapped cache: bounded whatever comes, and a collision costs only a second decoding.
const SLOTS = 1024;
const LONGEST = 64;
const names: (XmlName | undefined)[] = new Array(SLOTS).fill(undefined);
const texts: ({ readonly octets: Uint8Array; readonly text: string } | undefined)[] = new Array(SLOTS).fill(undefined);
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The name in octets[from, to); `hash` is any number that depends on these octets alone. */
export function internName(octets: Uint8Array, from: number, to: number, hash: number): XmlName {
  const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1);
  const known = names[slot];
  if (known !== undefined && isSame(known.octets, octets, from, to)) return known;
  const name = makeName(octets.slice(from, to));
  if (to - from <= LONGEST) names[slot] = name;
  return name;
}

/** A plain UTF-8 text such as a namespace URI, decoded once per spelling. */
export function internText(octets: Uint8Array, from: number, to: number): string {
  const length = to - from;
  if (length > LONGEST || length === 0) return utf8.decode(octets.subarray(from, to));
  const slot = (length * 131 + octets[to - 1]! * 31 + octets[from + (length >> 1)]!) & (SLOTS - 1);
  const known = texts[slot];
  if (known !== undefined && isSame(known.octets, octets, from, to)) return known.text;
  const copy = octets.slice(from, to);
  const text = utf8.decode(copy);
  texts[slot] = { octets: copy, text };
  return text;
}

function isSame(known: Uint8Array, octets: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (known.length !== length) return false;
  for (let i = 0; i < length; i++) if (known[i] !== octets[from + i]) return false;
  return true;
}

function makeName(octets: Uint8Array): XmlName {
  const text = utf8.decode(octets);
  if (!NAME.test(text)) return { octets, text, prefix: '', local: text, problem: 'xml-name' };
  const colon = text.indexOf(':');
  if (colon < 0) return { octets, text, prefix: '', local: text, problem: '' };
  const local = text.slice(colon + 1);
  if (colon === 0 || local.includes(':') || !NAME.test(local)) return { octets, text, prefix: '', local: text, problem: 'xml-qname' };
  return { octets, text, prefix: text.slice(0, colon), local, problem: '' };
}
