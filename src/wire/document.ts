/**
 * What every reader gives: elements with octet ranges, lossless as to how the text was written.
 * A reader never stops at the first deviation; each one is a Finding with its offset, and reading goes on where that has a meaning.
 * All offsets are octets from the start of the document that was read. wire/ imports nothing of ours but ../limits.
 */

/** How a piece of character content was written. `comment` and `pi` are kept but are no text. */
export type PieceForm = 'chars' | 'cdata' | 'inline' | 'table' | 'opaque' | 'entity' | 'ext' | 'comment' | 'pi';

export interface Piece {
  readonly form: PieceForm;
  /** The whole syntax, e.g. from `<![CDATA[` to `]]>`, or from the OPAQUE token to its last octet. */
  readonly from: number;
  readonly to: number;
  /** Only the content: inside the CDATA section, the octets after the OPAQUE length, the string without its NUL. For `table` the place in the string table. */
  readonly dataFrom: number;
  readonly dataTo: number;
  /** Decoded text (entities resolved, charset decoded; malformed octets become U+FFFD and a finding). Computed on first use. */
  readonly text: string;
  /** Octets of an OPAQUE as they are: binary data has no other form. */
  readonly octets?: Uint8Array;
}

export interface Attribute {
  readonly name: string;
  readonly ns: string;
  readonly from: number;
  readonly to: number;
  readonly value: string;
}

export interface Element {
  /** Local name, exactly as written. */
  readonly name: string;
  /** Resolved namespace; in WBXML that of the code page; '' where there is none. */
  readonly ns: string;
  /** Octets of the whole element. */
  readonly from: number;
  readonly to: number;
  /** Octets between start tag and end tag; contentFrom === contentTo for an empty element. */
  readonly contentFrom: number;
  readonly contentTo: number;
  readonly parent: Element | null;
  readonly children: readonly Element[];
  /** Character content directly in this element, in document order. */
  readonly pieces: readonly Piece[];
  readonly attributes: readonly Attribute[];
  /** `<b/>`, or a WBXML token without the content bit. */
  readonly selfClosed: boolean;
  /** A WBXML document inside one of this element's OPAQUE pieces (embedded TNDS); offsets count in the outer document. */
  readonly embedded?: WireDocument;
}

/** A deviation of the octets from the grammar: a stable code, an octet offset, a sentence. */
export interface Finding {
  readonly code: string;
  readonly at: number;
  readonly message: string;
}

export interface XmlHeader {
  readonly kind: 'xml';
  /** From the XML declaration; '' if absent. */
  readonly version: string;
  readonly encoding: string;
  /** Public id of the DOCTYPE; '' if absent. */
  readonly publicId: string;
  readonly hasDeclaration: boolean;
}

export interface WbxmlHeader {
  readonly kind: 'wbxml';
  /** '1.0' to '1.3' ('1.n' for others), and the raw octet. */
  readonly version: string;
  readonly versionOctet: number;
  /** Well-known number, or 0 when the id is a string-table reference. */
  readonly publicIdNumber: number;
  /** The formal public identifier, '' if unknown. */
  readonly publicId: string;
  /** IANA MIBenum; 0 unknown. */
  readonly charset: number;
  readonly stringTable: { readonly from: number; readonly to: number };
  /** First octet after the string table. */
  readonly bodyFrom: number;
}

export interface WireDocument {
  readonly header: XmlHeader | WbxmlHeader;
  readonly octets: Uint8Array;
  /** null when no root element could be made out. */
  readonly root: Element | null;
  readonly findings: readonly Finding[];
}

/** Text of an element: its pieces joined, comments and processing instructions left out, nothing trimmed. */
export function textOf(element: Element): string {
  let text = '';
  for (const piece of element.pieces) if (piece.form !== 'comment' && piece.form !== 'pi') text += piece.text;
  return text;
}

/** The contract form of an element's text (decode --json): white space beside CDATA does not change `cdata`. */
export function formOf(element: Element): 'cdata' | 'chars' | 'opaque' | 'inline' | 'table' | 'empty' {
  let form: 'cdata' | 'chars' | 'opaque' | 'inline' | 'table' | 'empty' = 'empty';
  for (const piece of element.pieces) {
    if (piece.form === 'comment' || piece.form === 'pi') continue;
    const own = piece.form === 'entity' || piece.form === 'ext' ? 'inline' : piece.form;
    if (own === 'chars' && /^[ \t\r\n]*$/.test(piece.text)) {
      if (form === 'empty' && piece.text !== '') form = 'chars';
      continue;
    }
    if (form === 'empty' || (form === 'chars' && own === 'cdata' && blankBefore(element, piece))) form = own;
    else if (form !== own) return element.pieces.some((p) => p.form === 'inline' || p.form === 'opaque') ? 'inline' : 'chars';
  }
  return form;
}

function blankBefore(element: Element, piece: Piece): boolean {
  for (const earlier of element.pieces) {
    if (earlier === piece) return true;
    if (earlier.form === 'chars' && !/^[ \t\r\n]*$/.test(earlier.text)) return false;
  }
  return true;
}

/** First child element of that name (any namespace), or undefined. */
export function child(element: Element | null | undefined, name: string): Element | undefined {
  return element?.children.find((c) => c.name === name);
}

/** Text of the first child of that name; undefined when there is no such child. */
export function childText(element: Element | null | undefined, name: string): string | undefined {
  const found = child(element, name);
  return found && textOf(found);
}
