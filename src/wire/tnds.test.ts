import { describe, expect, it } from 'vitest';
import { readTnds, type TndsNode, type TndsObject } from './tnds-read.js';
import { TNDS_FINDINGS, TNDS_NS } from './tnds-table.js';
import { composeTnds, type TndsOutNode } from './tnds-write.js';
import { readWbxml } from './wbxml-read.js';
import { writeWbxml } from './wbxml-write.js';
import { readXml } from './xml-read.js';

const read = (inside: string, root = `<MgmtTree xmlns="${TNDS_NS}">`): TndsObject => readTnds(readXml(Buffer.from(`${root}${inside}</MgmtTree>`)));
const LEAF = '<RTProperties><Format><chr/></Format><Type><MIME>text/plain</MIME></Type></RTProperties>';
const NODE = `<Node><NodeName>A</NodeName>${LEAF}<Value>v</Value></Node>`;
const V = '<VerDTD>1.2</VerDTD>';

it('gives every property with its octets', () => {
  const properties =
    '<ACL>Get=*</ACL><Format><int/></Format><Name>A</Name><Size>1</Size><Title>T</Title><TStamp>20240101T000000Z</TStamp><Type><MIME>text/plain</MIME></Type><VerNo>7</VerNo>';
  const xml = `<MgmtTree xmlns="${TNDS_NS}"><VerDTD>1.2</VerDTD><Man>M</Man><Mod>O</Mod><Node><NodeName>A</NodeName><Path>./x</Path><RTProperties>${properties}</RTProperties><Value>1</Value></Node></MgmtTree>`;
  const object = readTnds(readXml(Buffer.from(xml)));
  expect([object.findings, object.isUsable, object.count]).toEqual([[], true, 1]);
  expect([object.verDtd?.text, object.man?.text, object.mod?.text]).toEqual(['1.2', 'M', 'O']);
  const [node] = object.nodes;
  expect([node?.name?.text, node?.path?.text, node?.value?.text]).toEqual(['A', './x', '1']);
  const found = node?.properties;
  expect(found?.format).toBe('int');
  expect([found?.acl, found?.name, found?.size, found?.title, found?.tStamp, found?.verNo].map((text) => text?.text)).toEqual([
    'Get=*',
    'A',
    '1',
    'T',
    '20240101T000000Z',
    '7',
  ]);
  expect(found?.type).toMatchObject({ kind: 'MIME', text: 'text/plain' });
  expect(xml.slice(found?.acl?.from, found?.acl?.to)).toBe('<ACL>Get=*</ACL>');
  expect(xml.slice(node?.value?.from, node?.value?.to)).toBe('<Value>1</Value>');
});

describe('names each deviation, and whether the meaning is still certain', () => {
  const CASES: Readonly<Record<string, [TndsObject, number?]>> = {
    'tnds-no-root': [readTnds(readXml(Buffer.from('<Node/>')))],
    'tnds-namespace': [read(`${V}${NODE}`, '<MgmtTree>')],
    'tnds-version': [read(`<VerDTD>1.4</VerDTD>${NODE}`)],
    'tnds-no-version': [read(NODE)],
    'tnds-no-node': [read(V)],
    'tnds-unknown-element': [read(`${V}<Extra/>${NODE}`)],
    'tnds-repeated-element': [read(`${V}<Node><NodeName>A</NodeName><NodeName>B</NodeName>${LEAF}</Node>`)],
    'tnds-order': [read(`${V}<Node>${LEAF}<NodeName>A</NodeName></Node>`)],
    'tnds-stray-text': [read(`${V}stray${NODE}`)],
    'tnds-name-missing': [read(`${V}<Node>${LEAF}</Node>`)],
    'tnds-path-inside': [read(`${V}<Node><NodeName>A</NodeName><Node><NodeName>B</NodeName><Path>x</Path></Node></Node>`)],
    'tnds-no-properties': [read(`${V}<Node><NodeName>A</NodeName></Node>`)],
    'tnds-format': [read(`${V}<Node><NodeName>A</NodeName><RTProperties><Format><foo/></Format></RTProperties></Node>`)],
    'tnds-type': [read(`${V}<Node><NodeName>A</NodeName><RTProperties><Type>text/plain</Type></RTProperties></Node>`)],
    'tnds-type-missing': [read(`${V}<Node><NodeName>A</NodeName><RTProperties/></Node>`)],
    'tnds-value-of-interior': [read(`${V}<Node><NodeName>A</NodeName><Node><NodeName>B</NodeName></Node><Value>x</Value></Node>`)],
    'tnds-leaf-with-children': [read(`${V}<Node><NodeName>A</NodeName>${LEAF}<Node><NodeName>B</NodeName></Node></Node>`)],
    'tnds-damaged': [readTnds(readXml(Buffer.from(`<MgmtTree xmlns="${TNDS_NS}">${V}${NODE}`)))],
  };

  it('every finding of the table has a case', () => expect(Object.keys(CASES).sort()).toEqual(Object.keys(TNDS_FINDINGS).sort()));

  it.each(Object.entries(TNDS_FINDINGS))('%s', (code, { grade }) => {
    const [object] = CASES[code] as [TndsObject];
    expect(object.findings.map((finding) => finding.code)).toContain(code);
    expect(object.isUsable).toBe(grade === 'tolerable');
  });

  it('1.3 is as good as 1.2', () => expect(read(`<VerDTD>1.3</VerDTD>${NODE}`).findings).toEqual([]));
});

it('octets of an OPAQUE stay octets', () => {
  const octets = new Uint8Array([0, 255, 128]);
  const object = composeTnds({ nodes: [{ name: 'B', isInterior: false, format: 'bin', type: 'application/octet-stream', value: '' }] });
  const [, node] = object.content as [unknown, { content: unknown[] }];
  node.content[node.content.length - 1] = { name: 'Value', content: [{ octets }] };
  const document = readWbxml(writeWbxml(object));
  expect(readTnds(document).nodes[0]?.value?.octets).toEqual(octets);
});

describe('hostile objects', () => {
  const nested = (depth: number): string => `<Node><NodeName>n</NodeName>`.repeat(depth) + '</Node>'.repeat(depth);

  it('10 000 nodes inside each other are cut and said to be', () => {
    const object = read(`${V}${nested(10_000)}`);
    expect(object.isUsable).toBe(false);
    expect(object.damage?.code).toBe('xml-limit-depth');
    expect(object.count).toBeLessThan(300);
  });

  it('a million nodes are cut and said to be', () => {
    const object = read(`${V}${'<Node><NodeName>n</NodeName></Node>'.repeat(1_000_000)}`);
    expect(object.damage?.code).toBe('xml-limit-nodes');
    expect(object.isUsable).toBe(false);
  });

  it('findings are bounded', () => expect(read(`${V}${'<Node/>'.repeat(10_000)}`).findings.length).toBeLessThanOrEqual(200));
});

describe('the writer refuses what the grammar has no place for', () => {
  const leaf: TndsOutNode = { name: 'A', isInterior: false, format: 'chr', type: 'text/plain', value: '' };
  it.each<[string, readonly TndsOutNode[]]>([
    ['no node', []],
    ['a slash in a name', [{ ...leaf, name: 'a/b' }]],
    ['Path below another node', [{ name: 'A', isInterior: true, children: [{ ...leaf, path: 'x' }] }]],
    ['a value of an interior node', [{ name: 'A', isInterior: true, value: 'x' }]],
    ['nodes below a leaf', [{ ...leaf, children: [leaf] }]],
    ['a leaf that is a node', [{ ...leaf, format: 'node' }]],
    ['a long title', [{ ...leaf, title: 'ä'.repeat(128) }]],
    ['a wrong time', [{ ...leaf, tStamp: '2024-01-01' }]],
    ['a large VerNo', [{ ...leaf, verNo: '65536' }]],
    ['a leaf without type', [{ ...leaf, type: '' }]],
  ])('%s', (_, nodes) => expect(() => composeTnds({ nodes })).toThrow(RangeError));

  it('writes the order of the DTD', () => {
    const node: TndsOutNode = { ...leaf, path: 'p', acl: '', title: 'T', tStamp: '20240101T000000Z', verNo: '65535' };
    const object = readTnds(readWbxml(writeWbxml(composeTnds({ nodes: [node], man: 'M', mod: 'O' }))));
    expect(object.findings).toEqual([]);
    const [read] = object.nodes as [TndsNode];
    expect(read.properties?.acl?.text).toBe('');
    expect(read.element.children.map((child) => child.name)).toEqual(['NodeName', 'Path', 'RTProperties', 'Value']);
  });
});
