/**
 * From the octets as they came to UTF-8 (XML 1.0, 4.3.3 and appendix F). UTF-8 is read in place. UTF-16, ISO-8859-1 and US-ASCII are
 * transcoded, with a map from each UTF-8 octet back to the octet it came from.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import type { XmlFindings } from './xml-findings.js';
import { isNonCharacter } from './xml-octets.js';
import { XmlSource } from './xml-text.js';

export interface XmlInput {
  readonly source: XmlSource;
  /** First octet after a byte order mark, in the source. */
  readonly start: number;
  /** Octet of the document for each octet of the source, and one more for its end; null when they are the same. */
  readonly map: Uint32Array | null;
  /** Whether reading has a meaning at all. */
  readonly isReadable: boolean;
}

/** Finds out the encoding and gives UTF-8. Findings are at octets of the document. */
export function openXml(octets: Uint8Array, findings: XmlFindings): XmlInput {
  const raw = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  const a = raw[0] ?? -1;
  const b = raw[1] ?? -1;
  const c = raw[2] ?? -1;
  const d = raw[3] ?? -1;
  if ((a === 0 && b === 0) || (a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0x3c && b === 0 && c === 0 && d === 0)) {
    findings.add('xml-encoding-unsupported', 0, a === 0 && b === 0 && c !== 0xfe && c !== 0 ? 'the document begins with NUL octets' : 'UTF-32');
    return { source: new XmlSource(raw, false), start: 0, map: null, isReadable: false };
  }
  const hasMark16 = (a === 0xfe && b === 0xff) || (a === 0xff && b === 0xfe);
  if (hasMark16 || (a === 0 && b === 0x3c) || (a === 0x3c && b === 0)) {
    if (!hasMark16) findings.add('xml-bom-missing', 0);
    return fromUtf16(raw, a === 0xfe || a === 0, hasMark16 ? 2 : 0, findings);
  }
  const start = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  const declared = declaredEncoding(raw, start);
  const where = declared ? declared.at : 0;
  switch ((declared?.name ?? 'UTF-8').toUpperCase()) {
    case 'UTF-8':
    case 'UTF8':
      break;
    case 'ISO-8859-1':
    case 'LATIN1':
    case 'ISO_8859-1':
      if (start > 0) findings.add('xml-encoding-mismatch', where, `a UTF-8 byte order mark, but "${declared?.name}"`);
      else return fromLatin1(raw, true, findings);
      break;
    case 'US-ASCII':
    case 'ASCII':
      return fromLatin1(raw, false, findings);
    case 'UTF-16':
    case 'UTF-16LE':
    case 'UTF-16BE':
      findings.add('xml-encoding-mismatch', where, `one octet a character, but "${declared?.name}"`);
      break;
    default:
      findings.add('xml-encoding-unsupported', where, `"${declared?.name}"; it is read as UTF-8`);
  }
  const ascii = isAscii(raw);
  if (!ascii && !isUtf8(raw)) reportBadUtf8(raw, findings);
  return { source: new XmlSource(raw, ascii), start, map: null, isReadable: true };
}

function declaredEncoding(octets: Buffer, start: number): { name: string; at: number } | undefined {
  const head = octets.toString('latin1', start, start + 256);
  const match = /^<\?xml[ \t\r\n][^>]*?\bencoding[ \t\r\n]*=[ \t\r\n]*["']([A-Za-z][A-Za-z0-9._-]*)["']/d.exec(head);
  return match ? { name: match[1]!, at: start + match.indices![1]![0] } : undefined;
}

function fromLatin1(raw: Buffer, allows8Bit: boolean, findings: XmlFindings): XmlInput {
  if (isAscii(raw)) return { source: new XmlSource(raw, true), start: 0, map: null, isReadable: true };
  const writer = new MappedWriter(raw.length * 3);
  for (let at = 0; at < raw.length; at++) {
    const octet = raw[at]!;
    if (octet >= 0x80 && !allows8Bit) findings.add('xml-encoding-octet', at, hex(octet));
    writer.put(octet >= 0x80 && !allows8Bit ? 0xfffd : octet, at);
  }
  return writer.input(raw.length, 0);
}

function fromUtf16(raw: Buffer, isBigEndian: boolean, start: number, findings: XmlFindings): XmlInput {
  const writer = new MappedWriter((raw.length / 2) * 3 + 3);
  const unit = (at: number): number => (isBigEndian ? raw.readUInt16BE(at) : raw.readUInt16LE(at));
  const end = raw.length - (raw.length % 2);
  for (let at = start; at < end; at += 2) {
    const high = unit(at);
    const low = high >= 0xd800 && high < 0xdc00 && at + 2 < end ? unit(at + 2) : 0;
    if (low >= 0xdc00 && low < 0xe000) {
      writer.put(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), at);
      at += 2;
    } else if (high >= 0xd800 && high < 0xe000) {
      findings.add('xml-utf16', at, `a lone surrogate ${high.toString(16).toUpperCase()}`);
      writer.put(0xfffd, at);
    } else writer.put(high, at);
  }
  if (end < raw.length) findings.add('xml-utf16', end, 'half a code unit at the end');
  const input = writer.input(raw.length, 0);
  const declared = declaredEncoding(input.source.octets, 0);
  if (declared && !/^utf-16(le|be)?$/i.test(declared.name)) {
    findings.add('xml-encoding-mismatch', input.map![declared.at]!, `two octets a character, but "${declared.name}"`);
  }
  return input;
}

/** Collects UTF-8 and where each octet came from. */
class MappedWriter {
  readonly #octets: Buffer;
  readonly #map: Uint32Array;
  #length = 0;
  constructor(capacity: number) {
    this.#octets = Buffer.allocUnsafe(capacity);
    this.#map = new Uint32Array(capacity + 1);
  }
  put(code: number, at: number): void {
    if (code < 0x80) this.#octet(code, at);
    else {
      if (code < 0x800) this.#octet(0xc0 | (code >> 6), at);
      else {
        if (code < 0x10000) this.#octet(0xe0 | (code >> 12), at);
        else {
          this.#octet(0xf0 | (code >> 18), at);
          this.#octet(0x80 | ((code >> 12) & 0x3f), at);
        }
        this.#octet(0x80 | ((code >> 6) & 0x3f), at);
      }
      this.#octet(0x80 | (code & 0x3f), at);
    }
  }
  input(end: number, start: number): XmlInput {
    this.#map[this.#length] = end;
    const octets = this.#octets.subarray(0, this.#length);
    return { source: new XmlSource(octets, isAscii(octets)), start, map: this.#map, isReadable: true };
  }
  #octet(octet: number, at: number): void {
    this.#octets[this.#length] = octet;
    this.#map[this.#length++] = at;
  }
}

/** One finding for each longest beginning of a character that is cut off or wrong, as the Unicode standard counts U+FFFD. */
function reportBadUtf8(octets: Uint8Array, findings: XmlFindings): void {
  for (let at = 0; at < octets.length; ) {
    const length = goodUtf8(octets, at);
    if (length > 0) at += length;
    else {
      findings.add('xml-utf8', at, hex(octets[at]!));
      at -= length;
    }
  }
}

/** Octets of the character at `at`; when there is none, minus the octets to pass over. */
function goodUtf8(octets: Uint8Array, at: number): number {
  const first = octets[at]!;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return -1;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let i = 1; i < length; i++) {
    const octet = octets[at + i] ?? 0;
    const low = i > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = i > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (octet < low || octet > high) return -i;
  }
  return length;
}

/** How a character that is not allowed is named in a finding. */
export function characterAt(octets: Uint8Array, at: number): string {
  return isNonCharacter(octets, at) && octets[at] === 0xef ? `U+FFF${octets[at + 2] === 0xbe ? 'E' : 'F'}` : `U+00${hex(octets[at]!)}`;
}

function hex(octet: number): string {
  return octet.toString(16).toUpperCase().padStart(2, '0');
}
