/** A fragment written as XML, as elements for a writer of either representation. */
import type { Element, Piece } from './document.js';
import type { OutElement, OutText } from './out.js';
import { readXml } from './xml-read.js';

/** Elements and texts of `fragment`; names without a declared namespace are in `ns`. Tolerant: what is not well-formed is left out. */
export function outOfXml(fragment: string, ns: string): (OutElement | OutText)[] {
  const document = readXml(new TextEncoder().encode(`<x xmlns="${ns}">${fragment}</x>`));
  const convert = (element: Element): OutElement => ({
    name: element.name,
    ns: element.ns,
    content: [...element.children, ...element.pieces]
      .sort((a, b) => a.from - b.from)
      .map((part) => (isPiece(part) ? { text: part.text, form: part.form === 'cdata' ? 'opaque' : 'inline' } : convert(part))),
  });
  return document.root ? [...(convert(document.root).content ?? [])].filter((part) => !('text' in part) || part.text !== '') : [];
}

function isPiece(part: Element | Piece): part is Piece {
  return 'form' in part;
}
