/** A document that stands inside other octets, with its offsets counted in those: evidence always names octets of the frame. */
import type { Attribute, Element, Piece, WbxmlHeader, WireDocument, XmlHeader } from '../wire/document.js';

/** The same document; every offset is `by` more and indexes `octets`. */
export function shiftDocument(document: WireDocument, by: number, octets: Uint8Array): WireDocument {
  if (by === 0 && document.octets === octets) return document;
  return {
    header: shiftHeader(document.header, by),
    octets,
    root: document.root && shiftTree(document.root, by, octets),
    findings: document.findings.map((finding) => ({ ...finding, at: finding.at + by })),
  };
}

function shiftHeader(header: XmlHeader | WbxmlHeader, by: number): XmlHeader | WbxmlHeader {
  if (header.kind === 'xml') return header;
  const { from, to } = header.stringTable;
  return { ...header, stringTable: { from: from + by, to: to + by }, bodyFrom: header.bodyFrom + by };
}

interface ShiftedElement extends Element {
  parent: Element | null;
  children: Element[];
}

/** Without recursion: depth is the peer's affair. */
function shiftTree(root: Element, by: number, octets: Uint8Array): Element {
  const top = shiftElement(root, null, by, octets);
  const waiting: [Element, ShiftedElement][] = [[root, top]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [old, shifted] = next;
    for (const child of old.children) {
      const copy = shiftElement(child, shifted, by, octets);
      shifted.children.push(copy);
      waiting.push([child, copy]);
    }
  }
  return top;
}

function shiftElement(element: Element, parent: Element | null, by: number, octets: Uint8Array): ShiftedElement {
  const { embedded } = element;
  return {
    name: element.name,
    ns: element.ns,
    from: element.from + by,
    to: element.to + by,
    contentFrom: element.contentFrom + by,
    contentTo: element.contentTo + by,
    parent,
    children: [],
    pieces: element.pieces.map((piece) => shiftPiece(piece, by)),
    attributes: element.attributes.map((attribute): Attribute => ({ ...attribute, from: attribute.from + by, to: attribute.to + by })),
    selfClosed: element.selfClosed,
    ...(embedded ? { embedded: shiftDocument(embedded, by, octets) } : {}),
  };
}

function shiftPiece(piece: Piece, by: number): Piece {
  return {
    form: piece.form,
    from: piece.from + by,
    to: piece.to + by,
    dataFrom: piece.dataFrom + by,
    dataTo: piece.dataTo + by,
    get text() {
      return piece.text;
    },
    ...(piece.octets ? { octets: piece.octets } : {}),
  };
}
