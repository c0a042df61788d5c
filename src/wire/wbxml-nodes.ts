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

  get octets(): Uint8Array {
    return this.source.octets.subarray(this.dataFrom, this.dataTo);
  }
}

/** Stands for the one inline string that fills an element, until somebody asks for the piece: most elements are such, most are never asked. */
const ONE_INLINE: Piece[] = [];

/** The element while it is being read; handed out as Element. */
export class WbxmlElement implements Element {
  to = 0;
  contentTo = 0;
  children: Element[] = NO_CHILDREN;
  attributes: readonly Attribute[] = NO_ATTRIBUTES;
  declare embedded?: WireDocument;
  private content: Piece[] = NO_PIECES;

  constructor(
    private readonly source: TextSource,
    readonly name: string,
    readonly ns: string,
    /** The tag octet itself: a SWITCH_PAGE before it is state of the document, not part of the element. */
    readonly from: number,
    public contentFrom: number,
    readonly parent: WbxmlElement | null,
    readonly selfClosed: boolean,
  ) {}

  get pieces(): readonly Piece[] {
    if (this.content === ONE_INLINE) {
      const { source, contentFrom, contentTo } = this;
      this.content = [new WbxmlPiece(source, 'inline', contentFrom, contentTo, contentFrom + 1, contentTo - source.charset.unit)];
    }
    return this.content;
  }

  /** Ends at once an element that one inline string fills; its END is the octet at `contentTo`. */
  endWithInline(contentTo: number): void {
    this.content = ONE_INLINE;
    this.contentTo = contentTo;
    this.to = contentTo + 1;
  }

  addPiece(piece: Piece): void {
    if (this.content === NO_PIECES) this.content = [piece];
    else this.content.push(piece);
  }

  /** Few children are the rule: an exact array each time is smaller than one that grew by push. */
  addChild(child: Element): void {
    const { children } = this;
    if (children.length === 0) this.children = [child];
    else if (children.length === 1) this.children = [children[0] as Element, child];
    else if (children.length === 2) this.children = [children[0] as Element, children[1] as Element, child];
    else if (children.length === 3) this.children = [children[0] as Element, children[1] as Element, children[2] as Element, child];
    else children.push(child);
  }
}
