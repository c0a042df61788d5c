/** Header lines in octets (HTTP, MIME, SIP share the form `Name: value` CRLF), each with the range it stands in. Never throws. */

export interface HeaderLine {
  readonly name: string;
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

export interface HeaderBlock {
  /** Lines without a colon (a start line) are left out. */
  readonly lines: readonly HeaderLine[];
  /** First octet after the empty line; the end of the octets when there is none. */
  readonly bodyFrom: number;
  readonly isComplete: boolean;
}

const LF = 10;
const CR = 13;

/** Reads lines from `at` up to an empty one, at most to `end`; bare line feeds are understood. A line that begins with a blank continues the last. */
export function readHeaderBlock(octets: Uint8Array, at: number, end: number): HeaderBlock {
  const lines: HeaderLine[] = [];
  for (let from = at; from < end; ) {
    const feed = octets.indexOf(LF, from);
    const next = feed < 0 || feed >= end ? end : feed + 1;
    let to = feed < 0 || feed >= end ? end : feed;
    if (to > from && octets[to - 1] === CR) to--;
    if (to === from) return { lines, bodyFrom: next, isComplete: true };
    const text = Buffer.from(octets.buffer, octets.byteOffset + from, to - from).toString('latin1');
    const last = lines.at(-1);
    if (/^[ \t]/.test(text) && last) lines[lines.length - 1] = { ...last, value: `${last.value} ${text.trim()}`, to };
    else if (text.includes(':')) {
      const colon = text.indexOf(':');
      lines.push({ name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim(), from, to });
    }
    from = next;
  }
  return { lines, bodyFrom: end, isComplete: false };
}

/** The first value of a header, name compared without case. */
export function lineValue(lines: readonly HeaderLine[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return lines.find((line) => line.name.toLowerCase() === wanted)?.value;
}

const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g;

/** All values that a header value gives a parameter, quotes taken off; what stands within quotes is no parameter. */
export function parametersOf(value: string, name: string): string[] {
  const wanted = name.toLowerCase();
  return [...value.matchAll(PARAMETER)].flatMap(([, own = '', quoted, plain = '']) => (own.toLowerCase() === wanted ? [quoted ?? plain] : []));
}

/** A parameter of a header value: `boundary` of `multipart/related; boundary="x"`. */
export const parameterOf = (value: string, name: string): string | undefined => parametersOf(value, name)[0];
