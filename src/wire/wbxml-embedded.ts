/** When opaque octets are taken for a WBXML document of their own (embedded TNDS: DM TND 1.2, section 9.1; facts of the SyncML family). */
import { type Element, textOf } from './document.js';
import { hasWbxmlHeader } from './wbxml-header.js';

/** Meta stands among the first children of a command or item; looking no further keeps reading linear. */
const FIRST_CHILDREN = 16;

/**
 * How to read the opaque content [from, to) of `element` as WBXML: its MIME type, '' when the header alone says what it is,
 * undefined when it is not to be read. Octets count as a document when their header can be read (version 1.1 to 1.3) and either the
 * Type of the item's (or command's) Meta says +wbxml, or the element is Data and the header names one of our languages.
 */
export function embeddedType(octets: Uint8Array, from: number, to: number, element: Element): string | undefined {
  if (!hasWbxmlHeader(octets, from, to, false)) return undefined;
  const type = metaType(element.parent) ?? metaType(element.parent?.parent);
  if (type !== undefined && /\+wbxml\s*(;|$)/i.test(type)) return type;
  return element.name === 'Data' && hasWbxmlHeader(octets, from, to, true) ? '' : undefined;
}

function metaType(element: Element | null | undefined): string | undefined {
  const type = firstChild(firstChild(element, 'Meta'), 'Type');
  // A media type is short; a long text here is hostile and would be decoded for every item.
  if (!type || type.pieces.length > FIRST_CHILDREN) return undefined;
  const extent = type.pieces.reduce((sum, piece) => sum + piece.dataTo - piece.dataFrom, 0);
  return extent <= 255 ? textOf(type) : undefined;
}

function firstChild(element: Element | null | undefined, name: string): Element | undefined {
  const most = Math.min(element?.children.length ?? 0, FIRST_CHILDREN);
  for (let n = 0; n < most; n++) if (element?.children[n]?.name === name) return element.children[n];
  return undefined;
}
