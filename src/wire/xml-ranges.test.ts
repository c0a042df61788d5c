/** Ranges are exact, and hostile octets neither stop nor slow the reader. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../tests/data/vectors.json' with { type: 'json' };
import { damaged, SEED, wellFormed } from '../../tests/wire/xml-arbitrary.js';
import { LIMITS } from '../limits.js';
import type { Element, WireDocument } from './document.js';
import { isWellFormed, readXml } from './xml-read.js';

function* elementsOf(element: Element): Generator<Element> {
  yield element;
  for (const inner of element.children) yield* elementsOf(inner);
}

/** An expectation cheap enough to be asked a million times. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

/** What must hold of any document whatever: ranges nest, follow each other and stay inside. */
function checkRanges(document: WireDocument): void {
  const { octets, root, findings } = document;
  must(findings.length <= LIMITS.findings, 'findings are bounded');
  for (const { at } of findings) must(at >= 0 && at <= octets.length, 'a finding is inside');
  if (!root) return;
  for (const element of elementsOf(root)) {
    const { from, contentFrom, contentTo, to } = element;
    must(0 <= from && from < contentFrom && contentFrom <= contentTo && contentTo <= to && to <= octets.length, 'element ranges');
    const inner = [...element.children, ...element.pieces].sort((a, b) => a.from - b.from);
    let at = contentFrom;
    for (const node of inner) {
      must(node.from >= at && node.to >= node.from, 'content in order');
      at = node.to;
    }
    must(at <= contentTo, 'content inside');
    for (const piece of element.pieces) {
      must(piece.from <= piece.dataFrom && piece.dataFrom <= piece.dataTo && piece.dataTo <= piece.to, 'piece ranges');
      must(typeof piece.text === 'string', 'text');
    }
    for (const attribute of element.attributes) must(typeof attribute.value === 'string' && attribute.from < attribute.to, 'attribute');
    for (const child of element.children) must(child.parent === element, 'parent');
  }
}

const shape = (e: Element): unknown => [e.name, e.pieces.map((p) => [p.form, p.text]), e.children.map(shape)];

describe('ranges', () => {
  it("an element's octets alone are the same element", () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const octets = Buffer.from(text);
        const { root } = readXml(octets);
        for (const element of elementsOf(root!)) {
          const alone = readXml(octets.subarray(element.from, element.to));
          expect(alone.findings.filter((f) => f.code !== 'xml-prefix-unbound')).toEqual([]);
          expect(shape(alone.root!)).toEqual(shape(element));
          expect(alone.root!.to).toBe(element.to - element.from);
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
  it('children and pieces together are the whole content, and their octets give their text', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const octets = Buffer.from(text);
        for (const element of elementsOf(readXml(octets).root!)) {
          const inner = [...element.children, ...element.pieces].sort((a, b) => a.from - b.from);
          expect(Buffer.concat(inner.map((n) => octets.subarray(n.from, n.to)))).toEqual(octets.subarray(element.contentFrom, element.contentTo));
          for (const piece of element.pieces) {
            const written = octets.toString('utf8', piece.dataFrom, piece.dataTo);
            if (!/[&\r]/.test(written) || piece.form !== 'chars') expect(piece.text).toBe(written.replace(/\r\n?/g, '\n'));
          }
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
  it('hold in damaged documents, in each encoding', () => {
    fc.assert(
      fc.property(damaged, fc.constantFrom('utf8', 'utf16le', 'latin1'), (text, encoding) => {
        checkRanges(readXml(Buffer.from(encoding === 'utf16le' ? `\uFEFF${text}` : text, encoding as BufferEncoding)));
      }),
      { seed: SEED, numRuns: 1500 },
    );
  });
});

describe('hostile octets', () => {
  it('random ones, and random mark-up', () => {
    const tokens = fc.array(
      fc.constantFrom(
        ...'<>/!?-[]&;#"\'= aA:x\0\r\n'.split(''),
        '<a>',
        '</a>',
        '<![CDATA[',
        ']]>',
        '<!--',
        '-->',
        '<!DOCTYPE',
        '<?',
        '?>',
        'xmlns="',
        '\xff',
        '\xef',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          tokens.map((t) => Buffer.from(t.join(''), 'latin1')),
        ),
        (octets) => {
          checkRanges(readXml(octets));
        },
      ),
      { seed: SEED, numRuns: 4000 },
    );
  });
  it('a message cut at every octet', () => {
    const whole = Buffer.from(vectors.wbxml.B.xmlFile);
    expect(isWellFormed(readXml(whole))).toBe(true);
    const lastEnd = whole.lastIndexOf('>');
    for (let length = 0; length <= lastEnd; length++) {
      const document = readXml(whole.subarray(0, length));
      checkRanges(document);
      must(!isWellFormed(document), `a finding for the first ${length} octets`);
    }
  });
  it('an entity bomb is not expanded', () => {
    const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
    const document = readXml(Buffer.from(`<!DOCTYPE a [<!ENTITY e0 SYSTEM "file:///etc/passwd">${entities}]><a>&e9;</a>`));
    expect(document.root!.pieces.map((p) => p.text)).toEqual(['&e9;']);
    expect(document.findings.map((f) => f.code)).toEqual([...Array(10).fill('xml-doctype-entity'), 'xml-entity-undefined']);
  });

  const N = 250_000;
  it.each<[string, (n: number) => string]>([
    ['nested elements', (n) => '<a>'.repeat(n)],
    ['end tags', (n) => `<a><b>${'</x>'.repeat(n)}`],
    ['one attribute', (n) => `<a b="${'x'.repeat(64 * n)}"/>`],
    ['one unclosed attribute', (n) => `<a b="${'x'.repeat(4 * n)}`],
    ['unclosed attributes of both quotes', (n) => '<a b="<a b=\'>'.repeat(n / 4)],
    ['many attributes', (n) => `<a ${Array.from({ length: n / 10 }, (_, i) => `b${i}=""`).join(' ')}/>`],
    [
      'many prefixes',
      (n) =>
        `<a ${Array.from({ length: n / 20 }, (_, i) => `xmlns:p${i}="u"`).join(' ')}>${Array.from({ length: n / 20 }, (_, i) => `<p${i}:b/>`).join('')}</a>`,
    ],
    ['bare ampersands', (n) => `<a>${'&'.repeat(4 * n)}`],
    ['names after an ampersand', (n) => `<a>&${'x'.repeat(4 * n)}`],
    ['references', (n) => `<a>${'&lt;'.repeat(n)}`],
    ['digits in a reference', (n) => `<a>&#${'9'.repeat(4 * n)};`],
    ['brackets', (n) => `<a>${']'.repeat(4 * n)}`],
    ['beginnings of CDATA', (n) => `<a>${'<![CDATA['.repeat(n / 2)}`],
    ['short CDATA sections', (n) => `<a>${'<![CDATA[]]>'.repeat(n / 4)}`],
    ['beginnings of comments', (n) => `<a>${'<!--'.repeat(n)}`],
    ['comments outside', (n) => '<!---->'.repeat(n / 2)],
    ['document types', (n) => '<!DOCTYPE a [ "'.repeat(n / 4)],
    ['declarations in a document type', (n) => `<!DOCTYPE a [${'<!ENTITY "'.repeat(n / 2)}`],
    ['white space in a document type', (n) => `<!DOCTYPE${' '.repeat(4 * n)}`],
    ['a long declaration', (n) => `<?xml ${'version '.repeat(n / 2)}`],
    ['processing instructions', (n) => `<a>${'<?'.repeat(n)}`],
    ['a long name', (n) => `<${'é'.repeat(2 * n)}`],
    ['roots', (n) => '<a/>'.repeat(n)],
    ['NULs', (n) => '\0'.repeat(4 * n)],
    ['broken UTF-8', (n) => `<a>${'\xff'.repeat(2 * n)}`],
  ])('%s: linear', (name, make) => {
    const time = (n: number): number => {
      const octets = Buffer.from(make(n), name === 'broken UTF-8' ? 'latin1' : 'utf8');
      const start = process.cpuUsage().user;
      const document = readXml(octets);
      for (const piece of document.root?.pieces ?? []) void piece.text;
      expect(isWellFormed(document)).toBe(/^(one attribute|many)/.test(name));
      return (process.cpuUsage().user - start) / 1000;
    };
    // A quadratic reader needs minutes for these sizes, a linear one tens of milliseconds: only the order of magnitude is judged, in CPU time.
    expect(time(N)).toBeLessThan(20_000);
  });
});
