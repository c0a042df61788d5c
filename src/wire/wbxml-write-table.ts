/** The string table a WBXML writer builds: each string once, in the order of first use. */
import { isOutElement, type OutElement, type OutText } from './out.js';
import type { Charset } from './wbxml-charsets.js';
import { encodeWhole } from './wbxml-encode.js';

/** A shorter string gains nothing: a reference takes two octets or more. */
const WORTHWHILE = 3;

export class StringTable {
  #offsets: Map<string, number> | undefined;
  readonly strings: Uint8Array[] = [];
  /** Octets of all strings with their NULs. */
  length = 0;

  constructor(readonly charset: Charset) {}

  /** Offset of `text`, which is entered if it is new. */
  offset(text: string): number {
    const known = this.#offsets?.get(text);
    if (known !== undefined) return known;
    const offset = this.append(encodeWhole(text, this.charset));
    this.#offsets ??= new Map();
    this.#offsets.set(text, offset);
    return offset;
  }

  append(octets: Uint8Array): number {
    const offset = this.length;
    const { unit } = this.charset;
    const string = new Uint8Array(octets.length + unit);
    string.set(octets);
    this.strings.push(string);
    this.length += string.length;
    return offset;
  }
}

/** Texts without a form of their own that occur more than once and are worth a reference. */
export function repeatedTexts(root: OutElement): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const open: OutElement[] = [root];
  for (let element = open.pop(); element; element = open.pop()) {
    for (const node of element.content ?? []) {
      if (isOutElement(node)) open.push(node);
      else if (isCandidate(node)) (seen.has(node.text) ? repeated : seen).add(node.text);
    }
  }
  return repeated;
}

function isCandidate(node: OutText): node is OutText & { text: string } {
  const { text, octets, form } = node;
  return octets === undefined && (form === undefined || form === 'chars') && text !== undefined && text.length >= WORTHWHILE && !text.includes('\0');
}
