/** Objects (TNDS) in commands: Add and Replace, the Inbox, and the views that Get gives of a sub-tree. */
import { describe, expect, it } from 'vitest';
import { testAccount } from '../../../tests/support/dm-loop.js';
import { objectItem, WRITINGS, type Writing } from '../../../tests/support/tree-arbitrary.js';
import { TNDS_MIME } from '../../wire/tnds-table.js';
import { composeTnds, type TndsOutNode } from '../../wire/tnds-write.js';
import { writeWbxml } from '../../wire/wbxml-write.js';
import { writeXml } from '../../wire/xml-write.js';
import { readIncoming } from '../body.js';
import type { TreeCommand } from '../message.js';
import { accountState } from '../session.js';
import { difference, snapshot } from './snapshot.js';
import { type DeviceFacts, deviceTree } from './standard-objects.js';
import type { Tree, TreeOutcome, TreeRequest } from './tree.js';

const fresh = (facts: Partial<DeviceFacts> = {}): Tree =>
  deviceTree({ deviceId: 'IMEI:1', ...facts }, [accountState('default', testAccount('md5', 'md5'))], () => 'https://s.example/dm');
const leaf = (name: string, value: string, more: Partial<TndsOutNode> = {}): TndsOutNode => ({
  name,
  isInterior: false,
  format: 'chr',
  type: 'text/plain',
  value,
  ...more,
});
const mo = (name: string | undefined, type: string, children: TndsOutNode[] = [], more: Partial<TndsOutNode> = {}): TndsOutNode => ({
  ...(name === undefined ? {} : { name }),
  isInterior: true,
  format: 'node',
  type,
  children,
  ...more,
});
const NAP = 'urn:oma:mo:oma-connmo-nap:1.0';
const APP = 'com.example/1.2/App';
const send = (
  tree: Tree,
  command: 'Add' | 'Replace',
  uri: string,
  nodes: readonly TndsOutNode[],
  who: string | undefined = 'A',
  as: Writing = 'xml',
): TreeOutcome => tree.execute({ command, uri, ...objectItem(nodes, as) }, who);
const value = (tree: Tree, uri: string): string | undefined => tree.read(uri)[0]?.value;
const uris = (tree: Tree, uri: string): string[] => tree.read(uri).map((node) => node.uri);

describe('the Inbox', () => {
  it.each(Object.keys(WRITINGS) as Writing[])('gives an object in %s a place by its identifier', (writing) => {
    const tree = fresh();
    expect(send(tree, 'Add', './Inbox', [mo('Cnn', NAP, [leaf('Addr', '10.0.0.1')])], 'A', writing).code).toBe('200');
    expect(uris(tree, './MO')).toEqual(['./MO', './MO/Cnn', './MO/Cnn/Addr']);
    expect(uris(tree, './Inbox')).toEqual(['./Inbox']);
    // It belongs to the server that sent it: another may only read.
    expect(tree.execute({ command: 'Replace', uri: './MO/Cnn/Addr', data: { text: 'x' } }, 'A').code).toBe('200');
    expect(tree.execute({ command: 'Replace', uri: './MO/Cnn/Addr', data: { text: 'x' } }, 'B').code).toBe('425');
    expect(tree.execute({ command: 'Get', uri: './MO/Cnn/Addr' }, 'B').code).toBe('200');
  });

  it('renames on collision, finds names for the nameless, and rewrites references to the new places', () => {
    const tree = fresh();
    expect(send(tree, 'Add', './Inbox', [mo('Cnn', NAP)]).code).toBe('200');
    const objects = [
      mo('Cnn', NAP, [leaf('Self', './Inbox/Cnn/Addr'), leaf('Back', './Inbox/App'), leaf('Addr', '1')]),
      mo('App', APP, [
        leaf('Ref', './Inbox/Cnn'),
        leaf('Other', './Inbox/None'),
        leaf('Near', './Inbox'),
        leaf('Bin', Buffer.from('./Inbox/Cnn').toString('base64'), { format: 'bin' }),
      ]),
      mo(undefined, APP),
      mo('', APP),
      leaf('Late', './Inbox/Cnn', { path: 'App' }),
    ];
    const outcome = send(tree, 'Add', './Inbox', objects);
    expect(outcome.code).toBe('200');
    expect(value(tree, './MO/Cnn-2/Self')).toBe('./MO/Cnn-2/Addr');
    expect(value(tree, './MO/Cnn-2/Back')).toBe('./MO/App');
    expect(value(tree, './MO/App/Ref')).toBe('./MO/Cnn-2');
    expect(value(tree, './MO/App/Late')).toBe('./MO/Cnn-2');
    expect(value(tree, './MO/App/Other')).toBe('./Inbox/None');
    expect(value(tree, './MO/App/Near')).toBe('./Inbox');
    expect(value(tree, './MO/App/Bin')).toBe(Buffer.from('./Inbox/Cnn').toString('base64'));
    expect(tree.execute({ command: 'Get', uri: './MO' }, 'A').results[0]?.text).toBe('Cnn/Cnn-2/App/App-2/App-3');
    outcome.undo?.();
    expect(uris(tree, './MO')).toEqual(['./MO', './MO/Cnn']);
  });

  it('takes the latest of several versions of an object', () => {
    const tree = fresh();
    const versions = ['urn:x:thing:1.2', 'urn:x:thing:1.10', 'urn:x:thing:1.9'].map((id) => mo('T', id, [leaf('Id', id)]));
    expect(send(tree, 'Add', './Inbox', versions).code).toBe('200');
    expect(uris(tree, './MO')).toEqual(['./MO', './MO/T', './MO/T/Id']);
    expect(value(tree, './MO/T/Id')).toBe('urn:x:thing:1.10');
  });

  it('places an account below ./DMAcc', () => {
    const tree = fresh();
    expect(send(tree, 'Add', './Inbox', [mo('new', 'urn:oma:mo:oma-dm-dmacc:1.1', [leaf('AppID', 'w7')])]).code).toBe('200');
    expect(value(tree, './DMAcc/new/AppID')).toBe('w7');
  });

  it('refuses as a whole: leaves, nodes without identifier, paths to nowhere; and all but Add', () => {
    const tree = fresh();
    const was = snapshot(tree);
    for (const nodes of [
      [mo('Good', NAP), leaf('L', 'x')],
      [mo('Good', NAP), mo('NoId', '')],
      [mo('Good', NAP), leaf('x', 'y', { path: 'Nowhere' })],
      [mo('I', 'urn:oma:mo:oma-dm-inbox:1.0')],
    ])
      expect(send(tree, 'Add', './Inbox', nodes).code).toBe('405');
    expect(send(tree, 'Add', './Inbox/x', [mo('Good', NAP)]).code).toBe('405');
    expect(send(tree, 'Replace', './Inbox', [mo('Good', NAP)]).code).toBe('405');
    for (const uri of ['./Inbox', './Inbox/x', './Inbox?list=Struct', './Inbox?prop=ACL', './Inbox/x?prop=Name'])
      expect(tree.execute({ command: 'Get', uri }, 'A').code).toBe('405');
    for (const command of ['Delete', 'Exec', 'Replace'] as const) expect(tree.execute({ command, uri: './Inbox' }, 'A').code).toBe('405');
    expect(tree.execute({ command: 'Add', uri: './Inbox', data: { text: 'x' } }, 'A').code).toBe('405');
    expect(snapshot(tree)).toEqual(was);
  });

  it('its ACL may leave servers out', () => {
    const tree = fresh();
    expect(tree.execute({ command: 'Replace', uri: './Inbox?prop=ACL', data: { text: 'Add=A' } }, undefined).code).toBe('200');
    expect(send(tree, 'Add', './Inbox', [mo('X', NAP)], 'B').code).toBe('425');
    expect(send(tree, 'Add', './Inbox', [mo('X', NAP)], 'A').code).toBe('200');
  });

  it('references in a circle cost nothing', () => {
    const tree = fresh();
    const objects = Array.from({ length: 500 }, (_, n) => mo(`n${n}`, NAP, [leaf('Next', `./Inbox/n${(n + 1) % 500}/Next`)]));
    expect(send(tree, 'Add', './Inbox', objects).code).toBe('200');
    expect(value(tree, './MO/n499/Next')).toBe('./MO/n0/Next');
  });
});

describe('Add and Replace with an object', () => {
  it('sets ACLs as the object says, and inherits where it says nothing', () => {
    const tree = fresh();
    const box = mo('Box', '', [leaf('Open', '1', { acl: 'Get=*&Replace=*' }), leaf('Own', '2')], { acl: 'Get=A&Replace=A' });
    expect(send(tree, 'Add', '.', [box]).code).toBe('200');
    expect(tree.read('./Box').map((node) => node.acl)).toEqual(['Get=A&Replace=A', 'Get=*&Replace=*', undefined]);
    expect(tree.execute({ command: 'Get', uri: './Box/Own' }, 'B').code).toBe('425');
    expect(tree.execute({ command: 'Replace', uri: './Box/Open', data: { text: 'x' } }, 'B').code).toBe('200');
    // The ACL of a leaf is the affair of those who may replace its parent.
    expect(send(tree, 'Add', '.', [leaf('Lone', 'x', { acl: 'Get=B' })]).code).toBe('425');
    expect(tree.read('./Lone')).toEqual([]);
  });

  it.each<[string, string, readonly TndsOutNode[], string?]>([
    ['418', './Test', [mo('New', ''), leaf('Leaf', 'x')]],
    ['418', './Test', [mo('New', '', [leaf('a', '1'), leaf('a', '2')])]],
    ['400', './Test', [mo('New', '', [leaf('a', 'x', { format: 'int' })])]],
    ['400', './Test', [leaf('a', '?', { format: 'b64' })]],
    ['500', './Test', [mo('New', '', [leaf('a', 'x', { acl: 'No=A' })])]],
    ['404', './Missing/Deep', [mo('New', '')]],
    ['404', './Test', [mo('New', '', [], { path: 'No/Such' })]],
    ['405', './Test/Leaf', [leaf('Below', 'x')]],
    ['425', './DMAcc', [leaf('X', 'y')], 'nobody'],
    ['400', './Test', [mo('%zz', '')]],
    ['400', './Test', [mo('..', '')]],
    ['414', './Test', [Array.from({ length: 100 }).reduce<TndsOutNode>((inner) => mo('n', '', [inner]), mo('n', ''))], 'limited'],
  ])('%s for %s, and nothing is changed', (code, uri, nodes, who = 'A') => {
    const tree = fresh(who === 'limited' ? { tree: { limits: { maxDepth: 20, maxSegLen: 0, maxTotLen: 0 } } } : {});
    if (who === 'nobody') tree.execute({ command: 'Replace', uri: './DMAcc?prop=ACL', data: { text: 'Get=A' } }, undefined);
    const was = snapshot(tree);
    expect(send(tree, 'Add', uri, nodes, who).code).toBe(code);
    expect(snapshot(tree)).toEqual(was);
  });

  it('Replace deletes what the object does not have, as far as the ACLs let it', () => {
    const tree = fresh();
    expect(send(tree, 'Add', './Test', [mo('Box', '', [leaf('Keep', '1'), leaf('Gone', '2'), leaf('Theirs', '3', { acl: 'Get=*' })])]).code).toBe(
      '200',
    );
    const was = snapshot(tree, './Test/Box');
    expect(send(tree, 'Replace', './Test/Box', [mo('Box', '', [leaf('Keep', 'new')])]).code).toBe('425');
    expect(snapshot(tree, './Test/Box')).toEqual(was);
    expect(send(tree, 'Replace', './Test/Box', [mo('', '', [leaf('Keep', 'new'), leaf('Theirs', '3'), leaf('More', '4')])]).code).toBe('200');
    const { added, removed, changed } = difference(was, snapshot(tree, './Test/Box'));
    expect([added.map((n) => n.uri), removed.map((n) => n.uri), changed.map((c) => c.after.uri)]).toEqual([
      ['./Test/Box/More'],
      ['./Test/Box/Gone'],
      ['./Test/Box/Keep'],
    ]);
    expect(send(tree, 'Replace', './Test/None', [mo('', '')]).code).toBe('404');
    expect(send(tree, 'Replace', './Test', [mo('Test', '', [])]).code).toBe('405');
  });

  it('a full device says 420 and is as before, a value too large 413', () => {
    const tree = fresh({ tree: { mostNodes: 100 } });
    const was = snapshot(tree);
    expect(
      send(tree, 'Add', './Test', [
        mo(
          'Box',
          '',
          Array.from({ length: 200 }, (_, n) => leaf(`n${n}`, 'x')),
        ),
      ]).code,
    ).toBe('420');
    expect(snapshot(tree)).toEqual(was);
    const small = fresh({ tree: { mostCharacters: 2_000 } });
    expect(small.execute({ command: 'Replace', uri: './Test/Leaf', data: { text: 'x'.repeat(2_000) } }, 'A').code).toBe('420');
    expect(small.execute({ command: 'Replace', uri: './Test/Leaf', data: { text: 'x'.repeat(17 << 20) } }, 'A').code).toBe('413');
    expect(small.execute({ command: 'Add', uri: './Test/L', data: { text: 'x'.repeat(17 << 20) } }, 'A').code).toBe('413');
  });
});

describe('an object travels', () => {
  const object = composeTnds({ nodes: [mo('Box', '', [leaf('a', '<&>')])] });
  const xml = new TextDecoder().decode(writeXml(object, { declaration: false }));
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const message = (type: string, format: string, data: string): Uint8Array =>
    Buffer.from(
      `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr/><SyncBody><Add><CmdID>1</CmdID><Item><Target><LocURI>./Test</LocURI></Target><Meta>${format}<Type xmlns="syncml:metinf">${type}</Type></Meta><Data>${data}</Data></Item></Add></SyncBody></SyncML>`,
    );
  const asXml = '<Format xmlns="syncml:metinf">xml</Format>';
  const base64 = Buffer.from(writeWbxml(object)).toString('base64');

  it.each<[string, Uint8Array, string]>([
    ['as markup', message(TNDS_MIME.xml, asXml, xml), '200'],
    ['in CDATA', message(TNDS_MIME.xml, asXml, `<![CDATA[${xml}]]>`), '200'],
    ['escaped, without Format', message(TNDS_MIME.xml, '', escaped(xml)), '200'],
    ['as WBXML in Base64', message(TNDS_MIME.wbxml, '<Format xmlns="syncml:metinf">b64</Format>', base64), '200'],
    ['but not in another Format', message(TNDS_MIME.xml, '<Format xmlns="syncml:metinf">int</Format>', escaped(xml)), '415'],
    ['but not as a DDF', message('application/vnd.syncml.dmddf+xml', asXml, escaped(xml)), '415'],
    ['but not broken', message(TNDS_MIME.xml, asXml, escaped(xml.slice(0, -12))), '400'],
    ['but not empty', message(TNDS_MIME.xml, asXml, ''), '400'],
    ['but not of version 1.4', message(TNDS_MIME.xml, asXml, escaped(xml.replace('1.2<', '1.4<'))), '415'],
    [
      'but not 10 000 deep',
      message(
        TNDS_MIME.xml,
        asXml,
        escaped(
          `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${'<Node><NodeName>n</NodeName>'.repeat(10_000)}${'</Node>'.repeat(10_000)}</MgmtTree>`,
        ),
      ),
      '414',
    ],
    [
      'but not a million nodes',
      message(
        TNDS_MIME.xml,
        asXml,
        escaped(`<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${'<Node><NodeName>n</NodeName></Node>'.repeat(1_000_000)}</MgmtTree>`),
      ),
      '413',
    ],
  ])('%s', (_, body, code) => {
    const tree = fresh();
    const [command] = readIncoming(body, 'application/vnd.syncml.dm+xml').message.commands as [TreeCommand];
    const [item] = command.items;
    const request: TreeRequest = {
      command: 'Add',
      uri: './Test',
      ...(item?.meta ? { meta: item.meta } : {}),
      ...(item?.data ? { data: item.data } : {}),
    };
    expect(tree.execute(request, 'A').code).toBe(code);
    expect(value(tree, './Test/Box/a')).toBe(code === '200' ? '<&>' : undefined);
  });

  it.each([
    ['embedded', { octets: writeWbxml(object) }],
    ['as XML in OPAQUE', { text: xml, form: 'opaque' as const }],
    ['as XML in a string', { text: xml, form: 'inline' as const }],
  ])('in WBXML %s', (_, piece) => {
    const tree = fresh();
    const isWbxml = 'octets' in piece;
    const meta = { name: 'Meta', content: [{ name: 'Type', ns: 'syncml:metinf', content: [{ text: isWbxml ? TNDS_MIME.wbxml : TNDS_MIME.xml }] }] };
    const target = { name: 'Target', content: [{ name: 'LocURI', content: [{ text: './Test' }] }] };
    const add = {
      name: 'Add',
      content: [
        { name: 'CmdID', content: [{ text: '1' }] },
        { name: 'Item', content: [target, meta, { name: 'Data', content: [piece] }] },
      ],
    };
    const body = writeWbxml({ name: 'SyncML', ns: 'SYNCML:SYNCML1.2', content: [{ name: 'SyncHdr' }, { name: 'SyncBody', content: [add] }] });
    const [command] = readIncoming(body, 'application/vnd.syncml.dm+wbxml').message.commands as [TreeCommand];
    const [item] = command.items;
    expect(tree.execute({ command: 'Add', uri: './Test', meta: item?.meta ?? {}, data: item?.data ?? { text: '' } }, 'A').code).toBe('200');
    expect(value(tree, './Test/Box/a')).toBe('<&>');
  });
});

describe('views', () => {
  const list = (tree: Tree, uri: string, who = 'A'): [string, string | undefined, string | undefined, string | undefined][] =>
    tree.execute({ command: 'Get', uri }, who).results.map((r) => [r.uri, r.format, r.type, r.text]);

  it('Struct and StructData leave defaults out', () => {
    const tree = fresh();
    expect(list(tree, './Test?list=Struct')).toEqual([
      ['./Test', 'node', undefined, undefined],
      ['./Test/Leaf', undefined, undefined, undefined],
      ['./Test/Number', 'int', undefined, undefined],
      ['./Test/Binary', 'bin', 'application/octet-stream', undefined],
      ['./Test/Run', undefined, undefined, undefined],
    ]);
    expect(list(tree, './Test?list=StructData')[3]).toEqual(['./Test/Binary', 'b64', 'application/octet-stream', 'AAEC']);
  });

  it('MORoot gives the objects, MORootData also the leaves below each', () => {
    const tree = fresh({ edition: '1.2' });
    expect(
      list(tree, '.?list=MORoot')
        .filter(([uri]) => /Dev|DMAcc/.test(uri))
        .map(([uri, format, type]) => [uri, format, type]),
    ).toEqual([
      ['./DevInfo', 'node', 'urn:oma:mo:oma-dm-devinfo:1.0'],
      ['./DevDetail', 'node', 'urn:oma:mo:oma-dm-devdetail:1.0'],
      ['./DMAcc/default', 'node', 'urn:oma:mo:oma-dm-dmacc:1.0'],
    ]);
    expect(list(tree, './DMAcc?list=MORootData').map(([uri]) => uri.split('/').at(-1))).toEqual([
      'default',
      'AppID',
      'ServerID',
      'Name',
      'AAuthPref',
    ]);
    expect(tree.read('./DevDetail/SessionlessRpt')).toEqual([]);
  });

  it('TNDS may be asked for with properties chosen', () => {
    const tree = fresh({ clock: () => new Date('2024-02-29T12:30:45Z') });
    const ask = (attribute: string): string => {
      const { code, results } = tree.execute({ command: 'Get', uri: `./Test/Number?list=${attribute}` }, 'A');
      return results[0]?.text ?? code;
    };
    expect(ask('TNDS+Value')).toContain('<Node><NodeName>Number</NodeName><Value>1</Value></Node>');
    expect(ask('TNDS+TStamp')).toContain('<RTProperties><TStamp>20240229T123045Z</TStamp></RTProperties>');
    expect(ask('TNDS-TStamp-VerNo-Value')).toContain(
      '<RTProperties><Format><int/></Format><Type><MIME>text/plain</MIME></Type></RTProperties></Node>',
    );
    for (const wrong of ['TNDS+ACL-Value', 'TNDS+Size', 'TNDS+', 'TNDSx', 'tnds', 'MOROOT', 'toString']) expect(ask(wrong)).toBe('406');
  });
});

describe('virtual URIs', () => {
  const tree = fresh({ tree: { grammar: 'moid-path-many' } });
  for (const [name, id] of [
    ['One', 'x'],
    ['Two', 'y'],
  ] as const)
    send(tree, 'Add', './Test', [mo(name, APP, [leaf('Id', id), leaf('Secret', id, { acl: 'Get=B' }), mo('Sub', '', [leaf('L', name)])])], undefined);
  const app = encodeURIComponent(APP);

  it.each<[string, string, string?]>([
    [`./Test?MOID=${app}&Id=x/Sub/L`, '200', 'One'],
    [`MOID=${app}&Id=y/Sub/L`, '200', 'Two'],
    [`?MOID=${app}&Id=y/Sub/L`, '200', 'Two'],
    [`./Test/One?MOID=${app}/Sub/L`, '200', 'One'],
    [`./Test/One?MOID=${app}/Sub/L?prop=Format`, '200', 'chr'],
    [`.?MOID=${app}/Sub/L`, '500'],
    [`./Test?MOID=${app}&Id=z/Sub/L`, '404'],
    ['.?MOID=urn:none/Sub/L', '404'],
    [`./No?MOID=${app}/Sub/L`, '404'],
    // A leaf that the server may not read decides nothing.
    [`./Test?MOID=${app}&Secret=x/Sub/L`, '404'],
    [`./Test?moid=${app}&Id=x/Sub/L`, '406'],
    [`./Test?MOID=${app}&Id=%zz/Sub/L`, '404'],
    [`./Test?MOID=${app}&Id/Sub/L`, '404'],
    ['./Test?MOID=/Sub/L', '404'],
  ])('%s: %s %s', (uri, code, text) => {
    const outcome = tree.execute({ command: 'Get', uri }, 'A');
    expect([outcome.code, outcome.results[0]?.text]).toEqual([code, text]);
  });

  it('Add, Replace, Exec and Delete resolve as Get does', () => {
    const at = (path: string): string => `./Test?MOID=${app}&Id=x${path}`;
    const run = (request: TreeRequest): string => tree.execute(request, 'A').code;
    expect(run({ command: 'Add', uri: at('/Sub/New'), data: { text: '1' } })).toBe('200');
    expect(value(tree, './Test/One/Sub/New')).toBe('1');
    expect(run({ command: 'Replace', uri: at('/Sub/New'), data: { text: '2' } })).toBe('200');
    expect(run({ command: 'Exec', uri: at('/Sub/New') })).toBe('405');
    expect(run({ command: 'Copy', uri: at('/Sub/Copy'), source: at('/Sub/New') })).toBe('200');
    expect(value(tree, './Test/One/Sub/Copy')).toBe('2');
    expect(run({ command: 'Delete', uri: at('') })).toBe('200');
    // One object is left: now the identifier alone finds it.
    expect(tree.execute({ command: 'Get', uri: `MOID=${app}/Sub/L` }, 'A').results[0]?.text).toBe('Two');
  });
});

it('names of every octet, bad escapes and overlong URIs get a Status code', () => {
  const tree = fresh();
  const codes = new Set<string>();
  for (let octet = 0; octet < 256; octet++) {
    const hex = octet.toString(16).padStart(2, '0');
    for (const name of [String.fromCharCode(octet), `%${hex}`, `%${hex}%`, `a%c3%${hex}`, `%${hex}b`]) {
      const uri = `./Test/${name}`;
      const { code } = tree.execute({ command: 'Add', uri, data: { text: name } }, 'A');
      codes.add(code);
      expect(code).toMatch(/^(200|404|418)$/);
      // What was added is found under the spelling that a list of children gives.
      if (code === '200') expect(tree.execute({ command: 'Get', uri }, 'A').results[0]?.text).toBe(name);
    }
  }
  for (const { uri } of tree.read('./Test')) expect(tree.execute({ command: 'Get', uri }, 'A').code).toBe('200');
  for (const name of ['%', '%4', '%zz', '%c0%80', '%ed%a0%80', '\ud800', 'a//b', '', '.', '..', '%2e', '%2E%2e', 'a%2fb', '%00'])
    expect(tree.execute({ command: 'Add', uri: `./Test/${name}`, data: { text: '' } }, 'A').code).toBe('404');
  expect(tree.execute({ command: 'Add', uri: `./${'a/'.repeat(1_000_000)}b` }, 'A').code).toBe('414');
  expect([...codes].sort()).toEqual(['200', '404', '418']);
});

it('a server that is forgotten is in no ACL any more', () => {
  const tree = fresh();
  send(
    tree,
    'Add',
    './Test',
    [mo('Box', '', [leaf('a', '', { acl: 'Get=A+B&Replace=A' }), leaf('b', '', { acl: 'Get=A' })], { acl: 'Add=*&Get=B+A' })],
    undefined,
  );
  tree.execute({ command: 'Replace', uri: '.?prop=ACL', data: { text: 'Add=*&Get=A&Replace=A' } }, undefined);
  tree.forgetServer('A');
  expect(tree.read('./Test/Box').map((node) => node.acl)).toEqual(['Add=*&Get=B', 'Get=B', undefined]);
  expect(tree.read('.')[0]?.acl).toBe('Add=*&Get=*');
});

it('VerNo counts value changes and starts again after FFFF; TStamp is the time of the last', () => {
  let now = Date.UTC(2024, 0, 1);
  const tree = fresh({ clock: () => new Date(now) });
  const read = (name: string): string | undefined => tree.execute({ command: 'Get', uri: `./Test/Leaf?prop=${name}` }, 'A').results[0]?.text;
  const write = (): string => tree.execute({ command: 'Replace', uri: './Test/Leaf', data: { text: 'x' } }, 'A').code;
  expect([read('VerNo'), read('TStamp')]).toEqual(['0', '20240101T000000Z']);
  for (let n = 0; n < 65_535; n++) write();
  expect(read('VerNo')).toBe('65535');
  now += 1_000;
  expect(write()).toBe('200');
  expect([read('VerNo'), read('TStamp')]).toEqual(['0', '20240101T000001Z']);
  for (const name of ['TStamp', 'VerNo', 'Size', 'Type', 'Format'])
    expect(tree.execute({ command: 'Replace', uri: `./Test/Leaf?prop=${name}`, data: { text: '1' } }, 'A').code).toBe('405');
  expect(fresh().execute({ command: 'Get', uri: './Test/Leaf?prop=TStamp' }, 'A').code).toBe('406');
});

it('missing parents are made where the device does so, and belong to the server', () => {
  const tree = fresh({ tree: { addsParents: true } });
  expect(tree.execute({ command: 'Add', uri: './New/Deep/Leaf', data: { text: 'x' } }, 'A').code).toBe('200');
  expect(tree.execute({ command: 'Add', uri: './New/Deep/Other' }, 'B').code).toBe('425');
  const below = tree.execute({ command: 'Add', uri: './Test/Leaf/x/y' }, 'A');
  expect([below.code, below.failedUri]).toEqual(['405', './Test/Leaf/x']);
});
