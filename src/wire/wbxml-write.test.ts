import { describe, expect, it } from 'vitest';
import { type Element, textOf } from './document.js';
import type { OutElement, OutText } from './out.js';
import { readWbxml } from './wbxml-read.js';
import { type WbxmlWriteOptions, writeWbxml } from './wbxml-write.js';

const NS = 'SYNCML:SYNCML1.2';
const data = (...content: (OutElement | OutText)[]): OutElement => ({ name: 'Data', ns: NS, content });
const hex = (root: OutElement, options: WbxmlWriteOptions = {}): string => Buffer.from(writeWbxml(root, options)).toString('hex');
const ascii = (text: string): string => Buffer.from(text).toString('hex');
const compact = (spaced: string): string => spaced.replaceAll(' ', '');

const ROWS: [what: string, root: OutElement, expected: string, options?: WbxmlWriteOptions][] = [
  ['no content: no content bit', { name: 'Final', ns: NS }, '03a4016a00 12'],
  ['empty list: no content bit', data(), '03a4016a00 0f'],
  ['empty text: content bit and END', data({ text: '' }), '03a4016a00 4f 01'],
  ['empty text in a form', data({ text: '', form: 'inline' }, { text: '', form: 'opaque' }), '03a4016a00 4f 0300 c300 01'],
  ['no namespace at all: SyncML 1.2', { name: 'Final' }, '03a4016a00 12'],
  ['chars', data({ text: 'A<', form: 'chars' }), '03a4016a00 4f 03413c00 01'],
  ['UTF-8', data({ text: 'é\u4e00😀' }), '03a4016a00 4f 03c3a9e4b880f09f988000 01'],
  ['NUL in text goes to OPAQUE', data({ text: 'a\0b' }), '03a4016a00 4f c303610062 01'],
  ['NUL in a long text too', data({ text: `${'a'.repeat(99)}\0` }), `03a4016a00 4f c364${'61'.repeat(99)}00 01`],
  ['NUL inline as asked', data({ text: 'a\0b', form: 'inline' }), '03a4016a00 4f 0361006200 01'],
  [
    'CDATA, raw, opaque',
    data({ text: 'a', form: 'cdata' }, { text: 'b', form: 'raw' }, { text: 'é', form: 'opaque' }),
    '03a4016a00 4f c30161 c30162 c302c3a9 01',
  ],
  ['octets', data({ octets: Uint8Array.of(0, 255) }, { octets: Uint8Array.of(1), form: 'inline' }), '03a4016a00 4f c30200ff 030100 01'],
  ['octets in the table', data({ octets: Uint8Array.of(0xff), form: 'table' }), '03a4016a02 ff00 4f 8300 01'],
  [
    'table form',
    data({ text: 'x', form: 'table' }, { text: 'yz', form: 'table' }, { text: 'x', form: 'table' }),
    '03a4016a05 7800797a00 4f 8300 8302 8300 01',
  ],
  ['text of 128 octets has a length of two', data({ text: 'a'.repeat(128), form: 'opaque' }), `03a4016a00 4f c38100${'61'.repeat(128)} 01`],
  ['unknown name', { name: 'Foo', ns: NS, content: [{ text: '1' }] }, `03a4016a04 ${ascii('Foo')}00 4400 033100 01`],
  [
    'name of another namespace',
    { name: 'SyncML', ns: 'x', content: [{ name: 'Final' }] },
    `03a4016a0d ${ascii('SyncML')}00${ascii('Final')}00 4400 0407 01`,
  ],
  ['attribute', { name: 'Final', ns: NS, attributes: [{ name: 'a', value: 'b' }] }, '03a4016a02 6100 92 0400 036200 01'],
  ['attribute and content', { ...data({ text: '1' }), attributes: [{ name: 'a', value: 'b' }] }, '03a4016a02 6100 cf 0400 036200 01 033100 01'],
  ['version 1.1, identifier as text', data(), `0100006a1e ${ascii('-//SYNCML//DTD SyncML 1.2//EN')}00 0f`, { version: '1.1', publicId: 'string' }],
  ['SyncML 1.1', { name: 'Final', ns: 'SYNCML:SYNCML1.1' }, '039f536a00 12'],
  ['DevInf', { name: 'DevInf', ns: 'syncml:devinf' }, '03a4036a00 0a'],
  [
    'string table for repeated texts',
    data({ text: 'abc' }, { text: 'ab' }, { text: 'abc' }, { text: 'ab' }),
    '03a4016a04 61626300 4f 8300 03616200 8300 03616200 01',
    { stringTable: true },
  ],
  ['US-ASCII: entities', data({ text: 'aé' }), '03a4010300 4f 036100 028169 01', { charset: 3 }],
  ['ISO-8859-1', data({ text: 'é\u4e00' }), '03a4010400 4f 03e900 02819c00 01', { charset: 4 }],
  ['UTF-16', data({ text: 'a😀' }), '03a401877700 4f 030061d83dde000000 01', { charset: 1015 }],
  ['UCS-2: surrogates are entities', data({ text: 'a😀' }), '03a401876800 4f 0300610000 0287ec00 01', { charset: 1000 }],
];

describe('writeWbxml', () => {
  for (const [what, root, expected, options] of ROWS) it(what, () => expect(hex(root, options)).toBe(compact(expected)));

  it('switches pages only where it must', () => {
    const meta: OutElement = {
      name: 'Meta',
      content: [
        { name: 'Format', ns: 'syncml:metinf' },
        { name: 'Type', ns: 'syncml:metinf' },
      ],
    };
    expect(hex({ name: 'Item', ns: NS, content: [meta, meta, { name: 'Data' }] })).toBe(
      compact('03a4016a00 54 5a 0001 07 13 01 0000 5a 0001 07 13 01 0000 0f 01'),
    );
  });

  it('TNDS inside Data becomes a document of its own, and the page of the outer one stays', () => {
    const written = writeWbxml({ ...data({ name: 'MgmtTree', ns: 'syncml:dmddf1.2', content: [{ name: 'VerDTD' }] }) });
    const document = readWbxml(written);
    expect(document.findings).toEqual([]);
    expect(document.root?.embedded?.root?.children[0]).toMatchObject({ name: 'VerDTD', ns: 'syncml:dmddf1.2' });
    const again = hex({ name: 'Item', ns: NS, content: [data({ name: 'MgmtTree', ns: 'syncml:dmddf1.2' }), { name: 'Data' }] });
    expect(again.endsWith('0220 01 0f 01'.replaceAll(' ', ''))).toBe(true);
  });

  it('refuses charsets it cannot write, and text a charset lacks where no entity can stand', () => {
    expect(() => writeWbxml(data(), { charset: 17 })).toThrow(RangeError);
    expect(() => writeWbxml(data(), { charset: 9999 })).toThrow(RangeError);
    expect(() => writeWbxml(data({ text: 'é', form: 'opaque' }), { charset: 3 })).toThrow(RangeError);
    expect(hex(data())).toBe('03a4016a000f'); // a failed document leaves nothing behind
  });

  it('writes 100 000 levels and 5 MB without recursion or copying twice', () => {
    let deep: OutElement = { name: 'Final' };
    for (let n = 0; n < 100_000; n++) deep = { name: 'Data', content: [deep] };
    expect(writeWbxml(deep).length).toBe(5 + 200_001);
    const text = 'x'.repeat(5_000_000);
    const big = readWbxml(writeWbxml(data({ text })));
    expect(textOf(big.root as Element).length).toBe(5_000_000);
  });
});
