/** The reader and the writer mean the same tree as libxml2: names, namespaces, attributes, texts. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { XmlCData, XmlDocument, XmlElement, XmlText } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { type Element, textOf } from '../../src/wire/document.js';
import { isWellFormed, readXml } from '../../src/wire/xml-read.js';
import { writeXml } from '../../src/wire/xml-write.js';
import { outTree } from './out-arbitrary.js';
import { damaged, SEED, wellFormed } from './xml-arbitrary.js';

/** namespace, local name, attributes without namespace declarations, all text, children. */
type Tree = [ns: string, name: string, attributes: string[], text: string, children: Tree[]];

const XMLNS = 'http://www.w3.org/2000/xmlns/';

function ourTree(element: Element): Tree {
  const attributes = element.attributes.filter((a) => a.ns !== XMLNS).map((a) => `${a.ns} ${a.name}=${a.value}`);
  return [element.ns, element.name, attributes.sort(), textOf(element), element.children.map(ourTree)];
}

function theirTree(element: XmlElement): Tree {
  const attributes = element.attrs.map((a) => `${a.namespaceUri} ${a.name}=${a.value}`);
  const children: Tree[] = [];
  let text = '';
  for (const node of element.find('node()')) {
    if (node instanceof XmlElement) children.push(theirTree(node));
    else if (node instanceof XmlText || node instanceof XmlCData) text += node.content;
  }
  return [element.namespaceUri, element.name, attributes.sort(), text, children];
}

function libxml2(octets: Uint8Array): Tree | string {
  let document: XmlDocument;
  try {
    document = XmlDocument.fromBuffer(octets);
  } catch (error) {
    return (error as Error).message;
  }
  try {
    return theirTree(document.root);
  } finally {
    document.dispose();
  }
}

describe('the same tree as libxml2', () => {
  it('for well-formed documents', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const octets = Buffer.from(text);
        expect(ourTree(readXml(octets).root!)).toEqual(libxml2(octets));
      }),
      { numRuns: 600, seed: SEED },
    );
  });

  it('for damaged documents that both accept', () => {
    let compared = 0;
    fc.assert(
      fc.property(damaged, (text) => {
        const octets = Buffer.from(text);
        const document = readXml(octets);
        const theirs = libxml2(octets);
        if (typeof theirs === 'string' || !isWellFormed(document)) return;
        compared++;
        expect(ourTree(document.root!)).toEqual(theirs);
      }),
      { numRuns: 1500, seed: SEED },
    );
    expect(compared).toBeGreaterThan(50);
  });

  it.each(['utf16le', 'latin1'] as const)('in %s, with ranges in the octets as they came', (encoding) => {
    const name = encoding === 'latin1' ? 'ISO-8859-1' : 'UTF-16';
    const text = `<?xml version="1.0" encoding="${name}"?><r xmlns="urn:r"><Data a="ü">grün &amp; <![CDATA[<é>]]></Data><é/></r>`;
    const mark = encoding === 'latin1' ? '' : '\uFEFF';
    const octets = Buffer.from(mark + text, encoding);
    const document = readXml(octets);
    expect(document.findings).toEqual([]);
    expect(ourTree(document.root!)).toEqual(libxml2(octets));
    const data = document.root!.children[0]!;
    expect(octets.toString(encoding, data.from, data.to)).toBe('<Data a="ü">grün &amp; <![CDATA[<é>]]></Data>');
    expect(data.pieces.map((p) => octets.toString(encoding, p.dataFrom, p.dataTo))).toEqual(['grün &amp; ', '<é>']);
    expect(octets.toString(encoding, data.attributes[0]!.from, data.attributes[0]!.to)).toBe('a="ü"');
  });

  it('for what the writer writes', () => {
    fc.assert(
      fc.property(outTree, (root) => {
        const octets = writeXml(root);
        expect(ourTree(readXml(octets).root!)).toEqual(libxml2(octets));
      }),
      { numRuns: 400, seed: SEED },
    );
  });

  it('xmllint accepts what the writer writes and refuses what we refuse', () => {
    const lint = (octets: Uint8Array): boolean => {
      const run = spawnSync('xmllint', ['--nonet', '--noout', '-'], { input: octets });
      if (run.error) throw new Error(`xmllint is missing (Debian package libxml2-utils): ${run.error.message}`);
      return run.status === 0;
    };
    for (const root of fc.sample(outTree, { numRuns: 4, seed: 1 })) expect(lint(writeXml(root))).toBe(true);
    for (const wrong of ['<a>', '<a>&x;</a>', '<a b=1/>', '<a/><b/>', '<a/>x', '<a>]]></a>', '<a b="<"/>', '<a b="1" b="2"/>']) {
      expect([wrong, lint(Buffer.from(wrong)), isWellFormed(readXml(Buffer.from(wrong)))]).toEqual([wrong, false, false]);
    }
  });
});
