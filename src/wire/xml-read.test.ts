import { describe, expect, it } from 'vitest';
import { childText, type Element, formOf, textOf } from './document.js';
import { isWellFormed, readXml, XML_FINDINGS, type XmlFindingCode } from './xml-read.js';

const read = (text: string) => readXml(Buffer.from(text));
const slice = (text: string, range: { from: number; to: number }) => Buffer.from(text).toString('utf8', range.from, range.to);

/** document -> the findings it must give, code and octet, and no others. */
const DEVIATIONS: readonly [string | Uint8Array, ...(readonly [XmlFindingCode, number])[]][] = [
  ['', ['xml-no-root', 0]],
  ['<!-- only -->', ['xml-no-root', 13]],
  ['<a/><b><c/></b>', ['xml-second-root', 4]],
  ['x<a/>', ['xml-junk-before-root', 0]],
  ['<a/> junk & more', ['xml-junk-after-root', 5]],
  ['<a/>\n\0\0', ['xml-nul-after-root', 5]],
  ['<a><b>x', ['xml-element-unclosed', 7]],
  ['<a><b>x</a>', ['xml-end-tag-missing', 7]],
  ['<a><Data>x</data></a>', ['xml-end-tag-mismatch', 10]],
  ['<a><b/></b></a>', ['xml-end-tag-stray', 7]],
  ['</x><a/>', ['xml-end-tag-stray', 0]],
  ['<a><b <c/></b></a>', ['xml-tag-unfinished', 3]],
  ['<a><b></b</a>', ['xml-tag-unfinished', 6]],
  ['<a 1/>', ['xml-tag-junk', 3]],
  ['<a></a b>', ['xml-tag-junk', 7]],
  ['<a></></a>', ['xml-name', 5], ['xml-end-tag-stray', 3]],
  ['<a×/>', ['xml-name', 1]],
  ['<a b="1"c="2"/>', ['xml-attribute-space', 8]],
  ['<a b/>', ['xml-attribute-no-value', 3]],
  ['<a b=1/>', ['xml-attribute-unquoted', 5]],
  ['<a b="1>x</a>', ['xml-attribute-unclosed', 5]],
  ['<a b="1" b="2"/>', ['xml-attribute-duplicate', 9]],
  ['<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', ['xml-attribute-duplicate', 35]],
  ['<a b="<"/>', ['xml-lt-in-attribute', 6]],
  ['<a>1 < 2</a>', ['xml-bare-lt', 5]],
  ['<a><!x></a>', ['xml-bare-lt', 3]],
  ['<a>AT&T</a>', ['xml-bare-ampersand', 5]],
  ['<a b="x&amp"/>', ['xml-bare-ampersand', 7]],
  ['<a>]]></a>', ['xml-cdata-end-in-text', 3]],
  ['<a>&nbsp;</a>', ['xml-entity-undefined', 3]],
  ['<a>&#0;</a>', ['xml-char-reference', 3]],
  ['<a>&#x110000;</a>', ['xml-char-reference', 3]],
  ['<a>&#xZ;</a>', ['xml-char-reference', 3]],
  ['<a>x\u0001</a>', ['xml-character', 4]],
  ['<a>\uFFFE</a>', ['xml-character', 3]],
  ['<a b="\0"/>', ['xml-character', 6]],
  ['<a><![CDATA[\u0008]]></a>', ['xml-character', 12]],
  ['<a><![CDATA[x</a>', ['xml-cdata-unclosed', 3], ['xml-element-unclosed', 17]],
  ['<a/><![CDATA[]]>', ['xml-cdata-outside-root', 4]],
  ['<a><!--x</a>', ['xml-comment-unclosed', 3], ['xml-element-unclosed', 12]],
  ['<a><!-- -- --></a>', ['xml-comment-hyphens', 8]],
  ['<a><?p x</a>', ['xml-pi-unclosed', 3], ['xml-element-unclosed', 12]],
  ['<a><?1?></a>', ['xml-pi-target', 5]],
  ['<a><?XML ?></a>', ['xml-pi-target', 5]],
  ["<?xml version='2'?><a/>", ['xml-declaration', 0]],
  ['<?xml encoding="UTF-8"?><a/>', ['xml-declaration', 0]],
  ['<?xml version="1.0"><a/>', ['xml-declaration', 0]],
  ['\n<?xml version="1.0"?><a/>', ['xml-declaration-misplaced', 1]],
  ['<!DOCTYPE a PUBLIC "x"><a/>', ['xml-doctype', 0]],
  ['<!DOCTYPE a [<!ELEMENT a ANY><a/>', ['xml-doctype', 0]],
  ['<a/><!DOCTYPE a>', ['xml-doctype-misplaced', 4]],
  ['<!DOCTYPE a><!DOCTYPE a><a/>', ['xml-doctype-misplaced', 12]],
  ['<p:a/>', ['xml-prefix-unbound', 1]],
  ['<a p:b=""/>', ['xml-prefix-unbound', 3]],
  ['<a:b:c/>', ['xml-qname', 1]],
  ['<a xmlns:p=""/>', ['xml-namespace-declaration', 3]],
  [Uint8Array.of(0x3c, 0x61, 0x3e, 0xff, 0xed, 0xa0, 0x80, 0x3c, 0x2f, 0x61, 0x3e), ...[3, 4, 5, 6].map((at) => ['xml-utf8', at] as const)],
  [Buffer.from('\uFEFF<a>\uD800</a>', 'utf16le'), ['xml-utf16', 8]],
  [Buffer.from('<?xml version="1.0" encoding="US-ASCII"?><a>é</a>', 'latin1'), ['xml-encoding-octet', 44]],
  ['<?xml version="1.0" encoding="UTF-16"?><a/>', ['xml-encoding-mismatch', 30]],
  [Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-8"?><a/>', 'utf16le'), ['xml-encoding-mismatch', 62]],
  ['<?xml version="1.0" encoding="KOI8-R"?><a/>', ['xml-encoding-unsupported', 30]],
  [Uint8Array.of(0, 0, 0, 0x3c, 0, 0, 0, 0x61), ['xml-encoding-unsupported', 0]],
  [Buffer.from('<a/>', 'utf16le'), ['xml-bom-missing', 0]],
  ['<?xml version="1.1"?><a/>', ['xml-version', 0]],
  ['<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', ['xml-doctype-entity', 13], ['xml-entity-undefined', 33]],
  ['<a><b><c><d/></c></b></a>', ['xml-limit-depth', 9]],
  ['<a><b/><b/><b/><b/><b/></a>', ['xml-limit-nodes', 19]],
  ['<a>&x;&x;&x;&x;</a>', ['xml-entity-undefined', 3], ['xml-entity-undefined', 6], ['xml-limit-findings', 6]],
];

describe('every deviation is a finding at its octet, and nothing else is', () => {
  const small = { elementDepth: 3, documentNodes: 5, findings: 3 };
  it.each(DEVIATIONS)('%j', (document, ...wanted) => {
    const octets = typeof document === 'string' ? Buffer.from(document) : document;
    const isBounded = wanted.some(([code]) => XML_FINDINGS[code][0] === 'limit');
    const { findings } = readXml(octets, isBounded ? small : {});
    expect(findings.map(({ code, at }) => [code, at])).toEqual([...wanted].sort((a, b) => a[1] - b[1]));
  });
  it('each code of the table is seen here', () => {
    const seen = new Set(DEVIATIONS.flatMap(([, ...wanted]) => wanted.map(([code]) => code)));
    expect(Object.keys(XML_FINDINGS).filter((code) => !seen.has(code as XmlFindingCode))).toEqual([]);
  });
  it('notes do not make a document ill-formed', () => {
    expect(isWellFormed(read('<?xml version="1.1"?><a/>'))).toBe(true);
    expect(isWellFormed(read('<a>'))).toBe(false);
  });
});

describe('what is read', () => {
  it('a SyncML message: header, names, namespaces, ranges', () => {
    const text =
      '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.2//EN" "x.dtd">\n' +
      "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr><VerProto> DM/1.3</VerProto><Meta><m:Type xmlns:m='syncml:metinf'>b64</m:Type></Meta></SyncHdr></SyncML>";
    const document = read(text);
    expect(document.findings).toEqual([]);
    expect(document.header).toEqual({
      kind: 'xml',
      version: '1.0',
      encoding: 'UTF-8',
      publicId: '-//SYNCML//DTD SyncML 1.2//EN',
      hasDeclaration: true,
    });
    const header = document.root!.children[0]!;
    expect(childText(header, 'VerProto')).toBe(' DM/1.3');
    const type = header.children[1]!.children[0]!;
    expect([type.name, type.ns, header.ns]).toEqual(['Type', 'syncml:metinf', 'SYNCML:SYNCML1.2']);
    expect(slice(text, type)).toBe("<m:Type xmlns:m='syncml:metinf'>b64</m:Type>");
    expect(Buffer.from(text).toString('utf8', type.contentFrom, type.contentTo)).toBe('b64');
    expect(type.attributes.map((a) => [a.name, a.ns, a.value, slice(text, a)])).toEqual([
      ['m', 'http://www.w3.org/2000/xmlns/', 'syncml:metinf', "xmlns:m='syncml:metinf'"],
    ]);
  });

  it('pieces keep how text was written', () => {
    const text = '<a>x &lt;\r\ny<![CDATA[<b>&amp;]]><!-- c --><?p i?>é</a>';
    const { root } = read(text);
    expect(root!.pieces.map((p) => [p.form, slice(text, p), p.text])).toEqual([
      ['chars', 'x &lt;\r\ny', 'x <\ny'],
      ['cdata', '<![CDATA[<b>&amp;]]>', '<b>&amp;'],
      ['comment', '<!-- c -->', ' c '],
      ['pi', '<?p i?>', 'p i'],
      ['chars', 'é', 'é'],
    ]);
    expect(textOf(root!)).toBe('x <\ny<b>&amp;é');
    expect(formOf(read('<a>\n<![CDATA[x]]>\n</a>').root!)).toBe('cdata');
  });

  it('references and white space in attribute values', () => {
    const { root } = read('<a b="1\r\n2&#10;\t&quot;&#x1F600;"/>');
    expect(root!.attributes[0]!.value).toBe('1 2\n "😀');
    expect(root!.selfClosed).toBe(true);
  });

  it('bindings end with their element', () => {
    const { root, findings } = read('<a xmlns="u"><b xmlns="v" xmlns:p="w"><p:c/></b><d/><p:e/></a>');
    expect(root!.children.map((c) => [c.name, c.ns])).toEqual([
      ['b', 'v'],
      ['d', 'u'],
      ['e', ''],
    ]);
    expect(findings.map((f) => f.code)).toEqual(['xml-prefix-unbound']);
  });

  it('goes on after a wrong end tag', () => {
    const { root } = read('<a><Status><CmdID>1</CmdId><Data>200</Data></Status><Final/></a>');
    expect(root!.children.map((c) => c.name)).toEqual(['Status', 'Final']);
    expect(root!.children[0]!.children.map((c: Element) => [c.name, textOf(c)])).toEqual([
      ['CmdID', '1'],
      ['Data', '200'],
    ]);
  });

  it('a byte order mark is no part of the text but counts in the ranges', () => {
    const { root, findings } = read('\uFEFF<a/>');
    expect([root!.from, root!.to, findings.length]).toEqual([3, 7, 0]);
  });
});
