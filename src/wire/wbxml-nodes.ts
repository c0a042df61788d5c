/** Elements and pieces as the WBXML reader makes them: plain offsets; text, and arrays where they can wait, on first use. */
import type { Attribute, Element, Piece, PieceForm, WireDocument } from './document.js';
import type { TextSource } from './wbxml-text.js';

const NO_CHILDREN: Element[] = [];
const NO_PIECES: Piece[] = [];
const NO_ATTRIBUTES: Attribute[] = [];

/** A piece of content whose octets are its text. */
export class WbxmlPiece implements Piece {
  #text: string | undefined;
  constructor(
    readonly source: TextSource,
    readonly form: PieceForm,
    readonly from: number,
    readonly to: number,
    readonly dataFrom: number,
    readonly dataTo: number,
  ) {}

  get text(): string {
    this.#text ??= this.source.decode(this.dataFrom, this.dataTo);
    return this.#text;
  }
}

/** The element while it is being read; handed out as Element. */
export class WbxmlElement implements Element {
  to = 0;
  contentTo = 0;
  children: Element[] = NO_CHILDREN;
  pieces: Piece[] = NO_PIECES;
  attributes: readonly Attribute[] = NO_ATTRIBUTES;
  declare embedded?: WireDocument;

  constructor(
    readonly name: string,
    readonly ns: string,
    /** The tag octet itself: a SWITCH_PAGE before it is state of the document, not part of the element. */
    readonly from: number,
    public contentFrom: number,
    readonly parent: WbxmlElement | null,
    readonly selfClosed: boolean,
    /** Root is 1. */
    readonly depth: number,
  ) {}

  addChild(child: Element): void {
    if (this.children === NO_CHILDREN) this.children = [child];
    else this.children.push(child);
  }

  addPiece(piece: Piece): void {
    if (this.pieces === NO_PIECES) this.pieces = [piece];
    else this.pieces.push(piece);
  }
}
