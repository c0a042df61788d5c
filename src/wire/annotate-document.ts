/** Elements of a WBXML or XML document as rows with paths, and the listing of an XML document. */
import { cut } from '../base/cut.js';
import { type AnnotationSink, quoted, visible } from './annotation.js';
import { type Attribute, type Element, formOf, type Piece, textOf, type WireDocument } from './document.js';

/** Rows of every element, in document order, embedded documents below the element that holds them. */
export function listElements(sink: AnnotationSink, document: WireDocument, base: string): void {
  if (document.root) listOne(sink, document.root, `${base}/${document.root.name}`);
}

function listOne(sink: AnnotationSink, element: Element, path: string): void {
  const form = formOf(element);
  const { name, ns, from, to } = element;
  sink.element({ path, name, ns, from, to, ...(form === 'empty' ? {} : { text: textOf(element) }), form });
  const count = new Map<string, number>();
  for (const inner of element.children) count.set(inner.name, (count.get(inner.name) ?? 0) + 1);
  const seen = new Map<string, number>();
  for (const inner of element.children) {
    if (!sink.hasRoom) return;
    const index = (seen.get(inner.name) ?? 0) + 1;
    seen.set(inner.name, index);
    listOne(sink, inner, `${path}/${inner.name}${(count.get(inner.name) ?? 0) > 1 ? `[${index}]` : ''}`);
  }
  if (element.embedded) listElements(sink, element.embedded, path);
}

const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** Attributes that are data: XML namespace declarations are not, `ns` of the elements says what they said. */
export function dataAttributes(element: Element): readonly Attribute[] {
  return element.attributes.filter((a) => a.ns !== XMLNS);
}

/** Children and pieces of an element by place. */
export function* contentOf(element: Element): Generator<Element | Piece> {
  const { children, pieces } = element;
  let c = 0;
  let p = 0;
  for (;;) {
    const inner = children[c];
    const piece = pieces[p];
    if (inner && (!piece || inner.from <= piece.from)) {
      c += 1;
      yield inner;
    } else if (piece) {
      p += 1;
      yield piece;
    } else return;
  }
}

/** The start tag as people write it; attributes with their values. */
export function startTag(element: Element): string {
  const attributes = element.attributes
    .map((a) => ` ${a.ns === XMLNS && a.name !== 'xmlns' ? 'xmlns:' : ''}${visible(a.name)}="${visible(cut(a.value, 100))}"`)
    .join('');
  return `<${visible(element.name)}${attributes}>`;
}

const XML_PIECES: Partial<Record<Piece['form'], string>> = {
  cdata: 'CDATA ',
  comment: 'comment ',
  pi: 'processing instruction ',
  entity: 'reference ',
};

/** One line for each tag and each piece of an XML document. */
export function listXml(sink: AnnotationSink, document: WireDocument, end: number): void {
  const { root } = document;
  sink.line(0, root?.from ?? end, 0, root ? 'before the root element' : 'no root element');
  if (!root) return;
  xmlElement(sink, root, 0);
  sink.line(root.to, end, 0, 'after the root element');
}

function xmlElement(sink: AnnotationSink, element: Element, depth: number): void {
  const tagTo = element.selfClosed ? element.to : element.contentFrom;
  sink.line(element.from, tagTo, depth, `${startTag(element)}${element.selfClosed ? ' (empty)' : ''}`);
  if (element.selfClosed) return;
  let at = tagTo;
  for (const item of contentOf(element)) {
    sink.line(at, item.from, depth + 1, 'mark-up that is no part of the content');
    if ('children' in item) xmlElement(sink, item, depth + 1);
    else if (item.form === 'chars' && /^[ \t\r\n]*$/.test(item.text)) sink.line(item.from, item.to, depth + 1, 'white space');
    else sink.line(item.from, item.to, depth + 1, `${XML_PIECES[item.form] ?? ''}${quoted(item.text)}`);
    at = Math.max(at, item.to);
  }
  sink.line(at, element.contentTo, depth + 1, 'mark-up that is no part of the content');
  sink.line(element.contentTo, element.to, depth, `</${visible(element.name)}>`);
}
