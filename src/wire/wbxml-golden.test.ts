import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outFromXml, plainOut, plainRead } from '../../tests/wbxml-tree.js';
import { child, childText, type Element, formOf, textOf } from './document.js';
import { isOutElement, type OutElement, type OutText } from './out.js';
import { readWbxml } from './wbxml-read.js';
import { type WbxmlWriteOptions, writeWbxml } from './wbxml-write.js';

const file = new URL('../../tests/data/vectors.json', import.meta.url);
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as { wbxml: Record<string, { hex: string; xmlFile: string }> }).wbxml;
const octetsOf = (name: string): Uint8Array => new Uint8Array(Buffer.from(vectors[name]?.hex ?? '', 'hex'));
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

/** Changes each text whose parent has that name. */
function mapText(element: OutElement, name: string, change: (text: OutText) => OutText): OutElement {
  const content = element.content?.map((node) => (isOutElement(node) ? mapText(node, name, change) : element.name === name ? change(node) : node));
  return content ? { ...element, content } : element;
}

/** What libwbxml did on the way from XML beyond the tree, and why the writer has to be asked for it. */
const ASKED: Record<string, { change?: (root: OutElement) => OutElement; options?: WbxmlWriteOptions; why: string }> = {
  A: { why: 'nothing' },
  B: { why: 'nothing: CDATA becomes OPAQUE by itself' },
  C: { why: 'nothing: the DDF identifier has no number' },
  D: {
    change: (root) => mapText(root, 'Type', (node) => ({ ...node, text: node.text?.replace('dmtnds+xml', 'dmtnds+wbxml') ?? '' })),
    why: 'libwbxml rewrites the Meta Type when it embeds the TNDS; the writer leaves texts alone',
  },
  E: { options: { version: '1.2' }, why: 'the vector is WBXML 1.2' },
  F: {
    change: (root) => mapText(root, 'Data', (node) => (node.text === 'X' ? { ...node, form: 'opaque' } : node)),
    why: 'libwbxml writes item data without a Meta Type as OPAQUE',
  },
};

describe('golden WBXML messages', () => {
  it('are all six here', () => expect(Object.keys(vectors)).toEqual(Object.keys(ASKED)));

  for (const [name, { change = (root: OutElement) => root, options = {}, why }] of Object.entries(ASKED)) {
    it(`${name}: written from its XML gives the same octets (asked for: ${why})`, () => {
      expect(hex(writeWbxml(change(outFromXml(vectors[name]?.xmlFile ?? '')), options))).toBe(vectors[name]?.hex);
    });

    it(`${name}: read gives the tree of its XML, without findings, every range in place`, () => {
      const document = readWbxml(octetsOf(name));
      expect(document.findings).toEqual([]);
      const root = document.root as Element;
      expect(plainRead(root)).toEqual(plainOut(change(outFromXml(vectors[name]?.xmlFile ?? ''))));
      expect(checkRanges(root, document.octets)).toBeGreaterThan(8);
    });
  }

  it('D: the embedded TNDS counts offsets in the outer message', () => {
    const { root, octets } = readWbxml(octetsOf('D'));
    const data = child(child(child(child(root, 'SyncBody'), 'Add'), 'Item'), 'Data') as Element;
    expect([data.from, data.to, data.contentFrom, data.contentTo]).toEqual([0x9e, 0xf6, 0x9f, 0xf5]);
    const inner = data.embedded;
    expect(inner?.header).toMatchObject({
      version: '1.3',
      publicIdNumber: 0,
      publicId: '-//OMA//DTD-DM-DDF 1.2//EN',
      stringTable: { from: 0xa6, to: 0xc1 },
      bodyFrom: 0xc1,
    });
    expect([inner?.octets, inner?.root?.name, inner?.root?.ns, inner?.root?.from, inner?.root?.to]).toEqual([
      octets,
      'MgmtTree',
      'syncml:dmddf1.2',
      0xc3,
      0xf5,
    ]);
  });

  it('A: offsets of the annotated listing', () => {
    const { root, header } = readWbxml(octetsOf('A'));
    expect(header).toEqual({
      kind: 'wbxml',
      version: '1.3',
      versionOctet: 3,
      publicIdNumber: 0x1201,
      publicId: '-//SYNCML//DTD SyncML 1.2//EN',
      charset: 106,
      stringTable: { from: 5, to: 5 },
      bodyFrom: 5,
    });
    const syncBody = child(root, 'SyncBody') as Element; // behind a SWITCH_PAGE at 0x63, which is not part of it
    expect([syncBody.from, syncBody.contentFrom, syncBody.contentTo, syncBody.to]).toEqual([0x65, 0x66, 0x76, 0x77]);
    const final = child(syncBody, 'Final') as Element;
    expect([final.selfClosed, final.from, final.to, formOf(final)]).toEqual([true, 0x75, 0x76, 'empty']);
    const [session] = child(child(root, 'SyncHdr'), 'SessionID')?.pieces ?? [];
    expect([session?.form, session?.from, session?.to, session?.dataFrom, session?.dataTo, session?.text]).toEqual([
      'inline',
      0x19,
      0x1c,
      0x1a,
      0x1b,
      '1',
    ]);
  });

  it('B: CDATA in OPAQUE', () => {
    const { root } = readWbxml(octetsOf('B'));
    const data = child(child(child(child(root, 'SyncBody'), 'Alert'), 'Item'), 'Data') as Element;
    expect([formOf(data), textOf(data), data.pieces[0]?.from, data.pieces[0]?.dataFrom, data.embedded]).toEqual([
      'opaque',
      '<r v="1"/>',
      0xfd,
      0xff,
      undefined,
    ]);
  });
});

describe('header and value variants mean the same message', () => {
  const body = octetsOf('A').subarray(5);
  const variants: Record<string, string> = {
    '1.1': '01a4016a00',
    '1.2': '02a4016a00',
    '1.3': '03a4016a00',
    'identifier in the string table': `0300006a1e${Buffer.from('-//SYNCML//DTD SyncML 1.2//EN\0').toString('hex')}`,
  };
  for (const [name, head] of Object.entries(variants)) {
    it(name, () => {
      const document = readWbxml(new Uint8Array(Buffer.concat([Buffer.from(head, 'hex'), body])));
      expect(document.findings).toEqual([]);
      expect(document.header).toMatchObject({ publicId: '-//SYNCML//DTD SyncML 1.2//EN' });
      expect(plainRead(document.root as Element)).toEqual(plainRead(readWbxml(octetsOf('A')).root as Element));
    });
  }

  // <SyncML><SyncHdr><SessionID>7</SessionID></SyncHdr></SyncML>, the 7 in each form
  const values: [string, string, string, string][] = [
    ['STR_I', '00', '033700', 'inline'],
    ['STR_T', '023700', '8300', 'table'],
    ['ENTITY', '00', '0237', 'inline'],
    ['OPAQUE', '00', 'c30137', 'opaque'],
  ];
  for (const [name, table, value, form] of values) {
    it(`value through ${name}`, () => {
      const document = readWbxml(new Uint8Array(Buffer.from(`03a4016a${table}6d6c65${value}010101`, 'hex')));
      expect(document.findings).toEqual([]);
      const session = child(child(document.root, 'SyncHdr'), 'SessionID') as Element;
      expect([textOf(session), formOf(session)]).toEqual(['7', form]);
    });
  }

  it('Final with the content bit, and two strings in one element', () => {
    const document = readWbxml(new Uint8Array(Buffer.from('03a4016a006d6b520165033100033200010101', 'hex')));
    expect(document.findings).toEqual([]);
    const body = child(document.root, 'SyncBody');
    const final = child(body, 'Final') as Element;
    expect([final.selfClosed, final.contentFrom === final.contentTo, childText(body, 'SessionID')]).toEqual([false, true, '12']);
  });
});

/** Every element lies inside its parent, in order; every piece inside its element; the tag octet carries the content bit. Gives the count. */
function checkRanges(element: Element, octets: Uint8Array): number {
  expect(element.from).toBeLessThan(element.to);
  expect(((octets[element.from] ?? 0) & 0x40) === 0).toBe(element.selfClosed);
  if (!element.selfClosed) expect(octets[element.contentTo]).toBe(0x01);
  let at = element.contentFrom;
  let count = 1;
  for (const part of [...element.children, ...element.pieces].sort((a, b) => a.from - b.from)) {
    expect(part.from).toBeGreaterThanOrEqual(at);
    expect(part.to).toBeLessThanOrEqual(element.contentTo);
    at = part.to;
  }
  for (const inner of element.children) {
    expect(inner.parent).toBe(element);
    count += checkRanges(inner, octets);
  }
  return count;
}
