/** The content-model check agrees with a validator: libxml2, given the same table written out as a DTD. */
import fc from 'fast-check';
import { DtdValidator, XmlDocument, XmlDtd } from 'libxml2-wasm';
import { afterAll, describe, expect, it } from 'vitest';
import type { OutElement } from '../../src/wire/out.js';
import { CONTENT_FINDINGS, checkContentModel } from '../../src/wire/syncml-dtd.js';
import { CONTENT_MODELS, type ContentModel, METINF_MODELS, METINF_NS, SYNCML_NS } from '../../src/wire/syncml-dtd-models.js';
import { readWbxml } from '../../src/wire/wbxml-read.js';
import { readXml } from '../../src/wire/xml-read.js';
import { writeXml } from '../../src/wire/xml-write.js';
import vectors from '../data/vectors.json' with { type: 'json' };
import { SEED } from './xml-arbitrary.js';

function dtdModel(model: ContentModel): string {
  if (model.kind === 'text') return '(#PCDATA)';
  if (model.kind === 'empty') return 'EMPTY';
  if (model.kind === 'any') return 'ANY';
  // A DTD has no "any order, each once"; the generator below keeps to once.
  if (!model.isOrdered) return `(${model.particles.flatMap((p) => p.names).join('|')})*`;
  const particle = (p: (typeof model.particles)[number]): string =>
    (p.names.length > 1 ? `(${p.names.join('|')})` : p.names[0]) + (p.isRepeatable ? (p.isNeeded ? '+' : '*') : p.isNeeded ? '' : '?');
  return `(${model.particles.map(particle).join(', ')})`;
}

const declarations = [...CONTENT_MODELS.values()].flatMap((models) =>
  [...models].map(([name, model]) => `<!ELEMENT ${name} ${dtdModel(model)}>\n<!ATTLIST ${name} xmlns CDATA #IMPLIED>`),
);
const dtd = XmlDtd.fromBuffer(Buffer.from(declarations.join('\n')));
const validator = new DtdValidator(dtd);
afterAll(() => {
  validator.dispose();
  dtd.dispose();
});

/** What libxml2 says, '' when the document is valid. */
function libxml2Says(octets: Uint8Array): string {
  const document = XmlDocument.fromBuffer(octets);
  try {
    validator.validate(document);
    return '';
  } catch (error) {
    return (error as Error).message;
  } finally {
    document.dispose();
  }
}

/** A random element that follows its model. */
function valid(name: string, ns: string, depth: number): fc.Arbitrary<OutElement> {
  const model = CONTENT_MODELS.get(ns)!.get(name)!;
  const own = ns === METINF_NS ? { name, ns } : { name };
  if (model.kind === 'empty') return fc.constant(own);
  if (model.kind === 'text') return fc.constantFrom({ ...own, content: [{ text: '1' }] }, own);
  if (model.kind === 'any') {
    if (name === 'Data' || depth > 6) return fc.constantFrom({ ...own, content: [{ text: 'x', form: 'cdata' as const }] }, own);
    const metinf = fc.oneof(...Object.keys(METINF_MODELS).map((inner) => valid(inner, METINF_NS, depth + 1)));
    return fc.array(metinf, { maxLength: 2 }).map((content) => ({ ...own, content }));
  }
  const particles = model.particles.map((p) => {
    const names = depth > 4 ? p.names.filter((n) => !['Atomic', 'Sequence', 'Sync', 'Filter'].includes(n)) : p.names;
    const minLength = p.isNeeded ? 1 : 0;
    const maxLength = names.length === 0 ? 0 : p.isRepeatable ? 2 : depth > 4 ? minLength : 1;
    const one = names.length === 0 ? fc.constant(own) : fc.constantFrom(...names).chain((n) => valid(n, ns, depth + 1));
    return fc.array(one, { minLength, maxLength });
  });
  return fc.tuple(...particles).map((lists): OutElement => ({ ...own, content: lists.flat() }));
}

const message = valid('SyncML', SYNCML_NS, 0).map((root) => ({ ...root, ns: SYNCML_NS }));

/** The same with one element dropped, doubled, moved, renamed or given text. */
const broken = fc
  .tuple(message, fc.constantFrom('drop', 'double', 'swap', 'rename', 'text', 'cdata'), fc.nat(), fc.nat())
  .map(([root, kind, place, other]) => {
    const copy = structuredClone(root) as { name: string; content?: OutElement['content'] };
    const parents: { name: string; content: OutElement[] }[] = [];
    const walk = (e: typeof copy): void => {
      if (e.name !== 'MetInf' && e.content?.every((c) => 'name' in c) && e.content.length > 0) parents.push(e as (typeof parents)[number]);
      for (const c of e.content ?? []) if ('name' in c) walk(c as typeof copy);
    };
    walk(copy);
    const { content } = parents[place % parents.length]!;
    const at = other % content.length;
    if (kind === 'drop') content.splice(at, 1);
    else if (kind === 'double') content.splice(at, 0, structuredClone(content[at]!));
    else if (kind === 'swap') content.push(...content.splice(at, 1));
    else if (kind === 'rename') content[at] = { name: ['CmdID', 'Item', 'Final', 'Data'][place % 4]! };
    else content.splice(at, 0, { text: kind === 'text' ? 'x' : ' ', form: kind === 'text' ? 'chars' : 'cdata' } as unknown as OutElement);
    return copy as OutElement;
  });

describe('content models, against libxml2', () => {
  it('accepts what follows them', () => {
    fc.assert(
      fc.property(message, (root) => {
        const octets = writeXml(root);
        expect(libxml2Says(octets)).toBe('');
        expect(checkContentModel(readXml(octets))).toEqual([]);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
  it('refuses what libxml2 refuses, and nothing else', () => {
    const seen = { valid: 0, invalid: 0 };
    fc.assert(
      fc.property(broken, (root) => {
        const octets = writeXml(root);
        const theirs = libxml2Says(octets);
        seen[theirs === '' ? 'valid' : 'invalid']++;
        const ours = checkContentModel(readXml(octets)).filter((f) => f.code !== 'dtd-namespace');
        expect(ours.length === 0, `${theirs || 'valid'}\n${ours.map((f) => f.message).join('\n')}\n${Buffer.from(octets).toString()}`).toBe(
          theirs === '',
        );
      }),
      { seed: SEED, numRuns: 1200 },
    );
    expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(50);
  });
});

describe('what is said', () => {
  const header =
    '<SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto><SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>a</LocURI></Target><Source><LocURI>b</LocURI></Source></SyncHdr>';
  const body = (commands: string, ns = SYNCML_NS): string => `<SyncML xmlns="${ns}">${header}<SyncBody>${commands}<Final/></SyncBody></SyncML>`;
  const alert = '<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>';
  const add = (meta: string): string => `<Add><CmdID>1</CmdID><Item><Target><LocURI>./x</LocURI></Target><Meta>${meta}</Meta></Item></Add>`;

  it.each<[string, string, [string, string][]]>([
    ['nothing, of a conforming message', body(alert), []],
    [
      'CmdID after CmdRef',
      body('<Status><MsgRef>1</MsgRef><CmdRef>0</CmdRef><CmdID>1</CmdID><Cmd>SyncHdr</Cmd><Data>212</Data></Status>'),
      [['dtd-order', '/SyncML/SyncBody/Status/CmdID']],
    ],
    [
      'Status without CmdID',
      body('<Status><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>212</Data></Status>'),
      [['dtd-missing', '/SyncML/SyncBody/Status']],
    ],
    ['two CmdIDs', body('<Alert><CmdID>1</CmdID><CmdID>2</CmdID></Alert>'), [['dtd-repeated', '/SyncML/SyncBody/Alert/CmdID[2]']]],
    ['Meta in Alert', body('<Alert><CmdID>1</CmdID><Meta/></Alert>'), [['dtd-unexpected', '/SyncML/SyncBody/Alert/Meta']]],
    ['Add without Item', body(`${alert}<Add><CmdID>2</CmdID></Add>`), [['dtd-missing', '/SyncML/SyncBody/Add']]],
    [
      'Target without LocURI',
      body('<Get><CmdID>1</CmdID><Item><Target>./x</Target></Item></Get>'),
      [
        ['dtd-text', '/SyncML/SyncBody/Get/Item/Target'],
        ['dtd-missing', '/SyncML/SyncBody/Get/Item/Target'],
      ].reverse() as [string, string][],
    ],
    [
      'text in Final',
      `<SyncML xmlns="${SYNCML_NS}">${header}<SyncBody>${alert}<Final> </Final></SyncBody></SyncML>`,
      [['dtd-text', '/SyncML/SyncBody/Final']],
    ],
    ['an empty body', `<SyncML xmlns="${SYNCML_NS}">${header}<SyncBody/></SyncML>`, [['dtd-missing', '/SyncML/SyncBody']]],
    ['an element in CmdID', body('<Alert><CmdID><x/></CmdID></Alert>'), [['dtd-unexpected', '/SyncML/SyncBody/Alert/CmdID/x']]],
    ['another root', '<MgmtTree/>', [['dtd-root', '/MgmtTree']]],
    ['no root', '', [['dtd-root', '/']]],
    ['a wrong namespace, once', body(alert, 'SYNCML:SYNCML1.1'), [['dtd-namespace', '/SyncML']]],
    ['MetInf elements in any order', body(add("<Type xmlns='syncml:metinf'>text/plain</Type><Format xmlns='syncml:metinf'>chr</Format>")), []],
    ['MetInf in its wrapper, in any order', body(add("<MetInf xmlns='syncml:metinf'><Type>text/plain</Type><Format>chr</Format></MetInf>")), []],
    [
      'one of them twice in the wrapper',
      body(add("<MetInf xmlns='syncml:metinf'><Type>a</Type><Type>b</Type></MetInf>")),
      [['dtd-repeated', '/SyncML/SyncBody/Add/Item/Meta/MetInf/Type[2]']],
    ],
    ['Format without its namespace', body(add('<Format>chr</Format>')), [['dtd-namespace', '/SyncML/SyncBody/Add/Item/Meta/Format']]],
    ['an undeclared element in Meta', body(add('<Fromat>chr</Fromat>')), [['dtd-undeclared', '/SyncML/SyncBody/Add/Item/Meta/Fromat']]],
    ['an attribute', body(alert).replace('<SyncBody>', '<SyncBody evil="1">'), [['dtd-attribute', '/SyncML/SyncBody']]],
    ['an attribute of the root', body(alert).replace('<SyncML ', '<SyncML version="1.2" '), [['dtd-attribute', '/SyncML']]],
    [
      'attributes of what holds text, nothing or anything',
      body('<Alert><CmdID a="1">1</CmdID><Data b="1">1201</Data></Alert>').replace('<Final/>', '<Final c="1"/>'),
      [
        ['dtd-attribute', '/SyncML/SyncBody/Alert/CmdID'],
        ['dtd-attribute', '/SyncML/SyncBody/Alert/Data'],
        ['dtd-attribute', '/SyncML/SyncBody/Final'],
      ],
    ],
    [
      'an attribute in Meta',
      body(add('<Format xmlns="syncml:metinf" a="">chr</Format>')),
      [['dtd-attribute', '/SyncML/SyncBody/Add/Item/Meta/Format']],
    ],
    [
      'an attribute of XML that nothing declares',
      body('<Alert xml:lang="en"><CmdID>1</CmdID></Alert>'),
      [['dtd-attribute', '/SyncML/SyncBody/Alert']],
    ],
    [
      'namespaces under any prefix',
      `<s:SyncML xmlns:s="${SYNCML_NS}" xmlns="${SYNCML_NS}" xmlns:x='urn:x'>${header}<SyncBody>${alert}</SyncBody></s:SyncML>`,
      [],
    ],
    ['attributes of a foreign element', body("<Alert><CmdID>1</CmdID><Data><x xmlns='urn:x' a='1'/></Data></Alert>"), []],
    ['a foreign element in Data', body("<Alert><CmdID>1</CmdID><Data><x xmlns='urn:x'><CmdID/></x></Data></Alert>"), []],
  ])('%s', (_, text, wanted) => {
    const findings = checkContentModel(readXml(Buffer.from(text)));
    expect(findings.map((f) => [f.code, f.path])).toEqual(wanted);
    for (const f of findings) expect(f.message.includes(CONTENT_FINDINGS[f.code]) || f.path === '/').toBe(true);
  });

  it.each(['evil', 'xml:lang', 'xml:space'])('libxml2 refuses the attribute %s, too', (name) => {
    const text = body(alert).replace('<SyncBody>', `<SyncBody ${name}="default">`);
    expect(libxml2Says(Buffer.from(text))).not.toBe('');
    expect(libxml2Says(Buffer.from(body(alert)))).toBe('');
  });

  it('ranges are those of what is wrong', () => {
    const text = body('<Alert><CmdID>1</CmdID><CmdID>2</CmdID></Alert><Add><CmdID>2</CmdID></Add>');
    expect(checkContentModel(readXml(Buffer.from(text))).map((f) => text.slice(f.at, f.to))).toEqual(['<CmdID>2</CmdID>', '<Add>']);
    const adorned = body(alert).replace('<SyncBody>', "<SyncBody a='b' >");
    const [finding] = checkContentModel(readXml(Buffer.from(adorned)));
    expect(adorned.slice(finding?.at, finding?.to)).toBe("a='b'");
  });
  it('the vectors conform, as XML and as WBXML', () => {
    for (const vector of [vectors.wbxml.A, vectors.wbxml.B]) {
      expect(checkContentModel(readXml(Buffer.from(vector.xmlFile)))).toEqual([]);
      expect(checkContentModel(readWbxml(Buffer.from(vector.hex, 'hex')))).toEqual([]);
    }
  });
});
