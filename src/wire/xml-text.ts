/** From the octets of character content to its text: references, line ends (XML 1.0, 2.11), attribute white space (3.3.3). */
import type { XmlFindingCode } from './xml-findings.js';
import { AMPERSAND, HASH, IN_NAME, isXmlCharacter, NAME_CLASS, SEMICOLON, STARTS_NAME } from './xml-octets.js';

/** The octets the reader works on, always UTF-8, and their text. */
export class XmlSource {
  readonly #isAscii: boolean;
  #latin1: string | undefined;
  constructor(
    readonly octets: Buffer,
    isAscii: boolean,
  ) {
    this.#isAscii = isAscii;
  }

  /** Text of octets[from, to). One decoding of everything and a substring is many times faster than a decoding for each piece. */
  text(from: number, to: number): string {
    this.#latin1 ??= this.octets.toString('latin1');
    const text = this.#latin1.substring(from, to);
    return this.#isAscii || !BEYOND_ASCII.test(text) ? text : this.octets.toString('utf8', from, to);
  }
}

const BEYOND_ASCII = /[\x80-\xff]/;

/** What a piece of text needs besides decoding its octets. */
export const HAS_REFERENCE = 1;
export const HAS_CR = 2;
/** TAB, LF, CR of an attribute value become spaces. */
export const HAS_SPACE = 4;

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

export interface XmlReference {
  /** First octet after what was understood. */
  readonly to: number;
  readonly text: string;
  readonly problem: XmlFindingCode | '';
}

/** The reference that begins with the "&" at `at`. What is no reference is the one character "&". */
export function readReference(octets: Buffer, at: number, end: number): XmlReference {
  let p = at + 1;
  if (octets[p] === HASH && p < end) return readCharacterReference(octets, at, end);
  if (p >= end || !(NAME_CLASS[octets[p]!]! & STARTS_NAME)) return { to: at + 1, text: '&', problem: 'xml-bare-ampersand' };
  while (p < end && NAME_CLASS[octets[p]!]! & IN_NAME) p++;
  if (p >= end || octets[p] !== SEMICOLON) return { to: at + 1, text: '&', problem: 'xml-bare-ampersand' };
  const name = p - at <= 5 ? octets.toString('latin1', at + 1, p) : '';
  const text = Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
  if (text === undefined) return { to: p + 1, text: octets.toString('utf8', at, p + 1), problem: 'xml-entity-undefined' };
  return { to: p + 1, text, problem: '' };
}

function readCharacterReference(octets: Buffer, at: number, end: number): XmlReference {
  const isHex = octets[at + 2] === 0x78;
  const digits = at + (isHex ? 3 : 2);
  let p = digits;
  let code = 0;
  for (; p < end; p++) {
    const digit = digitOf(octets[p]!, isHex);
    if (digit < 0) break;
    code = Math.min(code * (isHex ? 16 : 10) + digit, 0x110000);
  }
  if (p === digits || p >= end || octets[p] !== SEMICOLON) return { to: at + 1, text: '&', problem: 'xml-char-reference' };
  if (!isXmlCharacter(code)) return { to: p + 1, text: '\uFFFD', problem: 'xml-char-reference' };
  return { to: p + 1, text: String.fromCodePoint(code), problem: '' };
}

function digitOf(octet: number, isHex: boolean): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet | 0x20;
  return isHex && letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Text of octets[from, to) by the flags above. */
export function decodeText(source: XmlSource, from: number, to: number, flags: number): string {
  if (!(flags & HAS_REFERENCE)) return decodeRun(source, from, to, flags);
  const { octets } = source;
  let text = '';
  let at = from;
  while (at < to) {
    const ampersand = octets.indexOf(AMPERSAND, at);
    if (ampersand < 0 || ampersand >= to) break;
    if (ampersand > at) text += decodeRun(source, at, ampersand, flags);
    const reference = readReference(octets, ampersand, to);
    text += reference.text;
    at = reference.to;
  }
  return at < to ? text + decodeRun(source, at, to, flags) : text;
}

function decodeRun(source: XmlSource, from: number, to: number, flags: number): string {
  let text = source.text(from, to);
  if (flags & HAS_CR) text = text.replace(/\r\n?/g, '\n');
  return flags & HAS_SPACE ? text.replace(/[\t\n]/g, ' ') : text;
}
