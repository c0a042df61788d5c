/** The document inside an element: one that the reader found (WBXML in OPAQUE), or one written as XML text (a serialised object as Data). */
import type { Element, Piece, WireDocument } from '../wire/document.js';
import { readXml } from '../wire/xml-read.js';
import { shiftDocument } from './shift.js';

const READ = new WeakMap<Element, WireDocument | null>();

/** Undefined when there is none. Text of several pieces, or with entities, is not read: its offsets would name other octets. */
export function nestedDocument(element: Element): WireDocument | undefined {
  if (element.embedded) return element.embedded;
  if (element.name !== 'Data') return undefined;
  let found = READ.get(element);
  if (found === undefined) {
    found = readText(element);
    READ.set(element, found);
  }
  return found ?? undefined;
}

const WHOLE: ReadonlySet<Piece['form']> = new Set(['opaque', 'inline', 'cdata']);

function readText(element: Element): WireDocument | null {
  const pieces = element.children.length > 0 ? [] : element.pieces.filter((piece) => WHOLE.has(piece.form));
  const [piece] = pieces;
  if (piece === undefined || pieces.length > 1 || !/^\s*<[?!A-Za-z_]/.test(piece.text)) return null;
  const octets = piece.octets ?? new TextEncoder().encode(piece.text);
  const document = readXml(octets);
  return document.root ? shiftDocument(document, piece.dataFrom, octets) : null;
}
