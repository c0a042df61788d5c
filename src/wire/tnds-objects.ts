/** The management objects (TNDS) inside a document, as lists of nodes: for `dmct decode --tree` and below the octets of a report. */
import { cut } from '../base/cut.js';
import { visible } from './annotation.js';
import { child, childText, type Element, textOf, type WireDocument } from './document.js';
import { readTnds, type TndsNode, type TndsObject } from './tnds-read.js';
import { readXml } from './xml-read.js';

export interface FoundObject {
  /** Target of the Item that carries the object, `.` for an object that stands alone. */
  readonly base: string;
  readonly object: TndsObject;
}

/** Objects in the order of the document: alone, embedded, as markup, or as text in a Data. */
export function objectsIn(document: WireDocument): FoundObject[] {
  const found: FoundObject[] = [];
  const open: Element[] = document.root ? [document.root] : [];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    const base = childText(child(element.parent, 'Target'), 'LocURI') ?? childText(child(element.parent, 'Source'), 'LocURI') ?? '.';
    const isAlone = element.name === 'MgmtTree';
    if (isAlone) found.push({ base: baseOf(element.parent), object: readTnds(document, element) });
    else if (element.embedded?.root?.name === 'MgmtTree') found.push({ base, object: readTnds(element.embedded) });
    else if (element.name === 'Data' && element.children.length === 0) {
      const inner = readText(textOf(element));
      if (inner) found.push({ base, object: readTnds(inner) });
    }
    if (!isAlone) for (let i = element.children.length - 1; i >= 0; i--) open.push(element.children[i] as Element);
  }
  return found;
}

function baseOf(data: Element | null): string {
  const item = data?.parent;
  return childText(child(item, 'Target'), 'LocURI') ?? childText(child(item, 'Source'), 'LocURI') ?? '.';
}

function readText(text: string): WireDocument | undefined {
  if (!/^\s*</.test(text) || !text.includes('MgmtTree')) return undefined;
  const document = readXml(Buffer.from(text.trim()));
  return document.root?.name === 'MgmtTree' ? document : undefined;
}

const HEAD = ['URI', 'FORMAT', 'TYPE', 'ACL', 'VALUE'] as const;
const LONGEST = 100;
/** Columns grow to this; what is longer sticks out. */
const WIDEST = 60;

/** A head line, a line a node in pre-order, then what deviates from the grammar of objects. A root without a name or with that of the Target is the Target itself. */
export function* objectLines({ base, object }: FoundObject): Generator<string> {
  const version = object.verDtd ? `VerDTD ${visible(object.verDtd.text)}` : 'no VerDTD';
  yield `object for ${visible(base)}: ${version}, ${object.count} node${object.count === 1 ? '' : 's'}`;
  const rows: string[][] = [[...HEAD]];
  for (const top of object.nodes) {
    const above = joined(base, top.path?.text ?? '');
    const isTarget = above === base && (top.name === undefined || top.name.text === base.split('/').at(-1));
    collect(rows, top, isTarget ? base : joined(above, nameOf(top)));
  }
  const widths = HEAD.map((_, column) => rows.reduce((widest, row) => Math.max(widest, Math.min(WIDEST, row[column]?.length ?? 0)), 0));
  for (const row of rows) yield `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  for (const finding of object.findings) yield `  octet ${finding.at}  ${finding.code}: ${finding.message}`;
}

const nameOf = ({ name }: TndsNode): string => (name === undefined ? '(unnamed)' : name.text);

function collect(rows: string[][], node: TndsNode, uri: string): void {
  const { properties, value, children } = node;
  const format = properties?.format ?? (children.length > 0 ? 'node' : '-');
  const acl = properties?.acl === undefined ? '-' : visible(properties.acl.text);
  const text = value?.octets && format === 'bin' ? Buffer.from(value.octets).toString('hex') : (value?.text ?? '');
  rows.push([visible(uri), format, visible(properties?.type?.text || '-'), acl, visible(cut(text, LONGEST))]);
  for (const below of children) collect(rows, below, joined(uri, nameOf(below)));
}

function joined(above: string, name: string): string {
  return name === '' ? above : `${above}/${name.replace(/^\.\//, '')}`;
}
