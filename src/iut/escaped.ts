/**
 * What a text says when its escapes are read: those of JSON and JavaScript, of URLs and forms, of XML and HTML, and one kind inside another. All
 * is in octets, a character for each (latin1); of each it is known where in the first text it stands.
 */

/** An escape, and where its meaning stands in the reading. */
interface Escape {
  readonly from: number;
  readonly to: number;
  readonly sourceFrom: number;
  readonly sourceTo: number;
}

export class Reading {
  constructor(
    readonly octets: string,
    private readonly escapes: readonly Escape[] = [],
    private readonly source?: Reading,
  ) {}

  /** Where the octets [from, to), which are not none, stand in the first text: escapes as a whole. */
  place(from: number, to: number): readonly [from: number, to: number] {
    const first = this.#last(from);
    const last = this.#last(to - 1);
    const begin = first === undefined ? from : from < first.to ? first.sourceFrom : first.sourceTo + from - first.to;
    const end = last === undefined ? to : to <= last.to ? last.sourceTo : last.sourceTo + to - last.to;
    return this.source ? this.source.place(begin, end) : [begin, end];
  }

  /** With these escapes read; undefined when there is none. `meaning` gives undefined for one that is none. */
  read(escapes: RegExp, meaning: (found: RegExpExecArray) => string | undefined): Reading | undefined {
    const found: Escape[] = [];
    const pieces: string[] = [];
    let length = 0;
    let read = 0;
    for (const match of this.octets.matchAll(escapes)) {
      const text = meaning(match);
      if (text === undefined) continue;
      pieces.push(this.octets.slice(read, match.index), text);
      const from = length + match.index - read;
      length = from + text.length;
      read = match.index + match[0].length;
      found.push({ from, to: length, sourceFrom: match.index, sourceTo: read });
    }
    return found.length === 0 ? undefined : new Reading(pieces.join('') + this.octets.slice(read), found, this);
  }

  /** The last escape that begins at `at` or before. */
  #last(at: number): Escape | undefined {
    let low = 0;
    for (let high = this.escapes.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.escapes[middle] as Escape).from <= at) low = middle + 1;
      else high = middle;
    }
    return this.escapes[low - 1];
  }
}

export const octetsOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const character = (digits: string, radix: number): string | undefined => {
  const code = Number.parseInt(digits, radix);
  return code > 0x10ffff ? undefined : octetsOf(String.fromCodePoint(code));
};

const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const NAMES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const KINDS: readonly ((reading: Reading) => Reading | undefined)[] = [
  (reading) =>
    reading.read(
      /\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|(["'\\/bfnrt]))/gi,
      ([, high, low, unit, point, octet, sign = '']) => {
        if (high && low) return octetsOf(String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)));
        const digits = unit ?? point;
        if (digits) return character(digits, 16);
        return octet ? String.fromCharCode(Number.parseInt(octet, 16)) : (LETTERS[sign] ?? sign);
      },
    ),
  (reading) => reading.read(/%([0-9a-f]{2})/gi, ([, octet = '']) => String.fromCharCode(Number.parseInt(octet, 16))),
  (reading) => reading.read(/%([0-9a-f]{2})|\+/gi, ([, octet]) => (octet ? String.fromCharCode(Number.parseInt(octet, 16)) : ' ')),
  (reading) =>
    reading.read(/&(?:#(\d{1,8})|#x([0-9a-f]{1,8})|(amp|lt|gt|quot|apos));/gi, ([, decimal, hex, name = '']) =>
      decimal ? character(decimal, 10) : hex ? character(hex, 16) : NAMES[name.toLowerCase()],
    ),
];

/** Of a longer text escapes inside escapes are not read: there are up to sixteen readings of these. */
const DEEP = 1024 * 1024;

/** The text as it stands, and what its escapes and the escapes in these say. */
export function readings(first: Reading): readonly Reading[] {
  if (!/[\\%+&]/.test(first.octets)) return [first];
  const all = new Map([[first.octets, first]]);
  let latest = [first];
  for (let depth = 0; depth < (first.octets.length > DEEP ? 1 : 2); depth++) {
    const more = latest.flatMap((reading) => KINDS.flatMap((kind) => kind(reading) ?? [])).filter(({ octets }) => !all.has(octets));
    for (const reading of more) all.set(reading.octets, reading);
    latest = more;
  }
  return [...all.values()];
}

/** A text in octets. */
export function readingOf(text: string): Reading {
  const plain = new Reading(text);
  if (/^[\u0000-\u007f]*$/.test(text)) return plain;
  return plain.read(/[^\u0000-\u007f]/gu, ([character]) => octetsOf(character)) ?? plain;
}
