/** Text to the octets of a charset, for the WBXML writer. */
import { cut } from '../base/cut.js';
import type { Charset } from './wbxml-charsets.js';

/** A run of text the charset has, or the code of a character it lacks (to be written as an entity). */
export type Run = Uint8Array | number;

/**
 * `text` in the charset, characters it lacks set apart. UTF-16 and UCS-2 are written big-endian without byte order mark.
 * Throws RangeError for a charset that can be read only.
 */
export function encodeRuns(text: string, charset: Charset): Run[] {
  const runs: Run[] = [];
  let octets: number[] = [];
  for (const character of text) {
    const encoded = encodeCharacter(character.codePointAt(0) as number, character, charset);
    if (encoded) octets.push(...encoded);
    else {
      if (octets.length > 0) runs.push(Uint8Array.from(octets));
      octets = [];
      runs.push(character.codePointAt(0) as number);
    }
  }
  if (octets.length > 0) runs.push(Uint8Array.from(octets));
  return runs;
}

/** `text` as one run. Throws RangeError when the charset lacks one of its characters. */
export function encodeWhole(text: string, charset: Charset): Uint8Array {
  if (charset.kind === 'utf-8') return new TextEncoder().encode(text);
  const runs = encodeRuns(text, charset);
  const [only = new Uint8Array(0)] = runs;
  if (runs.length > 1 || typeof only === 'number') throw new RangeError(`"${cut(text, 40)}" has characters that ${charset.name} lacks`);
  return only;
}

function encodeCharacter(code: number, character: string, charset: Charset): number[] | undefined {
  switch (charset.kind) {
    case 'utf-8':
      return [...new TextEncoder().encode(character)];
    case 'us-ascii':
      return code < 0x80 ? [code] : undefined;
    case 'iso-8859-1':
      return code < 0x100 ? [code] : undefined;
    case 'ucs-2':
      return code < 0x10000 ? [code >> 8, code & 0xff] : undefined;
    case 'utf-16':
      return Array.from({ length: character.length }, (_, n) => character.charCodeAt(n)).flatMap((unit) => [unit >> 8, unit & 0xff]);
    case 'named':
      throw new RangeError(`${charset.name} can be read, not written`);
  }
}
