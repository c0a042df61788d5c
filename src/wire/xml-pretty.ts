/** A WBXML or XML document as indented XML for people; CDATA where the octets were CDATA or OPAQUE. */
import { contentOf, dataAttributes } from './annotate-document.js';
import type { Element, Piece, WireDocument } from './document.js';

/** Deeper nesting is not indented further. */
const DEEPEST = 40;

/**
 * Lines of XML 1.0 text. Elements with children are indented, so white space between elements is not that of the document. OPAQUE octets that
 * are no text are only counted, in a comment; characters that XML cannot carry become U+FFFD, names that are none get underscores.
 */
export function* prettyXml(document: WireDocument): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>';
  if (document.root) yield* pretty(document.root, '', 0);
}

function* pretty(element: Element, outerNs: string, depth: number): Generator<string> {
  const indent = '  '.repeat(Math.min(depth, DEEPEST));
  const name = xmlName(element.name);
  const declared = element.ns === outerNs ? '' : ` xmlns="${escaped(element.ns)}"`;
  const attributes = dataAttributes(element)
    .map((a) => ` ${xmlName(a.name)}="${escaped(a.value)}"`)
    .join('');
  const start = `${indent}<${name}${declared}${attributes}`;
  const inline = element.children.length === 0 && !element.embedded;
  if (inline) {
    const content = element.pieces.map(pieceXml).join('');
    yield content === '' && element.selfClosed ? `${start}/>` : `${start}>${content}</${name}>`;
    return;
  }
  yield `${start}>`;
  for (const item of contentOf(element)) {
    if ('children' in item) yield* pretty(item, element.ns, depth + 1);
    else if (element.embedded && item.form === 'opaque' && holds(item, element.embedded)) {
      if (element.embedded.root) yield* pretty(element.embedded.root, element.ns, depth + 1);
    } else if (item.form !== 'chars' || !/^[ \t\r\n]*$/.test(item.text)) yield `${indent}  ${pieceXml(item)}`;
  }
  yield `${indent}</${name}>`;
}

function holds(piece: Piece, inner: WireDocument): boolean {
  return inner.header.kind === 'wbxml' && inner.header.bodyFrom > piece.dataFrom && inner.header.bodyFrom <= piece.dataTo;
}

function pieceXml(piece: Piece): string {
  switch (piece.form) {
    case 'chars':
    case 'inline':
    case 'table':
    case 'entity':
    case 'ext':
      return escaped(piece.text);
    case 'cdata':
      return cdata(piece.text);
    case 'opaque':
      return isXmlText(piece.text) ? cdata(piece.text) : `<!-- ${piece.dataTo - piece.dataFrom} octets that are no text -->`;
    case 'comment':
      return `<!--${legal(piece.text).replace(/-(?=-|$)/g, '- ')}-->`;
    case 'pi':
      return '';
  }
}

function cdata(text: string): string {
  return `<![CDATA[${legal(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

function escaped(text: string): string {
  return legal(text).replace(/[&<>"\r]/g, (c) => ENTITIES[c] ?? c);
}
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

const ILLEGAL = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\x7f-\x9f]/gu;

function legal(text: string): string {
  return text.replace(ILLEGAL, '\ufffd');
}

/** No U+FFFD: that is what octets outside the charset become. */
function isXmlText(text: string): boolean {
  return !text.includes('\ufffd') && text.search(ILLEGAL) < 0;
}

function xmlName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_.:\u00b7-\uffff-]/g, '_');
  return /^[A-Za-z_:\u00c0-\uffff]/.test(safe) ? safe : `_${safe}`;
}
