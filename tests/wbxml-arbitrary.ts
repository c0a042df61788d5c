/** Generated SyncML messages and TNDS objects for the WBXML interop test; trees as the writers take them. */
import fc from 'fast-check';
import type { OutElement, OutForm, OutText } from '../src/wire/out.js';

const SYNCML = 'SYNCML:SYNCML1.2';
const METINF = 'syncml:metinf';
const DMDDF = 'syncml:dmddf1.2';

type Content = OutElement | OutText;
const e = (name: string, ...content: Content[]): OutElement => ({ name, content });
const leaf = (name: string, text: string): OutElement => (text === '' ? { name } : e(name, { text }));

/**
 * Left out on purpose: CR, which wbxml2xml prints raw, so that XML's line-end rule would turn it into LF;
 * and LF in Data, which xml2wbxml turns into CR LF wherever it chooses OPAQUE (any Data without the Meta Type text/plain).
 */
const character = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...'abcXYZ019 ./:-_=+*') },
  { weight: 3, arbitrary: fc.constantFrom(...'<>&"\']\t') },
  { weight: 3, arbitrary: fc.constantFrom('é', 'ß', 'я', '\u4e00', '\u20ac', '\ufffd', '😀', '\u0085', '\u2028') },
);
const text = fc.array(character, { minLength: 1, maxLength: 60 }).map((all) => all.join(''));
const lines = fc.array(text, { minLength: 1, maxLength: 3 }).map((all) => all.join('\n'));
const word = fc.stringMatching(/^[A-Za-z0-9./:-]{1,24}$/);
const number = fc.nat(99_999).map(String);
const uri = fc.array(word, { minLength: 1, maxLength: 4 }).map((all) => `./${all.join('/')}`);

/** The ways to write a string that may stand beside others. */
const stringForm = fc.constantFrom<OutForm | undefined>(undefined, undefined, 'inline', 'table');
const piece: fc.Arbitrary<OutText> = fc.record({ text, form: stringForm }).map(({ text, form }) => (form === undefined ? { text } : { text, form }));
/**
 * A Data holds one piece: wbxml2xml prints each of several as a CDATA section, one inside the other, and xml2wbxml fails ("Internal Error")
 * on CDATA beside other text. And no `]`, because `]]>` would end the CDATA section that wbxml2xml prints.
 */
const dataPiece = fc
  .record({ text, form: fc.oneof(stringForm, fc.constantFrom<OutForm>('opaque', 'cdata')) })
  .map(({ text, form }): OutText => ({ text: text.replaceAll(']', '') || '-', ...(form === undefined ? {} : { form }) }));
const data = fc.option(dataPiece).map((only) => (only ? e('Data', only) : e('Data')));

const location = (name: string): fc.Arbitrary<OutElement> =>
  fc
    .tuple(uri, fc.array(piece, { maxLength: 3 }))
    .map(([u, locName]) => e(name, leaf('LocURI', u), ...(locName.length === 0 ? [] : [e('LocName', ...locName)])));
const metaField = fc.oneof(
  fc.constantFrom('chr', 'xml', 'node', 'int').map((t) => leaf('Format', t)),
  fc.constantFrom('text/plain', 'application/octet-stream', 'urn:oma:mo:x:1.0').map((t) => leaf('Type', t)),
  number.map((t) => leaf('Size', t)),
  fc.constantFrom('fatal', 'warning').map((t) => leaf('Mark', t)),
  fc.constant<OutElement>({ name: 'EMI' }),
);
const meta = fc.array(metaField, { minLength: 1, maxLength: 4 }).map((fields) => e('Meta', ...fields.map((f) => ({ ...f, ns: METINF }))));
const item = fc
  .record({
    target: fc.option(location('Target')),
    source: fc.option(location('Source')),
    meta: fc.option(meta),
    data: fc.option(data),
    more: fc.boolean(),
  })
  .map((i) => e('Item', ...[i.target, i.source, i.meta, i.data].filter((x) => x !== null), ...(i.more ? [{ name: 'MoreData' }] : [])));

const plainCommand = fc
  .record({
    name: fc.constantFrom('Add', 'Replace', 'Delete', 'Get', 'Copy', 'Exec', 'Alert', 'Results'),
    id: number,
    meta: fc.option(meta),
    items: fc.array(item, { maxLength: 3 }),
    correlator: fc.option(word),
  })
  .map((c) => e(c.name, leaf('CmdID', c.id), ...(c.correlator ? [leaf('Correlator', c.correlator)] : []), ...(c.meta ? [c.meta] : []), ...c.items));
const status = fc
  .record({ id: number, ref: word, code: fc.constantFrom('200', '212', '401', '407', '516') })
  .map((s) =>
    e('Status', leaf('CmdID', s.id), leaf('MsgRef', '1'), leaf('CmdRef', '2'), leaf('Cmd', 'Get'), leaf('TargetRef', s.ref), leaf('Data', s.code)),
  );
const group = fc
  .tuple(fc.constantFrom('Atomic', 'Sequence'), fc.array(plainCommand, { maxLength: 3 }))
  .map(([name, all]) => e(name, leaf('CmdID', '9'), ...all));
const command = fc.oneof({ weight: 4, arbitrary: plainCommand }, { weight: 2, arbitrary: status }, group);

/** A SyncML 1.2 message; `foreign` adds elements no code page knows, which travel as LITERAL. */
export const message: fc.Arbitrary<OutElement> = fc
  .record({
    session: word,
    target: location('Target'),
    source: location('Source'),
    meta: fc.option(meta),
    commands: fc.array(command, { maxLength: 5 }),
    final: fc.boolean(),
    foreign: fc.option(fc.constantFrom('Foo', 'VendorExt')),
  })
  .map((m) => {
    const header = e(
      'SyncHdr',
      leaf('VerDTD', '1.2'),
      leaf('VerProto', 'DM/1.3'),
      leaf('SessionID', m.session),
      leaf('MsgID', '1'),
      m.target,
      m.source,
      ...(m.meta ? [m.meta] : []),
    );
    const foreign = m.foreign ? [leaf(m.foreign, 'x')] : [];
    return { ...e('SyncML', header, e('SyncBody', ...m.commands, ...foreign, ...(m.final ? [{ name: 'Final' }] : []))), ns: SYNCML };
  });

const nodeFormat = fc.constantFrom('b64', 'bin', 'bool', 'chr', 'int', 'node', 'null', 'xml', 'date', 'time', 'float');
const properties = fc
  .record({ format: nodeFormat, acl: fc.option(word), title: fc.option(lines) })
  .map((p) =>
    e(
      'RTProperties',
      ...(p.acl ? [leaf('ACL', p.acl)] : []),
      e('Format', { name: p.format }),
      e('Type', leaf('MIME', 'text/plain')),
      ...(p.title ? [leaf('Title', p.title)] : []),
    ),
  );
const { node } = fc.letrec<{ node: OutElement }>((tie) => ({
  node: fc
    .record({
      name: word,
      properties,
      value: fc.option(piece),
      children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('node'), { maxLength: 2 })),
    })
    .map((n) => e('Node', leaf('NodeName', n.name), n.properties, ...(n.children.length ? n.children : n.value ? [e('Value', n.value)] : []))),
}));

/** A TNDS object. */
export const tree: fc.Arbitrary<OutElement> = node.map((root) => ({ ...e('MgmtTree', leaf('VerDTD', '1.2'), root), ns: DMDDF }));

/** A message with a TNDS object in Data, as an embedded WBXML document. */
export const messageWithTnds: fc.Arbitrary<OutElement> = fc.tuple(tree, uri).map(([inner, u]) => {
  const type = { ...leaf('Type', 'application/vnd.syncml.dmtnds+wbxml'), ns: METINF };
  const add = e('Add', leaf('CmdID', '1'), e('Item', e('Target', leaf('LocURI', u)), e('Meta', type), e('Data', inner)));
  return { ...e('SyncML', e('SyncHdr', leaf('SessionID', '1')), e('SyncBody', add, { name: 'Final' })), ns: SYNCML };
});
