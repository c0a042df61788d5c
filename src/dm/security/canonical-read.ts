/**
 * Exclusive canonical XML without comments (W3C, 2002) over what our XML reader read: the verifier's own. The signer takes libxml2's,
 * so that the two can disagree. Without PrefixList. Only for well-formed UTF-8 documents: prefixes are taken from the octets.
 */
import type { Attribute, Element, Piece } from '../../wire/document.js';

const XMLNS = 'http://www.w3.org/2000/xmlns/';
type Bindings = ReadonlyMap<string, string>;
const NONE: Bindings = new Map();

/** Canonical octets of an element and all in it. `octets` is the document it was read from. */
export function canonicalElement(octets: Uint8Array, element: Element): Buffer {
  const ancestors: Element[] = [];
  for (let e = element.parent; e; e = e.parent) ancestors.unshift(e);
  let inScope = NONE;
  for (const ancestor of ancestors) inScope = withDeclarations(octets, ancestor, inScope);
  const out: string[] = [];
  write(octets, element, inScope, NONE, out);
  return Buffer.from(out.join(''), 'utf8');
}

function write(octets: Uint8Array, element: Element, outer: Bindings, outerRendered: Bindings, out: string[]): void {
  const inScope = withDeclarations(octets, element, outer);
  const name = qualifiedName(octets, element.from + 1);
  const attributes = element.attributes.filter((a) => a.ns !== XMLNS).map((a) => ({ a, name: qualifiedName(octets, a.from) }));
  const used = new Set([prefixOf(name), ...attributes.map((x) => prefixOf(x.name)).filter((p) => p !== '')]);
  used.delete('xml');
  let rendered = outerRendered;
  out.push('<', name);
  for (const prefix of [...used].sort(byOctets)) {
    const uri = inScope.get(prefix) ?? '';
    if ((rendered.get(prefix) ?? '') === uri) continue;
    rendered = new Map(rendered).set(prefix, uri);
    out.push(prefix === '' ? ' xmlns="' : ` xmlns:${prefix}="`, attributeText(uri), '"');
  }
  attributes.sort((x, y) => byOctets(x.a.ns, y.a.ns) || byOctets(x.a.name, y.a.name));
  for (const { a, name: written } of attributes) out.push(` ${written}="`, attributeText(a.value), '"');
  out.push('>');
  for (const node of inOrder(element)) {
    if ('children' in node) write(octets, node, inScope, rendered, out);
    else if (node.form === 'pi') out.push(instruction(octets, node));
    else if (node.form !== 'comment') out.push(characterText(node.text));
  }
  out.push('</', name, '>');
}

/** Children and pieces as they stand. */
export function inOrder(element: Element): (Element | Piece)[] {
  if (element.pieces.length === 0) return [...element.children];
  if (element.children.length === 0) return [...element.pieces];
  return [...element.children, ...element.pieces].sort((a, b) => a.from - b.from);
}

function withDeclarations(octets: Uint8Array, element: Element, outer: Bindings): Bindings {
  let bindings: Map<string, string> | undefined;
  for (const a of element.attributes) {
    if (a.ns !== XMLNS) continue;
    bindings ??= new Map(outer);
    bindings.set(declaredPrefix(octets, a), a.value);
  }
  return bindings ?? outer;
}

function declaredPrefix(octets: Uint8Array, attribute: Attribute): string {
  return qualifiedName(octets, attribute.from).slice('xmlns:'.length);
}

/** A name with its prefix, as written at `from`. */
export function qualifiedName(octets: Uint8Array, from: number): string {
  let to = from;
  while (to < octets.length && !ENDS_NAME.has(octets[to] as number)) to++;
  return Buffer.from(octets.buffer, octets.byteOffset + from, to - from).toString('utf8');
}

const ENDS_NAME = new Set(Buffer.from(' \t\r\n=/>'));
const prefixOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf(':')));
const byOctets = (a: string, b: string): number => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)));

function instruction(octets: Uint8Array, piece: Piece): string {
  const inner = Buffer.from(octets.subarray(piece.from + 2, piece.to - 2))
    .toString('utf8')
    .replace(/\r\n?/g, '\n');
  const [, target, data] = /^(\S+)\s*(.*)$/s.exec(inner) as unknown as [string, string, string];
  return `<?${target}${data === '' ? '' : ` ${data}`}?>`;
}

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const ATTRIBUTE: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;', '\t': '&#x9;', '\n': '&#xA;', '\r': '&#xD;' };

/** Character data as canonical XML writes it. */
export function characterText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (c) => TEXT[c] as string) : text;
}

/** An attribute value as canonical XML writes it, without its quotes. */
export function attributeText(value: string): string {
  return value.replace(/[&<"\t\n\r]/g, (c) => ATTRIBUTE[c] as string);
}
