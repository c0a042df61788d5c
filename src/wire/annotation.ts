/** What `annotate` gives: the same reading three ways, as elements for programs, lines for people, and findings. Collected here. */
import { cut } from '../base/cut.js';
import { LIMITS } from '../limits.js';
import type { Finding, formOf, WireDocument } from './document.js';

export const KINDS = ['wbxml', 'xml', 'notification', 'wsp', 'sms'] as const;
export type Kind = (typeof KINDS)[number];

/** One row of `decode --json`. Fields of binary messages are elements of the form `inline`. */
export interface AnnotatedElement {
  /** `/SyncML/SyncBody/Alert[2]/Data`, `/wsp/headers/content-type`: an index only where siblings share the name. */
  readonly path: string;
  readonly name: string;
  readonly ns: string;
  readonly from: number;
  readonly to: number;
  readonly text?: string;
  readonly form: ReturnType<typeof formOf>;
}

/** One line of the listing: octets [from, to), nesting, and what they mean. Bit fields share octets, so lines may overlap. */
export interface AnnotatedLine {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly meaning: string;
}

export interface Annotation {
  readonly kind: Kind;
  readonly elements: readonly AnnotatedElement[];
  readonly findings: readonly Finding[];
  readonly lines: readonly AnnotatedLine[];
  /** The WBXML or XML document, also when it was found inside a push. */
  readonly document?: WireDocument;
  /** Whether anything beyond the first octets could be made out. */
  readonly understood: boolean;
}

/** What is wanted: the other part is left empty, which halves the memory of a large document. */
export interface Wanted {
  readonly elements: boolean;
  readonly lines: boolean;
}

/** Characters that all paths of one document may take together: deep nesting of long names would make them many times the document. */
const PATH_CHARACTERS = 128 * 1024 * 1024;

/** Lines of one listing; nobody reads more, and they would take gigabytes. */
const LINES = 1_000_000;

/** Where the readers' results are put; `base` is added to every offset, so that an inner document counts in the outer octets. */
export class AnnotationSink {
  readonly elements: AnnotatedElement[] = [];
  readonly findings: Finding[] = [];
  readonly lines: AnnotatedLine[] = [];
  document?: WireDocument;
  base = 0;
  #pathRoom = PATH_CHARACTERS;

  constructor(readonly wanted: Wanted) {}

  /** False once the paths have taken all their room; a finding says so. */
  get hasRoom(): boolean {
    return this.#pathRoom > 0;
  }

  line(from: number, to: number, depth: number, meaning: string): void {
    if (to <= from || !this.wanted.lines || this.lines.length > LINES) return;
    const cut = this.lines.length === LINES;
    this.lines.push({
      from: from + this.base,
      to: to + this.base,
      depth,
      meaning: cut ? `more than ${LINES} lines: the listing ends here` : meaning,
    });
  }

  element(element: AnnotatedElement): void {
    if (!this.wanted.elements || this.#pathRoom <= 0) return;
    this.#pathRoom -= element.path.length;
    if (this.#pathRoom <= 0)
      this.find([{ code: 'too-many-paths', at: element.from, message: 'the paths of the elements grow too long; the rest is left out' }]);
    this.elements.push(this.base === 0 ? element : { ...element, from: element.from + this.base, to: element.to + this.base });
  }

  /** A field of a binary message: an element and a line at once. */
  field(path: string, from: number, to: number, text: string, depth: number, meaning: string): void {
    this.element({ path, name: path.slice(path.lastIndexOf('/') + 1), ns: '', from, to, text, form: 'inline' });
    this.line(from, to, depth, meaning);
  }

  find(findings: readonly Finding[]): void {
    const room = LIMITS.findings - this.findings.length;
    for (const f of findings.slice(0, room)) this.findings.push({ ...f, at: f.at + this.base });
  }

  /** Runs `work` with offsets counted from `at`. */
  inside(at: number, work: () => void): void {
    const outer = this.base;
    this.base = outer + at;
    work();
    this.base = outer;
  }
}

/** Text for one line of a terminal: control characters escaped, long text cut. */
export function quoted(text: string, most = 100): string {
  return `'${visible(cut(text, most))}'`;
}

/** Control characters (C0, DEL, C1, line and direction marks) as `\xNN` or `\u{NNNN}`, so that octets of a peer cannot steer a terminal. */
export function visible(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (c) => {
    const code = c.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}
