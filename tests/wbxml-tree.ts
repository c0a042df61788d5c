/** XML to trees for the WBXML tests, by saxes: independent of our own XML reader. */
import { SaxesParser } from 'saxes';
import { type Element, textOf } from '../src/wire/document.js';
import { isOutElement, type OutElement, type OutText } from '../src/wire/out.js';

type Mutable = { name: string; ns: string; content: (Mutable | { text: string; form?: 'cdata' })[] };

/** The root element of an XML document as the writers take it: CDATA sections as `cdata` pieces, adjoining character data as one. */
export function outFromXml(xml: string): OutElement {
  const parser = new SaxesParser({ xmlns: true });
  const open: Mutable[] = [];
  let root: Mutable | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const element: Mutable = { name: tag.local, ns: tag.uri, content: [] };
    open.at(-1)?.content.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', (text) => {
    const content = open.at(-1)?.content;
    const last = content?.at(-1);
    if (last && 'text' in last && last.form === undefined) last.text += text;
    else content?.push({ text });
  });
  parser.on('cdata', (text) => {
    open.at(-1)?.content.push({ text, form: 'cdata' });
  });
  parser.write(xml).close();
  if (!root) throw new Error('no root element');
  return root;
}

/** What two trees must agree in: `{ns}name`, then children in order and text in one string. */
export type Plain = [name: string, text: string, ...children: Plain[]];

/** `outFromXml`'s tree, or one made for a writer, without forms. White space between elements is kept in the text. */
export function plainOut(element: OutElement, inherited = ''): Plain {
  const ns = element.ns ?? inherited;
  const content = element.content ?? [];
  const text = content
    .map((node: OutElement | OutText) => (isOutElement(node) ? '' : (node.text ?? Buffer.from(node.octets ?? []).toString())))
    .join('');
  return [`{${ns}}${element.name}`, text, ...content.filter(isOutElement).map((child) => plainOut(child, ns))];
}

/** The reader's tree; an embedded document stands for the OPAQUE that holds it. */
export function plainRead(element: Element): Plain {
  const embedded = element.embedded?.root;
  if (embedded) return [`{${element.ns}}${element.name}`, '', plainRead(embedded)];
  return [`{${element.ns}}${element.name}`, textOf(element), ...element.children.map(plainRead)];
}

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');

/** The tree as XML, for xml2wbxml. A `cdata` piece becomes a CDATA section. */
export function toXml(element: OutElement, inherited = ''): string {
  const ns = element.ns ?? inherited;
  const tag = ns === inherited ? element.name : `${element.name} xmlns="${ns}"`;
  if (!element.content?.length) return `<${tag}/>`;
  const inner = element.content.map((node) => {
    if (isOutElement(node)) return toXml(node, ns);
    return node.form === 'cdata' ? `<![CDATA[${node.text ?? ''}]]>` : escapeText(node.text ?? '');
  });
  return `<${tag}>${inner.join('')}</${element.name}>`;
}
