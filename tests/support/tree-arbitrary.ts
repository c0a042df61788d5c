/** Generated sub-trees, and the means to put them into a store and to write them as objects. */
import fc from 'fast-check';
import type { Command, Item, MetInf, TreeCommand, TreeCommandName } from '../../src/dm/message.js';
import type { NodeFormat } from '../../src/dm/tree/node.js';
import { NodeStore } from '../../src/dm/tree/store.js';
import { TNDS_MIME } from '../../src/wire/tnds-table.js';
import { composeTnds, type TndsOutNode } from '../../src/wire/tnds-write.js';
import { writeWbxml } from '../../src/wire/wbxml-write.js';
import { writeXml } from '../../src/wire/xml-write.js';

/** Canonical spellings of names: what must be escaped is. */
export const nodeName = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._~-]{0,7}$/) },
  { weight: 2, arbitrary: fc.constantFrom('a%20b', '%25', 'ümlaut', '漢字', "it's", 'a&b=c', '(x)', 'MOID=x', '😀') },
);

const character = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...'abcXYZ019 ./:-_=+*') },
  { weight: 3, arbitrary: fc.constantFrom(...'<>&"\']\t\n', 'é', '\u20ac', '😀', '\u2028') },
);
export const plainText = fc.array(character, { maxLength: 30 }).map((all) => all.join(''));

const VALUES: Readonly<Record<Exclude<NodeFormat, 'node'>, fc.Arbitrary<string>>> = {
  chr: plainText,
  xml: plainText,
  b64: fc.uint8Array({ maxLength: 20 }).map((octets) => Buffer.from(octets).toString('base64')),
  bin: fc.uint8Array({ maxLength: 20 }).map((octets) => Buffer.from(octets).toString('base64')),
  bool: fc.constantFrom('true', 'false'),
  int: fc.integer().map(String),
  float: fc.constantFrom('1.5', '-0.25', '1e9'),
  date: fc.constantFrom('20240229', '2024-02-29'),
  time: fc.constantFrom('12:00:00', '235959Z'),
  null: fc.constant(''),
};

export const acl = fc.constantFrom('', '', 'Get=*', 'Get=A&Replace=A', 'Add=A+B&Delete=A&Exec=*&Get=*&Replace=B', 'Get=A&Get=B');

const leaf: fc.Arbitrary<TndsOutNode> = fc.constantFrom(...(Object.keys(VALUES) as (keyof typeof VALUES)[])).chain((format) =>
  fc.record({ name: nodeName, acl, value: VALUES[format], title: fc.constantFrom('', 'A title') }).map(({ name, acl, value, title }) => ({
    name,
    isInterior: false,
    format,
    type: format === 'xml' ? 'text/xml' : 'text/plain',
    value,
    ...(acl === '' ? {} : { acl }),
    ...(title === '' ? {} : { title }),
  })),
);

const { interior } = fc.letrec<{ interior: TndsOutNode }>((tie) => ({
  interior: fc
    .record({
      name: nodeName,
      acl,
      type: fc.constantFrom('', '', 'urn:oma:mo:x:1.0', 'com.example/1.2/Thing'),
      children: fc.oneof({ maxDepth: 3 }, fc.array(leaf, { maxLength: 4 }), fc.array(fc.oneof(leaf, tie('interior')), { maxLength: 4 })),
    })
    .map(({ name, acl, type, children }) => ({
      name,
      isInterior: true,
      format: 'node' as const,
      type,
      ...(acl === '' ? {} : { acl }),
      children: children.filter((child, i) => children.findIndex((other) => other.name === child.name) === i),
    })),
}));

/** An interior node with what is below it; siblings have different names. */
export const subTree: fc.Arbitrary<TndsOutNode> = interior;

/** Octets and MIME type of an object, by the ways it can be written. */
export const WRITINGS = {
  xml: { type: TNDS_MIME.xml, write: (nodes: readonly TndsOutNode[]) => writeXml(composeTnds({ nodes })) },
  'xml 1.3': { type: TNDS_MIME.xml, write: (nodes: readonly TndsOutNode[]) => writeXml(composeTnds({ nodes, verDtd: '1.3' })) },
  'wbxml 1.1': { type: TNDS_MIME.wbxml, write: (nodes: readonly TndsOutNode[]) => writeWbxml(composeTnds({ nodes }), { version: '1.1' }) },
  'wbxml 1.3 with string table': {
    type: TNDS_MIME.wbxml,
    write: (nodes: readonly TndsOutNode[]) => writeWbxml(composeTnds({ nodes }), { version: '1.3', stringTable: true }),
  },
} as const;
export type Writing = keyof typeof WRITINGS;

/** Meta and Data of an Item with the object. */
export function objectItem(nodes: readonly TndsOutNode[], writing: Writing = 'xml'): { meta: MetInf; data: NonNullable<Item['data']> } {
  const { type, write } = WRITINGS[writing];
  const octets = write(nodes);
  return type === TNDS_MIME.wbxml
    ? { meta: { type, format: 'bin' }, data: { text: '', octets, form: 'opaque' } }
    : { meta: { type, format: 'xml' }, data: { text: new TextDecoder().decode(octets) } };
}

export function plantTree(store: NodeStore, node: TndsOutNode, parent = store.root): void {
  const { node: made } = store.add(parent, node.name ?? '', {
    format: node.format ?? 'chr',
    type: node.type ?? '',
    value: node.value ?? '',
    acl: node.acl ?? '',
    title: node.title ?? '',
  });
  for (const child of node.children ?? []) plantTree(store, child, made);
}

export const emptyStore = (): NodeStore => new NodeStore('Add=*&Delete=*&Get=*&Replace=*');

export const treeCommand = (name: TreeCommandName, item: Item): TreeCommand => ({ kind: 'tree', cmdId: '', name, items: [item] });
export const atomic = (commands: readonly Command[]): Command => ({ kind: 'group', cmdId: '', name: 'Atomic', commands });
