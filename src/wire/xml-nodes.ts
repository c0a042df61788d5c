/** What the XML reader builds: the shapes of document.ts as classes, so that text is decoded only where somebody asks for it. */
import type { Attribute, Element, Piece, PieceForm } from './document.js';
import { decodeText, type XmlSource } from './xml-text.js';

/** Shared by all elements that have none; frozen, because it is shared. */
export const NO_ELEMENTS: XmlElement[] = Object.freeze([]) as unknown as XmlElement[];
export const NO_PIECES: XmlPiece[] = Object.freeze([]) as unknown as XmlPiece[];
export const NO_ATTRIBUTES: XmlAttribute[] = Object.freeze([]) as unknown as XmlAttribute[];

export class XmlElement implements Element {
  name = '';
  ns = '';
  from: number;
  to = 0;
  contentFrom = 0;
  contentTo = 0;
  parent: XmlElement | null;
  children: XmlElement[] = NO_ELEMENTS;
  pieces: XmlPiece[] = NO_PIECES;
  attributes: XmlAttribute[] = NO_ATTRIBUTES;
  selfClosed = false;
  constructor(parent: XmlElement | null, from: number) {
    this.parent = parent;
    this.from = from;
  }
}

export class XmlPiece implements Piece {
  readonly form: PieceForm;
  from: number;
  to: number;
  dataFrom: number;
  dataTo: number;
  readonly #flags: number;
  readonly #source: XmlSource;
  #text: string | undefined;
  constructor(form: PieceForm, from: number, to: number, dataFrom: number, dataTo: number, flags: number, source: XmlSource) {
    this.form = form;
    this.from = from;
    this.to = to;
    this.dataFrom = dataFrom;
    this.dataTo = dataTo;
    this.#flags = flags;
    this.#source = source;
  }
  get text(): string {
    this.#text ??= decodeText(this.#source, this.dataFrom, this.dataTo, this.#flags);
    return this.#text;
  }
}

export class XmlAttribute implements Attribute {
  readonly name: string;
  ns = '';
  from: number;
  to: number;
  readonly #valueFrom: number;
  readonly #valueTo: number;
  readonly #flags: number;
  readonly #source: XmlSource;
  #value: string | undefined;
  constructor(name: string, from: number, to: number, valueFrom: number, valueTo: number, flags: number, source: XmlSource, value?: string) {
    this.name = name;
    this.from = from;
    this.to = to;
    this.#value = value;
    this.#valueFrom = valueFrom;
    this.#valueTo = valueTo;
    this.#flags = flags;
    this.#source = source;
  }
  get value(): string {
    this.#value ??= decodeText(this.#source, this.#valueFrom, this.#valueTo, this.#flags);
    return this.#value;
  }
}
