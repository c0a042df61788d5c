import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../limits.js';
import { type Element, textOf, type WireDocument } from './document.js';
import { WBXML_FINDINGS } from './wbxml-findings.js';
import { looksLikeWbxml, readWbxml } from './wbxml-read.js';

const file = new URL('../../tests/data/vectors.json', import.meta.url);
const vectors = Object.values((JSON.parse(readFileSync(file, 'utf8')) as { wbxml: Record<string, { hex: string }> }).wbxml).map(({ hex }) =>
  Buffer.from(hex, 'hex'),
);
const seed = Number(process.env.DMCT_SEED ?? Date.now() % 2 ** 31);

/** Whatever the octets: known codes, offsets and ranges inside, text that can be decoded. Gives the number of elements. */
function examine(document: WireDocument): number {
  const { octets, findings } = document;
  expect(findings.length).toBeLessThanOrEqual(LIMITS.findings);
  for (const { code, at } of findings) {
    if (!(code in WBXML_FINDINGS)) expect.fail(code);
    if (at < 0 || at > octets.length) expect.fail(`${code} at ${at}`);
  }
  let count = 0;
  const open: Element[] = document.root ? [document.root] : [];
  for (let element = open.pop(); element; element = open.pop()) {
    count++;
    const { from, to, contentFrom, contentTo } = element;
    const ordered = 0 <= from && from < contentFrom && contentFrom <= contentTo && contentTo <= to && to <= octets.length;
    if (!ordered) expect.fail(`${element.name}: ${from} ${contentFrom} ${contentTo} ${to} of ${octets.length}`);
    for (const piece of element.pieces)
      if (piece.from > piece.to || piece.dataFrom > piece.dataTo || piece.to > octets.length) expect.fail(`${piece.form} of ${element.name}`);
    textOf(element);
    open.push(...element.children);
    if (element.embedded) examine(element.embedded);
  }
  return count;
}

const HEAD = '03a4016a00';
const repeated = (hex: string, times: number): Uint8Array =>
  Uint8Array.from(Buffer.concat([Buffer.from(HEAD, 'hex'), Buffer.alloc((hex.length / 2) * times, Buffer.from(hex, 'hex'))]));

describe('hostile octets', () => {
  it('every vector cut at every octet', () => {
    for (const vector of vectors) {
      for (let length = 0; length < vector.length; length++) {
        const document = readWbxml(vector.subarray(0, length));
        examine(document);
        expect(document.findings.length, `cut at ${length}`).toBeGreaterThan(0);
      }
    }
  });

  it('every vector with each octet set to each of many values', () => {
    for (const vector of vectors) {
      for (let at = 0; at < vector.length; at++) {
        for (const value of [0x00, 0x01, 0x03, 0x04, 0x43, 0x7f, 0x80, 0x83, 0xc3, 0xff]) {
          const octets = Uint8Array.from(vector);
          octets[at] = value;
          examine(readWbxml(octets));
        }
      }
    }
  });

  it(`random octets behind a good header (DMCT_SEED=${seed})`, () => {
    const token = fc.constantFrom(0, 1, 2, 3, 4, 0x40, 0x43, 0x44, 0x80, 0x83, 0x84, 0xc0, 0xc3, 0xc4, 0x4f, 0x5a, 0xcf);
    const body = fc.array(fc.oneof(token, fc.nat(255)), { maxLength: 200 });
    const heads = fc.constantFrom('03a4016a00', '0300006a03414200', '03a401877700', '00a40100', '02010000', '');
    fc.assert(
      fc.property(heads, body, (head, octets) => {
        const whole = Uint8Array.from([...Buffer.from(head, 'hex'), ...octets]);
        looksLikeWbxml(whole);
        examine(readWbxml(whole));
      }),
      { numRuns: 5000, seed },
    );
  });

  it('100 000 levels stop at the limit', () => {
    const document = readWbxml(repeated('6d', 100_000));
    expect(examine(document)).toBe(LIMITS.elementDepth);
    expect(document.findings.map((f) => f.code)).toEqual(['wbxml-too-deep']);
  });

  it('a string-table bomb expands to no more than the limit', () => {
    const table = 100_000;
    const head = Buffer.from('03a4016a868d20', 'hex'); // table of 100 000 octets
    const bomb = Buffer.concat([
      head,
      Buffer.alloc(table - 1, 0x41),
      Buffer.from('006d', 'hex'),
      Buffer.alloc(1_000_000, Buffer.from('8300', 'hex')),
    ]);
    const document = readWbxml(bomb);
    const length = document.root?.pieces.reduce((sum, piece) => sum + piece.dataTo - piece.dataFrom, 0) ?? 0;
    expect(length).toBeGreaterThan(table);
    expect(length).toBeLessThanOrEqual(LIMITS.expansionFloor + LIMITS.expansionFactor * bomb.length);
    expect(document.findings.map((f) => f.code)).toEqual(['wbxml-expansion', 'wbxml-missing-end']);
  });

  it('long literal names are cut', () => {
    const head = Buffer.from('03a4016a868d20', 'hex');
    const document = readWbxml(Buffer.concat([head, Buffer.alloc(100_000, 0x41), Buffer.from('0401', 'hex')]));
    expect([document.root?.name.length, document.findings.map((f) => f.code)]).toEqual([
      256,
      ['wbxml-string-table-unterminated', 'wbxml-expansion', 'wbxml-literal'],
    ]);
  });

  const opaque = (octets: string): string => `c3${(octets.length / 2).toString(16).padStart(2, '0')}${octets}`;
  /** `hex` that often inside a root whose tag is `root`. */
  const inside = (root: string, hex: string, times: number): Uint8Array =>
    Uint8Array.from([...Buffer.from(HEAD + root, 'hex'), ...repeated(hex, times).subarray(5)]);
  // No NUL anywhere but in the public identifier's place: a search for one must not leave its own document.
  const unterminated = `4f${opaque(`03a4016a0161 6d03${'41'.repeat(110)}`.replace(' ', ''))}01`;
  const shapes: [string, (n: number) => Uint8Array][] = [
    ['unterminated documents in OPAQUE', (n) => inside('6d', unterminated, n)],
    ['items with opaque content', (n) => inside('6d', `544f${opaque('03a4016a0012')}0101`, n)],
    ['opaque pieces in one element', (n) => inside('4f', opaque('03a47f6a0012'), n)],
    ['leaves', (n) => inside('6d', '4b03310001', n)],
    ['deep and shallow', (n) => inside('6d', `${'6d'.repeat(50)}${'01'.repeat(50)}`, n / 10)],
    ['switches of pages', (n) => inside('6d', '0001', n)],
    ['attributes', (n) => inside('ad', '0503410085', n)],
    ['findings', (n) => inside('6d', '30', n)],
  ];
  // A quadratic reader needs minutes for these sizes, a linear one less than a second: the deadline of the test judges the order of magnitude.
  it.each(shapes)('%s: linear', (_, make) => {
    const octets = make(Math.floor(3_000_000_000 / make(1_000).length));
    expect(octets.length).toBeGreaterThan(2_500_000);
    expect(readWbxml(octets).root?.name).toBeDefined();
  });

  it.each(shapes)('%s: examined', (_, make) => {
    expect(examine(readWbxml(make(3_000)))).toBeGreaterThan(0);
  });

  it('the shapes above reach what they are meant to', () => {
    const [first] = readWbxml(inside('6d', unterminated, 3)).root?.children ?? [];
    expect(first?.embedded?.findings.map((f) => f.code)).toEqual(['wbxml-string-table-unterminated', 'wbxml-string-unterminated']);
    expect(readWbxml(inside('6d', `544f${opaque('03a4016a0012')}0101`, 3)).root?.children[2]?.children[0]?.embedded?.root?.name).toBe('Final');
    expect(readWbxml(inside('ad', '0503410085', 3)).root?.attributes.length).toBe(3);
  });
});
