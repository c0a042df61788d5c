/** Objects (TNDS) in commands: what Add and Replace make of them, and how they travel. */
import { describe, expect, it } from 'vitest';
import { fresh, leaf, mo, send, value } from '../../../tests/support/tree-objects.js';
import { TNDS_MIME } from '../../wire/tnds-table.js';
import { composeTnds, type TndsOutNode } from '../../wire/tnds-write.js';
import { writeWbxml } from '../../wire/wbxml-write.js';
import { writeXml } from '../../wire/xml-write.js';
import { readIncoming } from '../body.js';
import type { TreeCommand } from '../message.js';
import { difference, snapshot } from './snapshot.js';
import type { TreeRequest } from './tree.js';

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
