/** How a secret is written down: itself, in Base64 (also inside longer Base64, e.g. of name:secret), in hex. Escapes are read before (escaped.ts). */
import { octetsOf } from './escaped.js';

/** Of a shorter one not enough would be left in Base64, and too much of a report would look like it. */
export const SHORT = 4;

const CUT = octetsOf('…');
/** An escape that the cut went through, and how long it can be. */
const UNFINISHED = /(?:\\(?:u\{?|x)?[0-9a-f]{0,5}|%[0-9a-f]?|&#?[0-9a-z]{0,8})$/i;
const UNFINISHED_MOST = 10;

/** One form, in octets. `fold` makes alike what is the same in it: Base64 as URLs have it, hex in either case. */
export interface Form {
  readonly octets: string;
  readonly isPlain: boolean;
  readonly fold: (octets: string) => string;
  readonly unfold: (octet: string) => readonly string[];
}

const PLAIN = { isPlain: true, fold: (octets: string) => octets, unfold: (octet: string) => [octet] };
const BASE64 = {
  isPlain: false,
  fold: (octets: string) => octets.replaceAll('-', '+').replaceAll('_', '/'),
  unfold: (octet: string) => (octet === '+' ? ['+', '-'] : octet === '/' ? ['/', '_'] : [octet]),
};
const HEX = {
  isPlain: false,
  fold: (octets: string) => octets.replace(/[A-F]/g, (c) => c.toLowerCase()),
  unfold: (octet: string) => [octet, octet.toUpperCase()],
};

export function formsOf(secret: string): readonly Form[] {
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[^\u0000-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  // Inside Base64 no escape is read.
  const escaped = [json, ascii, ascii.replaceAll('/', '\\/'), encodeURIComponent(secret.toWellFormed()), xml, xml.replaceAll('"', '&quot;')];
  const base64 = new Set([secret, ...escaped].flatMap((text) => base64Forms(Buffer.from(text, 'utf8'))));
  return [
    { octets: octetsOf(secret), ...PLAIN },
    ...[...base64].map((octets) => ({ octets, ...BASE64 })),
    { octets: Buffer.from(secret, 'utf8').toString('hex'), ...HEX },
  ];
}

/** Base64 of the octets whole, and the part of it that stays the same wherever they stand in a longer octet string. */
function base64Forms(octets: Buffer): string[] {
  const whole = octets.toString('base64');
  const inside = [0, 1, 2].map((lead) => {
    const text = Buffer.concat([Buffer.alloc(lead), octets])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters that also carry bits of a neighbouring octet are left out.
    return text.slice([0, 2, 3][lead], (lead + octets.length) % 3 === 0 ? undefined : -1);
  });
  return [whole, whole.replace(/=+$/, ''), ...inside].filter((form) => form.length >= SHORT);
}

/** Many forms looked for at once: by their first two octets, so that a long text costs little. */
export class Search {
  readonly #heads = new Uint8Array(0x10000);
  readonly #byHead = new Map<number, Form[]>();
  readonly #longest: number;

  /** `fits`: whether a form that stands somewhere is a secret there. */
  constructor(
    readonly forms: readonly Form[],
    private readonly fits: (form: Form, octets: string, from: number, to: number) => boolean = () => true,
  ) {
    const sorted = forms.toSorted((a, b) => b.octets.length - a.octets.length);
    this.#longest = sorted[0]?.octets.length ?? 0;
    for (const form of sorted) {
      for (const first of form.unfold(form.octets.charAt(0)))
        for (const second of form.unfold(form.octets.charAt(1))) {
          const head = (first.charCodeAt(0) << 8) | second.charCodeAt(0);
          this.#heads[head] = 1;
          this.#byHead.set(head, [...(this.#byHead.get(head) ?? []), form]);
        }
    }
  }

  /** Where any of them stands, the longest of those that begin at the same place, none within another. */
  *places(octets: string): Generator<readonly [from: number, to: number]> {
    let head = octets.charCodeAt(0);
    for (let at = 0; at + 1 < octets.length; at++) {
      head = ((head << 8) | octets.charCodeAt(at + 1)) & 0xffff;
      if (this.#heads[head] === 0) continue;
      const form = (this.#byHead.get(head) as Form[]).find((one) => this.#isAt(one, octets, at));
      if (!form) continue;
      const to = at + form.octets.length;
      yield [at, to];
      at = to - 1;
      head = octets.charCodeAt(to);
    }
  }

  #isAt(form: Form, octets: string, at: number): boolean {
    const to = at + form.octets.length;
    const isThere = form.isPlain ? octets.startsWith(form.octets, at) : form.fold(octets.slice(at, to)) === form.octets;
    return isThere && this.fits(form, octets, at, to);
  }

  /** Where a text that was cut (`…`) shows no more than the begin of one, up to the cut. */
  *begun(octets: string): Generator<readonly [from: number, to: number]> {
    let from = 0;
    for (let cut = octets.indexOf(CUT); cut >= 0; cut = octets.indexOf(CUT, from)) {
      const begin = this.#beginBefore(cut, from, octets);
      if (begin !== undefined) yield [begin, cut];
      from = cut + CUT.length;
    }
  }

  /** Where the octets before a cut, at least four, are the first of a form; half an escape may follow them. */
  #beginBefore(cut: number, from: number, octets: string): number | undefined {
    if (cut - from < SHORT) return undefined;
    const start = Math.max(from, cut - this.#longest - UNFINISHED_MOST);
    const piece = octets.slice(start, cut);
    const ends = [piece, piece.replace(UNFINISHED, '')];
    for (let at = 0; at + SHORT <= piece.length; at++) {
      const forms = this.#byHead.get((piece.charCodeAt(at) << 8) | piece.charCodeAt(at + 1)) ?? [];
      if (forms.some((form) => ends.some((end) => isBegin(end.slice(at), form)))) return start + at;
    }
    return undefined;
  }
}

const isBegin = (text: string, { octets, fold }: Form): boolean =>
  text.length >= SHORT && text.length < octets.length && octets.startsWith(fold(text));
