/** The annotated listing: offset, octets, indented meaning. */
import type { AnnotatedLine } from './annotation.js';

/** More octets than this are cut and counted. */
const OCTETS_A_LINE = 14;
/** Deeper nesting is not indented further. */
const DEEPEST = 40;
const HEX_COLUMN = OCTETS_A_LINE * 3 + ' .. (nnn octets)'.length;

/** Gives one string a line; `paint` colours the offset and the octets (a terminal's affair). */
export function* hexdump(octets: Uint8Array, lines: readonly AnnotatedLine[], paint: (text: string) => string = (t) => t): Generator<string> {
  const digits = Math.max(4, octets.length.toString(16).length);
  for (const { from, to, depth, meaning } of lines) {
    const shown = [...octets.subarray(from, Math.min(to, from + OCTETS_A_LINE))].map((o) => o.toString(16).toUpperCase().padStart(2, '0')).join(' ');
    const column = to - from > OCTETS_A_LINE ? `${shown} .. (${to - from} octets)` : shown;
    const offset = from.toString(16).toUpperCase().padStart(digits, '0');
    yield `${paint(`${offset}  ${column.padEnd(HEX_COLUMN)}`)} ${'  '.repeat(Math.min(depth, DEEPEST))}${meaning}`;
  }
}
