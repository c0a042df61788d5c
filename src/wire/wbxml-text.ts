/** Octets of a WBXML document to text, and where a string ends, in the document's charset. */
import { isUtf8 } from 'node:buffer';
import type { Charset } from './wbxml-charsets.js';

/** Strings up to this length are searched octet by octet; beyond, the platform's search is faster. */
const SHORT = 96;

/** The octets of one document with its charset; offsets count in the outermost document. */
export class TextSource {
  #buffer: Buffer | undefined;
  /** Set by stringEnd: whether the octets it passed are malformed in the charset. */
  malformed = false;

  constructor(
    readonly octets: Uint8Array,
    readonly charset: Charset,
  ) {}

  /** Text of [from, to). Malformed sequences become U+FFFD; a byte order mark of UTF-8 is kept as U+FEFF. */
  decode(from: number, to: number): string {
    if (from >= to) return '';
    this.#buffer ??= Buffer.from(this.octets.buffer, this.octets.byteOffset, this.octets.byteLength);
    const buffer = this.#buffer;
    switch (this.charset.kind) {
      case 'utf-8':
        return buffer.toString('utf8', from, to);
      case 'iso-8859-1':
        return buffer.toString('latin1', from, to);
      case 'us-ascii':
        return buffer.toString('latin1', from, to).replace(/[\x80-\xff]/g, '\ufffd');
      case 'utf-16': {
        const littleEndian = buffer[from] === 0xff && buffer[from + 1] === 0xfe;
        return new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be').decode(buffer.subarray(from, to));
      }
      case 'ucs-2':
        return new TextDecoder('utf-16be', { ignoreBOM: true }).decode(buffer.subarray(from, to));
      case 'named':
        return new TextDecoder(this.charset.label, { ignoreBOM: true }).decode(buffer.subarray(from, to));
    }
  }

  /**
   * Offset of the NUL (one or two octets) that ends the string at `from`, or -1 when there is none before `limit`.
   * Sets `malformed`, so that a caller can report octets that are no text without decoding them.
   */
  stringEnd(from: number, limit: number): number {
    const octets = this.octets;
    if (this.charset.unit === 2) return this.#wideEnd(from, limit);
    let seen = 0;
    let at = from;
    const near = Math.min(limit, from + SHORT);
    for (; at < near; at++) {
      const octet = octets[at] as number;
      if (octet === 0) {
        this.malformed = seen > 0x7f && !this.#isText(from, at);
        return at;
      }
      seen |= octet;
    }
    if (at === limit) return -1;
    // Never beyond `limit`: many embedded documents without any NUL would each search all of the outer one.
    const found = limit === octets.length ? octets.indexOf(0, at) : octets.subarray(at, limit).indexOf(0);
    if (found < 0) return -1;
    const end = limit === octets.length ? found : at + found;
    this.malformed = !this.#isText(from, end);
    return end;
  }

  #wideEnd(from: number, limit: number): number {
    const octets = this.octets;
    this.malformed = false;
    for (let at = from; at + 1 < limit; at += 2) if (octets[at] === 0 && octets[at + 1] === 0) return at;
    return -1;
  }

  #isText(from: number, to: number): boolean {
    switch (this.charset.kind) {
      case 'utf-8':
        return isUtf8(this.octets.subarray(from, to));
      case 'us-ascii':
        return this.octets.subarray(from, to).every((octet) => octet < 0x80);
      case 'iso-8859-1':
      case 'utf-16':
      case 'ucs-2':
      case 'named':
        return true;
    }
  }
}
