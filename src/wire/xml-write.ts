/**
 * The XML writer: OutElement to UTF-8 octets. Shares no code with the reader, so that one wrong idea cannot agree with itself.
 * A namespace is declared on the element where it changes, as SyncML messages customarily do:
 * `<SyncML xmlns="SYNCML:SYNCML1.2">` and `<Format xmlns="syncml:metinf">`.
 */
import { isOutElement, type OutElement, type OutText } from './out.js';

export interface XmlWriteOptions {
  /** `<?xml version="1.0" encoding="UTF-8"?>` and a line end; true when absent. */
  readonly declaration?: boolean;
  /** A document type declaration and a line end; none when absent. `name` is that of the root when absent. */
  readonly doctype?: { readonly name?: string; readonly publicId: string; readonly systemId: string };
}

/** What SyncML 1.2 names as its document type. */
export const SYNCML_DOCTYPE = {
  publicId: '-//SYNCML//DTD SyncML 1.2//EN',
  systemId: 'http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd',
} as const;

/**
 * Octets of a whole document. Nothing is indented: white space is data. An element without content is `<Final/>`, one whose
 * content is an empty text `<Data></Data>`. Throws RangeError for a text that XML 1.0 cannot carry (NUL, lone surrogates and the
 * like, or octets that are not UTF-8); `raw` writes anything. A CR inside `cdata` is written as it is, and a reader makes it LF.
 */
export function writeXml(root: OutElement, options: XmlWriteOptions = {}): Uint8Array {
  const out = new XmlOutput();
  if (options.declaration !== false) out.text('<?xml version="1.0" encoding="UTF-8"?>\n');
  if (options.doctype) {
    const { name = root.name, publicId, systemId } = options.doctype;
    out.text(`<!DOCTYPE ${name} PUBLIC "${publicId}" "${systemId}">\n`);
  }
  writeTree(out, root);
  return out.octets();
}

interface OpenElement {
  readonly element: OutElement;
  readonly ns: string;
  next: number;
}

/** With a stack of its own, so that depth is bounded by memory alone. */
function writeTree(out: XmlOutput, root: OutElement): void {
  const open: OpenElement[] = [];
  const first = writeStart(out, root, '');
  if (first) open.push(first);
  while (open.length > 0) {
    const top = open[open.length - 1]!;
    const node = top.element.content![top.next++];
    if (node === undefined) {
      out.text(`</${top.element.name}>`);
      open.pop();
    } else if (isOutElement(node)) {
      const inner = writeStart(out, node, top.ns);
      if (inner) open.push(inner);
    } else writePiece(out, node);
  }
}

/** Gives the element as open when it has content. */
function writeStart(out: XmlOutput, element: OutElement, outerNs: string): OpenElement | undefined {
  const ns = element.ns ?? outerNs;
  const attributes = element.attributes ?? [];
  let tag = `<${element.name}`;
  if (ns !== outerNs && !attributes.some((a) => a.name === 'xmlns')) tag += ` xmlns="${escapeAttribute(ns)}"`;
  for (const { name, value } of attributes) tag += ` ${name}="${escapeAttribute(value)}"`;
  const isEmpty = !element.content?.length;
  out.text(isEmpty ? `${tag}/>` : `${tag}>`);
  return isEmpty ? undefined : { element, ns, next: 0 };
}

function writePiece(out: XmlOutput, piece: OutText): void {
  const form = piece.form ?? 'chars';
  switch (form) {
    case 'raw':
      if (piece.octets) out.raw(piece.octets);
      else out.text(piece.text ?? '');
      return;
    case 'cdata':
    case 'opaque':
      out.text(cdata(carried(textOfPiece(piece))));
      return;
    case 'chars':
    case 'inline':
    case 'table':
      out.text(escapeText(textOfPiece(piece)));
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOfPiece(piece: OutText): string {
  if (!piece.octets) return piece.text ?? '';
  try {
    return strictUtf8.decode(piece.octets);
  } catch {
    throw new RangeError(`XML cannot carry ${piece.octets.length} octets that are not UTF-8; encode them as Base64`);
  }
}

/** Not an XML 1.0 character (production Char), or half of one. */
const NOT_CARRIED = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

function carried(text: string): string {
  const wrong = NOT_CARRIED.exec(text);
  if (!wrong) return text;
  const code = wrong[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  throw new RangeError(`XML cannot carry the character U+${code} (place ${wrong.index} of the text)`);
}

/** `]]>` cannot stand in a section, so it is divided between two. */
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

const TEXT_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

function escapeText(text: string): string {
  return carried(text).replace(/[&<>\r]/g, (c) => TEXT_ESCAPES[c]!);
}

const ATTRIBUTE_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

function escapeAttribute(value: string): string {
  return carried(value).replace(/[&<"\t\n\r]/g, (c) => ATTRIBUTE_ESCAPES[c]!);
}

/** Text joined as long as possible, octets between. */
class XmlOutput {
  readonly #parts: Uint8Array[] = [];
  #text = '';
  text(text: string): void {
    this.#text += text;
  }
  raw(octets: Uint8Array): void {
    this.#flush();
    this.#parts.push(octets);
  }
  octets(): Uint8Array {
    this.#flush();
    return this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
  }
  #flush(): void {
    if (this.#text !== '') this.#parts.push(Buffer.from(this.#text, 'utf8'));
    this.#text = '';
  }
}
