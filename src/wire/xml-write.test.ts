import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import vectors from '../../tests/data/vectors.json' with { type: 'json' };
import { carriedText, outTree } from '../../tests/wire/out-arbitrary.js';
import { SEED } from '../../tests/wire/xml-arbitrary.js';
import { type Element, textOf } from './document.js';
import { isOutElement, type OutElement } from './out.js';
import { readXml } from './xml-read.js';
import { SYNCML_DOCTYPE, writeXml } from './xml-write.js';

const plain = (root: OutElement): string => Buffer.from(writeXml(root, { declaration: false })).toString('utf8');
const data = (...content: NonNullable<OutElement['content']>): OutElement => ({ name: 'Data', content });

describe('what is written', () => {
  it.each<[string, OutElement, string]>([
    ['an element without content', { name: 'Final' }, '<Final/>'],
    ['an empty text', data({ text: '' }), '<Data></Data>'],
    ['escapes', data({ text: 'a<b>&"\r\n' }), '<Data>a&lt;b&gt;&amp;"&#13;\n</Data>'],
    ['CDATA', data({ text: '<b/>&amp;', form: 'cdata' }), '<Data><![CDATA[<b/>&amp;]]></Data>'],
    ['CDATA that holds its own end', data({ text: 'x]]>y', form: 'cdata' }), '<Data><![CDATA[x]]]]><![CDATA[>y]]></Data>'],
    ['what WBXML has as OPAQUE', data({ octets: Buffer.from('<é/>'), form: 'opaque' }), '<Data><![CDATA[<é/>]]></Data>'],
    ['octets as they are', data({ octets: Uint8Array.of(0x3c, 0x26), form: 'raw' }, { text: '</x>', form: 'raw' }), '<Data><&</x></Data>'],
    ['attributes', { name: 'a', attributes: [{ name: 'b', value: '<"\n&>' }] }, '<a b="&lt;&quot;&#10;&amp;>"/>'],
    ['an own xmlns attribute, once', { name: 'a', ns: 'u', attributes: [{ name: 'xmlns', value: 'v' }] }, '<a xmlns="v"/>'],
    [
      'namespaces where they change',
      {
        name: 'SyncML',
        ns: 'S',
        content: [
          {
            name: 'Meta',
            content: [
              { name: 'Type', ns: 'syncml:metinf' },
              { name: 'x', ns: 'S' },
            ],
          },
        ],
      },
      '<SyncML xmlns="S"><Meta><Type xmlns="syncml:metinf"/><x/></Meta></SyncML>',
    ],
  ])('%s', (_, root, wanted) => expect(plain(root)).toBe(wanted));

  it('a package as the vector has it', () => {
    const text = (name: string, value: string): OutElement => ({ name, content: [{ text: value }] });
    const uri = (name: string, value: string): OutElement => ({ name, content: [text('LocURI', value)] });
    const root: OutElement = {
      name: 'SyncML',
      ns: 'SYNCML:SYNCML1.2',
      content: [
        {
          name: 'SyncHdr',
          content: [
            text('VerDTD', '1.2'),
            text('VerProto', 'DM/1.3'),
            text('SessionID', '1'),
            text('MsgID', '1'),
            uri('Target', 'https://s.example/dm'),
            uri('Source', 'IMEI:493005100592800'),
            { name: 'Meta', content: [{ ...text('MaxMsgSize', '5000'), ns: 'syncml:metinf' }] },
          ],
        },
        { name: 'SyncBody', content: [{ name: 'Alert', content: [text('CmdID', '1'), text('Data', '1201')] }, { name: 'Final' }] },
      ],
    };
    expect(`${Buffer.from(writeXml(root, { doctype: SYNCML_DOCTYPE })).toString('utf8')}\n`).toBe(vectors.wbxml.A.xmlFile);
  });

  it.each(['\0', '\u000B', '\uFFFE', 'x\uD800'])('refuses %j, which XML cannot carry, unless it is raw', (text) => {
    for (const form of ['chars', 'cdata'] as const) expect(() => writeXml(data({ text, form }))).toThrow(RangeError);
    expect(() => writeXml({ name: 'a', attributes: [{ name: 'b', value: text }] })).toThrow(RangeError);
    expect(() => writeXml(data({ text, form: 'raw' }))).not.toThrow();
  });
  it('refuses octets that are not UTF-8', () => {
    expect(() => writeXml(data({ octets: Uint8Array.of(0xff) }))).toThrow(RangeError);
  });
  it('writes any depth', () => {
    let root: OutElement = { name: 'a' };
    for (let i = 0; i < 100_000; i++) root = { name: 'a', content: [root] };
    expect(plain(root)).toHaveLength(100_000 * 7 + 4);
  });
});

describe('what is written is read again', () => {
  /** Namespace, name, attributes, text, children as they were meant. */
  type Meant = [string, string, string[], string, Meant[]];
  const meant = (out: OutElement, outerNs: string): Meant => {
    const ns = out.ns ?? outerNs;
    const content = out.content ?? [];
    const text = content.map((c) => (isOutElement(c) ? '' : (c.text ?? ''))).join('');
    return [ns, out.name, (out.attributes ?? []).map((a) => `${a.name}=${a.value}`), text, content.filter(isOutElement).map((c) => meant(c, ns))];
  };
  const found = (e: Element): Meant => {
    const attributes = e.attributes.filter((a) => a.name !== 'xmlns').map((a) => `${a.ns === '' ? '' : 'xml:'}${a.name}=${a.value}`);
    return [e.ns, e.name, attributes, textOf(e), e.children.map(found)];
  };

  it('by our reader, with the same meaning', () => {
    fc.assert(
      fc.property(outTree, (root) => {
        const document = readXml(writeXml(root, { doctype: SYNCML_DOCTYPE }));
        expect(document.findings).toEqual([]);
        expect(found(document.root!)).toEqual(meant(root, ''));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
  it('by saxes, which finds nothing wrong', () => {
    fc.assert(
      fc.property(outTree, (root) => {
        const parser = new SaxesParser({ xmlns: true });
        parser.write(Buffer.from(writeXml(root)).toString('utf8')).close();
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
  it('CDATA stays CDATA', () => {
    fc.assert(
      fc.property(carriedText, (text) => {
        const { root } = readXml(writeXml(data({ text, form: 'cdata' })));
        expect(root!.pieces.every((p) => p.form === 'cdata')).toBe(true);
        expect(textOf(root!)).toBe(text);
      }),
      { seed: SEED },
    );
  });
});
