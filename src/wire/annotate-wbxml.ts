/** The listing of a WBXML document: one line a token, indented by element, embedded documents in place. */
import { contentOf, startTag } from './annotate-document.js';
import { type AnnotationSink, quoted, visible } from './annotation.js';
import type { Element, Piece, WbxmlHeader, WireDocument } from './document.js';
import { hexNumber } from './field.js';
import { CHARSETS } from './wbxml-charsets.js';
import { TAG, TOKEN } from './wbxml-tokens.js';

/** Lists octets [from, to) of `document.octets`. */
export function listWbxml(sink: AnnotationSink, document: WireDocument, from: number, to: number, depth: number): void {
  const { header, root, octets } = document;
  if (header.kind !== 'wbxml') return;
  listHeader(sink, header, octets, from, to, depth);
  const listing = new Listing(sink, octets);
  if (!root) {
    listing.gap(header.bodyFrom, to, depth);
    return;
  }
  listing.gap(header.bodyFrom, root.from, depth);
  listing.element(root, depth);
  listing.gap(root.to, to, depth);
}

function listHeader(sink: AnnotationSink, header: WbxmlHeader, octets: Uint8Array, from: number, to: number, depth: number): void {
  /** Octet after the multi-octet integer at `at`. */
  const integerTo = (at: number): number => {
    let next = at;
    while (next < to && (octets[next] as number) >= 0x80) next += 1;
    return Math.min(next + 1, to);
  };
  sink.line(from, Math.min(from + 1, to), depth, `version octet: WBXML ${header.version}`);
  let at = from + 1;
  if (at >= to) return;
  const idTo = header.publicIdNumber === 0 ? integerTo(integerTo(at)) : integerTo(at);
  const id = header.publicIdNumber === 0 ? 'in the string table' : hexNumber(header.publicIdNumber);
  sink.line(at, idTo, depth, `public id ${id}${header.publicId ? ` ${quoted(header.publicId)}` : ''}`);
  at = idTo;
  if (header.versionOctet !== 0 && at < to) {
    const charsetTo = integerTo(at);
    sink.line(at, charsetTo, depth, `charset ${header.charset} (${CHARSETS.get(header.charset)?.name ?? 'unknown'})`);
    at = charsetTo;
  }
  const { stringTable } = header;
  sink.line(at, Math.min(stringTable.from, to), depth, `string table of ${stringTable.to - stringTable.from} octets`);
  let stringFrom = stringTable.from;
  for (let i = stringTable.from; i < stringTable.to; i++) {
    if (octets[i] !== 0 && i + 1 < stringTable.to) continue;
    const text = new TextDecoder().decode(octets.subarray(stringFrom, octets[i] === 0 ? i : i + 1));
    sink.line(stringFrom, i + 1, depth + 1, `at ${stringFrom - stringTable.from}: ${quoted(text)}`);
    stringFrom = i + 1;
  }
}

/** Walks the body and keeps the code page, which is a state of the octets, not of the elements. */
class Listing {
  #page = 0;
  constructor(
    readonly sink: AnnotationSink,
    readonly octets: Uint8Array,
  ) {}

  element(element: Element, depth: number): void {
    const octet = this.octets[element.from] as number;
    const token = octet & TAG.TOKEN;
    const bits = `${octet & TAG.CONTENT ? ' +content bit 0x40' : ''}${octet & TAG.ATTRIBUTES ? ' +attribute bit 0x80' : ''}`;
    const written = token === TOKEN.LITERAL ? 'by name, LITERAL' : `token ${hexNumber(token)} page ${this.#page}`;
    this.sink.line(element.from, element.contentFrom, depth, `${startTag(element)}${element.selfClosed ? ' (empty)' : ''} ${written}${bits}`);
    let at = element.contentFrom;
    for (const item of contentOf(element)) {
      this.gap(at, item.from, depth + 1);
      if ('children' in item) this.element(item, depth + 1);
      else this.#piece(item, element, depth + 1);
      at = item.to;
    }
    this.gap(at, element.contentTo, depth + 1);
    this.sink.line(element.contentTo, element.to, depth, `END ${visible(element.name)}`);
  }

  /** What stands between elements and pieces: changes of the code page; all else has no meaning there. */
  gap(from: number, to: number, depth: number): void {
    let at = from;
    while (at + 1 < to && this.octets[at] === TOKEN.SWITCH_PAGE) {
      this.#page = this.octets[at + 1] as number;
      this.sink.line(at, at + 2, depth, `SWITCH_PAGE -> ${this.#page}`);
      at += 2;
    }
    this.sink.line(at, to, depth, 'no part of the document');
  }

  #piece(piece: Piece, element: Element, depth: number): void {
    const { sink } = this;
    if (piece.form !== 'opaque') {
      const place = piece.form === 'table' ? ` (string table, octet ${piece.dataFrom + sink.base})` : '';
      sink.line(piece.from, piece.to, depth, `${TOKEN_NAMES[piece.form]} ${quoted(piece.text)}${place}`);
      return;
    }
    sink.line(piece.from, piece.dataFrom, depth, `OPAQUE length ${piece.dataTo - piece.dataFrom}`);
    const inner = element.embedded;
    const isInner = inner?.header.kind === 'wbxml' && inner.header.bodyFrom > piece.dataFrom && inner.header.bodyFrom <= piece.dataTo;
    if (inner && isInner) listWbxml(sink, inner, piece.dataFrom, piece.dataTo, depth + 1);
    else sink.line(piece.dataFrom, piece.dataTo, depth, /\ufffd/.test(piece.text) ? 'octets' : `octets ${quoted(piece.text)}`);
  }
}

const TOKEN_NAMES: Readonly<Record<Piece['form'], string>> = {
  inline: 'STR_I',
  table: 'STR_T',
  entity: 'ENTITY',
  ext: 'EXT',
  pi: 'PI',
  opaque: 'OPAQUE',
  chars: 'characters',
  cdata: 'CDATA',
  comment: 'comment',
};
