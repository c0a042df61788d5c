import { describe, expect, it } from 'vitest';
import { child, type Element, formOf, textOf, type WireDocument } from './document.js';
import { WBXML_FINDINGS, wbxmlGrade } from './wbxml-findings.js';
import { looksLikeWbxml, readWbxml, type WbxmlReadOptions } from './wbxml-read.js';

const octets = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const read = (hex: string, options: WbxmlReadOptions = {}): WireDocument => readWbxml(octets(hex), options);
const found = (document: WireDocument): [string, number][] => document.findings.map((f) => [f.code, f.at]);
const ascii = (text: string): string => Buffer.from(text).toString('hex');

/** Octets and the findings they give, in order, with their offsets. */
const DEVIATIONS: [what: string, hex: string, findings: [string, number][], options?: WbxmlReadOptions][] = [
  ['no octet at all', '', [['wbxml-header-truncated', 0]]],
  ['header cut in the public identifier', '03 a4', [['wbxml-integer-truncated', 1]]],
  ['header cut before the charset', '03 a401', [['wbxml-integer-truncated', 3]]],
  ['WBXML 1.0, which has no charset', '00 a401 00 2d', [['wbxml-version-1.0', 0]]],
  ['version 1.4', '04 a401 6a 00 2d', [['wbxml-version-unknown', 0]]],
  ['version 2.0', '10 a401 6a 00 2d', [['wbxml-version-unknown', 0]]],
  ['public identifier 1 without MIME type', '03 01 6a 00 2d', [['wbxml-public-id-missing', 1]]],
  ['public identifier nobody registered', '03 a47f 6a 00 2d', [['wbxml-public-id-unknown', 1]]],
  ['public identifier of another language', '03 0b 6a 00 2d', [['wbxml-public-id-unknown', 1]]],
  ['public identifier outside the table', '03 0005 6a 00 2d', [['wbxml-public-id-outside-table', 1]]],
  ['public identifier text nobody knows', `03 0000 6a 03 ${ascii('ab')}00 2d`, [['wbxml-public-id-unknown', 1]]],
  ['charset 0', '03 a401 00 00 2d', [['wbxml-charset-unstated', 3]]],
  ['charset nobody registered', '03 a401 ce0f 00 2d', [['wbxml-charset-unknown', 3]]],
  ['charset of another part of the world', '03 a401 11 00 2d', [['wbxml-charset-other', 3]]],
  ['string table longer than the document', '03 a401 6a 7f 2d', [['wbxml-string-table-beyond-end', 4]]],
  ['string table without last NUL', '03 a401 6a 01 41 2d', [['wbxml-string-table-unterminated', 5]]],
  ['integer with leading zero group', '03 a401 80 6a 00 2d', [['wbxml-integer-not-minimal', 3]]],
  [
    'integer of 33 bits',
    '03 a401 6a 00 4f c3 9fffffff7f 01',
    [
      ['wbxml-integer-overflow', 7],
      ['wbxml-opaque-beyond-end', 6],
    ],
  ],
  ['no body', '03 a401 6a 00', [['wbxml-no-root', 5]]],
  ['a string where the root should be', '03 a401 6a 00 03 41 00', [['wbxml-no-root', 5]]],
  ['END where the root should be', '03 a401 6a 00 01', [['wbxml-no-root', 5]]],
  ['missing END', '03 a401 6a 00 6d 2c', [['wbxml-missing-end', 7]]],
  ['octets behind the root', '03 a401 6a 00 2d 00', [['wbxml-trailing-octets', 6]]],
  [
    'token not in the page',
    '03 a401 6a 00 6d 30 00 01 30 01',
    [
      ['wbxml-unknown-token', 6],
      ['wbxml-unknown-token', 9],
    ],
  ],
  ['page 3', '03 a401 6a 00 6d 00 03 05 01', [['wbxml-unknown-page', 6]]],
  ['TNDS without SWITCH_PAGE', `03 0000 6a 1b ${ascii('-//OMA//DTD-DM-DDF 1.2//EN')}00 20`, [['wbxml-unknown-page', 32]]],
  ['TNDS markup directly in Data', '03 a401 6a 00 4f 00 02 20 01', [['wbxml-lenient-page', 6]]],
  ['SWITCH_PAGE at the end', '03 a401 6a 00 6d 00', [['wbxml-truncated', 6]]],
  ['STR_T without a table', '03 a401 6a 00 6d 83 7f 01', [['wbxml-string-outside-table', 6]]],
  ['STR_T into the middle of a string', '03 a401 6a 03 414200 6d 8301 01', [['wbxml-string-inside-string', 9]]],
  ['string without NUL', '03 a401 6a 00 6d 03 41 42', [['wbxml-string-unterminated', 6]]],
  ['string that is not UTF-8', '03 a401 6a 00 6d 03 c3 28 00 01', [['wbxml-text-malformed', 6]]],
  ['long string that is not UTF-8', `03 a401 6a 00 6d 03 ${'41'.repeat(200)} ff 00 01`, [['wbxml-text-malformed', 6]]],
  ['OPAQUE beyond the end', '03 a401 6a 00 4f c3 7f 00', [['wbxml-opaque-beyond-end', 6]]],
  ['OPAQUE without length', '03 a401 6a 00 4f c3', [['wbxml-integer-truncated', 7]]],
  ['entity that is a surrogate', '03 a401 6a 00 4f 02 83b000 01', [['wbxml-entity', 6]]],
  ['extensions', '03 a401 6a 00 4f c0 8005 40 4100 01', [6, 7, 9].map((at) => ['wbxml-extension', at])],
  ['LITERAL', '03 a401 6a 02 5800 6d 0400 01', [['wbxml-literal', 8]]],
  [
    'LITERAL outside the table',
    '03 a401 6a 00 6d 0409 01',
    [
      ['wbxml-string-outside-table', 6],
      ['wbxml-literal', 6],
    ],
  ],
  ['attribute written by name', '03 a401 6a 02 5800 ad 0400 034100 01', [['wbxml-attribute', 8]]],
  [
    'attribute tokens',
    '03 a401 6a 00 ad 05 85 034100 01',
    [
      ['wbxml-unknown-token', 7],
      ['wbxml-attribute', 6],
    ],
  ],
  ['attribute list without attribute', '03 a401 6a 00 ad 01', [['wbxml-attribute-list', 6]]],
  [
    'attribute list cut',
    '03 a401 6a 00 ad 05',
    [
      ['wbxml-attribute', 6],
      ['wbxml-truncated', 7],
    ],
  ],
  [
    'value before any attribute',
    '03 a401 6a 00 ad 034100 01',
    [
      ['wbxml-attribute-list', 6],
      ['wbxml-attribute', 6],
    ],
  ],
  ['processing instruction', '03 a401 6a 02 5800 43 0400 034100 01 2d', [['wbxml-pi', 7]]],
  ['elements too deep', '03 a401 6a 00 6d 6d 6d 01 01 01', [['wbxml-too-deep', 7]], { limits: { elementDepth: 2 } }],
  ['too many nodes', '03 a401 6a 00 6d 12 12 12 12 01', [['wbxml-too-many-nodes', 9]], { limits: { documentNodes: 3 } }],
  [
    'string-table bomb',
    `03 a401 6a 05 ${ascii('bomb')}00 6d 8300 8300 8300 01`,
    [['wbxml-expansion', 15]],
    { limits: { expansionFloor: 8, expansionFactor: 0 } },
  ],
  [
    'too many findings',
    '03 a401 6a 00 6d 30 30 30 01',
    [
      ['wbxml-unknown-token', 6],
      ['wbxml-too-many-findings', 7],
    ],
    { limits: { findings: 2 } },
  ],
];

describe('deviations are findings with a place', () => {
  for (const [what, hex, findings, options] of DEVIATIONS) {
    it(what, () => {
      expect(found(read(hex, options))).toEqual(findings);
    });
  }

  it('every code of the table is provoked here', () => {
    const seen = new Set(DEVIATIONS.flatMap(([, , findings]) => findings.map(([code]) => code)));
    // Embedding has its own tests below.
    expect(Object.keys(WBXML_FINDINGS).filter((code) => !seen.has(code))).toEqual(['wbxml-embedded-too-deep']);
  });

  it('each has a grade', () => {
    expect(wbxmlGrade({ code: 'wbxml-missing-end', at: 0, message: '' })).toBe('malformed');
    expect(wbxmlGrade({ code: 'something-else', at: 0, message: '' })).toBeUndefined();
  });
});

describe('reading goes on after a deviation', () => {
  it('an unknown token is an element with its content', () => {
    const { root } = read('03 a401 6a 00 6d 70 033100 01 52 01 01');
    expect(root?.children.map((c) => [c.name, textOf(c)])).toEqual([
      ['token-0x30', '1'],
      ['Final', ''],
    ]);
  });

  it('a LITERAL has its name and the namespace of its parent', () => {
    const { root } = read(`03 a401 6a 04 ${ascii('Foo')}00 6d 00 01 4400 033100 01 01`);
    expect(root?.children.map((c) => [c.name, c.ns, textOf(c)])).toEqual([['Foo', 'SYNCML:SYNCML1.2', '1']]);
  });

  it('attributes are read with their values', () => {
    const { root } = read(`03 a401 6a 04 ${ascii('foo')}00 ed 0400 034100 c30142 0243 01 033100 01`);
    expect([root?.attributes, textOf(root as Element)]).toEqual([[{ name: 'foo', ns: '', from: 10, to: 20, value: 'ABC' }], '1']);
  });

  it('a document that ends early keeps what it had, up to its last octet', () => {
    const { root } = read('03 a401 6a 00 6d 6c 65 0331');
    const session = child(child(root, 'SyncHdr'), 'SessionID') as Element;
    expect([textOf(session), session.to, root?.to, root?.contentTo]).toEqual(['1', 10, 10, 10]);
  });

  it('processing instructions are pieces, and no text', () => {
    const { root, findings } = read('03 a401 6a 02 5800 6d 43 0400 034100 01 033100 01 43 0400 01');
    expect([root?.pieces.map((p) => [p.form, p.text]), textOf(root as Element), findings.length]).toEqual([
      [
        ['pi', 'X A'],
        ['inline', '1'],
      ],
      '1',
      2,
    ]);
  });
});

describe('language and charset', () => {
  it('the MIME type tells the language where the public identifier is 1', () => {
    const document = read('03 01 6a 00 00 02 60 01', { mime: 'application/vnd.syncml.dmtnds+wbxml' });
    expect([document.root?.name, document.root?.ns, document.findings]).toEqual(['MgmtTree', 'syncml:dmddf1.2', []]);
  });

  it('and the charset where the header says 0', () => {
    const document = read('03 a401 00 00 6d 03 e9 00 01', { mime: 'application/vnd.syncml.dm+wbxml; charset=ISO-8859-1' });
    expect([textOf(document.root as Element), document.findings, document.header]).toMatchObject(['é', [], { charset: 4 }]);
  });

  it('nothing is named after our tables in a document of another language', () => {
    expect(read('03 0b 6a 00 2d').root).toMatchObject({ name: 'token-0x2D', ns: '' });
  });

  const texts: [string, string, string][] = [
    ['UTF-8 with byte order mark kept', '03 a401 6a 00 6d 03 efbbbf c3a9 00 01', '\ufeffé'],
    ['US-ASCII', '03 a401 03 00 6d 03 41 00 01', 'A'],
    ['ISO-8859-1 is not windows-1252', '03 a401 04 00 6d 03 80 e9 00 01', '\u0080é'],
    ['UTF-16 big-endian', '03 a401 8777 00 6d 03 0041 4e00 0000 01', 'A\u4e00'],
    ['UTF-16 with mark', '03 a401 8777 00 6d 03 fffe 4100 0000 01', 'A'],
    ['UCS-2', '03 a401 8768 00 6d 03 0041 0000 01', 'A'],
    ['Shift_JIS', '03 a401 11 00 6d 03 82a0 00 01', 'あ'],
    ['malformed UTF-8 shows as U+FFFD', '03 a401 6a 00 6d 03 41 ff 42 00 01', 'A\ufffdB'],
  ];
  for (const [what, hex, text] of texts) {
    it(what, () => {
      expect(textOf(read(hex).root as Element)).toBe(text);
    });
  }

  it('names of SyncML 1.1 and DevInf 1.1 where they differ from 1.2', () => {
    expect(read('02 9f53 6a 00 2d').root).toMatchObject({ name: 'SyncML', ns: 'SYNCML:SYNCML1.1' });
    expect(found(read('02 9f53 6a 00 3c'))).toEqual([['wbxml-unknown-token', 5]]);
    expect([read('02 9f54 6a 00 1c').root?.name, read('02 a403 6a 00 1c').root?.name]).toEqual(['Size', 'MaxSize']);
  });
});

describe('embedded documents', () => {
  const tnds = `03 0000 6a 1b ${ascii('-//OMA//DTD-DM-DDF 1.2//EN')}00 00 02 60 01`.replaceAll(' ', '');
  const opaque = (inner: string): string => {
    const length = inner.length / 2;
    return `c3${(length < 128 ? [length] : [0x80 | (length >> 7), length & 0x7f]).map((n) => n.toString(16).padStart(2, '0')).join('')}${inner}`;
  };
  const type = (text: string): string => `5a 00 01 53 03 ${ascii(text)} 00 01 01 00 00`;

  it('in Data, by their header', () => {
    const document = read(`03a4016a00 4f${opaque(tnds)} 01`);
    expect([document.root?.embedded?.root?.name, formOf(document.root as Element), document.findings]).toEqual(['MgmtTree', 'opaque', []]);
  });

  it('not in another element, not with a header of no known language', () => {
    expect(read(`03a4016a00 57${opaque(tnds)} 01`).root?.embedded).toBeUndefined();
    expect(read(`03a4016a00 4f${opaque('03a47f6a00606001')} 01`).root?.embedded).toBeUndefined();
  });

  it('by the Meta Type of item or command, which also tells the language', () => {
    const inner = opaque('03016a0000026001');
    const item = read(`03a4016a00 6d 54 ${type('application/vnd.syncml.dmtnds+wbxml')} 4f${inner} 01 01 01`);
    expect(item.root?.children[0]?.children[1]?.embedded?.root?.name).toBe('MgmtTree');
    const command = read(`03a4016a00 45 ${type('application/vnd.syncml.dmtnds+wbxml')} 54 4f${inner} 01 01 01`);
    expect(command.root?.children[1]?.children[0]?.embedded?.root?.name).toBe('MgmtTree');
    const other = read(`03a4016a00 45 ${type('text/plain')} 54 4f${inner} 01 01 01`);
    expect(other.root?.children[1]?.children[0]?.embedded).toBeUndefined();
  });

  it('deviations inside are found outside too, with offsets of the outer document', () => {
    const document = read(`03a4016a00 4f c308 03a4016a00 6d 30 01 01`);
    expect(found(document)).toEqual([['wbxml-unknown-token', 14]]);
    expect(document.root?.embedded?.findings).toEqual(document.findings);
  });

  it('not deeper than the limit', () => {
    let hex = '03a4016a002d';
    for (let n = 0; n < 6; n++) hex = `03a4016a004f${opaque(hex)}01`;
    const document = read(hex);
    let depth = 0;
    for (let inner = document.root?.embedded; inner; inner = inner.root?.embedded) depth++;
    expect([depth, document.findings.map((f) => f.code)]).toEqual([4, ['wbxml-embedded-too-deep']]);
  });
});

describe('looksLikeWbxml', () => {
  const rows: [string, boolean][] = [
    ['03 a401 6a 00 2d', true],
    ['01 01 6a 00 2d', true],
    ['00 a401 00 2d', true],
    ['00 05 00 2d', false],
    [ascii('<?xml version="1.0"?>'), false],
    [ascii('\n<SyncML/>'), false],
    ['04 a401 6a 00 2d', false],
    ['03 a401 6a 7f 2d', false],
    ['03 a401 6a 00', false],
    ['', false],
  ];
  for (const [hex, expected] of rows) it(`${hex || 'nothing'}: ${expected}`, () => expect(looksLikeWbxml(octets(hex))).toBe(expected));
});
