import { describe, expect, it } from 'vitest';
import { fresh, leaf, mo, send } from '../../../tests/support/tree-objects.js';
import { parseAcl } from './acl.js';
import { NodeStore } from './store.js';
import { managementTree, type Tree, type TreeRequest } from './tree.js';
import { parseUri } from './uri.js';

const A = 'server-a';
type Call = [TreeRequest['command'], string, { data?: string; format?: string; type?: string; source?: string }?];
const run = (tree: Tree, [command, uri, { data, format, type, source } = {}]: Call, who: string | undefined = A): string =>
  tree.execute(
    {
      command,
      uri,
      ...(source === undefined ? {} : { source }),
      ...(data === undefined ? {} : { data: { text: data } }),
      ...(format || type ? { meta: { ...(format ? { format } : {}), ...(type ? { type } : {}) } } : {}),
    },
    who,
  ).code;
const get = (tree: Tree, uri: string): string | undefined => tree.execute({ command: 'Get', uri }, A).results[0]?.text;

describe('Get', () => {
  it.each([
    ['./DevInfo/DevId', 'IMEI:1'],
    ['DevInfo/DevId', 'IMEI:1'],
    ['./DevInfo', 'DevId/Man/Mod/DmV/Lang'],
    ['./DevDetail/SessionlessRpt', 'true'],
    ['./DMAcc/default/ServerID', 'com.mgmtsrv.manage'],
    ['./Test?prop=ACL', 'Add=*&Delete=*&Exec=*&Get=*&Replace=*'],
    ['./Test/Leaf?prop=ACL', ''],
    ['./Test/Leaf?prop=Format', 'chr'],
    ['./Test/Binary?prop=Size', '3'],
    ['./DevInfo?prop=Type', 'urn:oma:mo:oma-dm-devinfo:1.1'],
  ])('%s is %s', (uri, text) => expect(get(fresh(), uri)).toBe(text));

  it('gives format and type with the value', () => {
    expect(fresh().execute({ command: 'Get', uri: './DevDetail/SessionlessRpt' }, A).results).toEqual([
      { uri: './DevDetail/SessionlessRpt', format: 'bool', type: 'text/plain', text: 'true' },
    ]);
    expect(fresh().execute({ command: 'Get', uri: './Test' }, A).results[0]).toMatchObject({ format: 'node', text: 'Leaf/Number/Binary/Run' });
  });

  it('lists a sub-tree, without what may not be read', () => {
    const tree = fresh();
    const uris = tree
      .execute({ command: 'Get', uri: './DMAcc/default/AppAuth/Client?list=StructData' }, A)
      .results.map((r) => r.uri.split('/').at(-1));
    expect(uris).toEqual(['Client', 'AAuthLevel', 'AAuthType', 'AAuthName']);
    expect(tree.execute({ command: 'Get', uri: './Test?list=Struct' }, A).results.every((r) => r.text === undefined)).toBe(true);
  });
});

describe('status codes', () => {
  const deep = `./${'a/'.repeat(300)}b`;
  it.each<[string, Call]>([
    ['404', ['Get', './Missing']],
    ['404', ['Get', './DevInfo/']],
    ['404', ['Get', '../x']],
    ['404', ['Get', '']],
    ['414', ['Get', deep]],
    ['405', ['Get', './Inbox']],
    ['405', ['Get', './DMAcc/default/AppAuth/Client/AAuthSecret']],
    ['406', ['Get', './Test?prop=Size']],
    ['406', ['Get', './Test?prop=constructor']],
    ['406', ['Get', './Test?list=__proto__']],
    ['200', ['Replace', './Test/Leaf', { data: 'x' }]],
    ['404', ['Replace', './Test/New', { data: 'x' }]],
    ['425', ['Replace', './DevInfo/Lang', { data: 'de' }]],
    ['405', ['Replace', './Test', { data: 'x' }]],
    ['415', ['Replace', './Test/Leaf', { data: 'x', format: 'foo' }]],
    ['200', ['Replace', './Test/Leaf?prop=Name', { data: 'Renamed' }]],
    ['418', ['Replace', './Test/Leaf?prop=Name', { data: 'Number' }]],
    ['405', ['Replace', './Test?prop=Name', { data: 'T' }]],
    ['405', ['Replace', './Test/Leaf?prop=Format', { data: 'int' }]],
    ['406', ['Replace', './Test/Leaf?prop=TStamp', { data: 'x' }]],
    ['200', ['Add', './Test/New', { data: 'x' }]],
    ['200', ['Add', './Test/Inner', { format: 'node' }]],
    ['418', ['Add', './Test/Leaf', { data: 'x' }]],
    ['404', ['Add', './Test/No/Way', { data: 'x' }]],
    ['405', ['Add', './Test/Leaf/Below', { data: 'x' }]],
    ['405', ['Add', './DevInfo/New', { data: 'x' }]],
    ['405', ['Add', './Inbox/x', { data: '<MgmtTree/>', format: 'xml', type: 'application/vnd.syncml.dmtnds+xml' }]],
    ['200', ['Delete', './Test/Leaf']],
    ['405', ['Delete', './Test']],
    ['425', ['Delete', './DevInfo']],
    ['425', ['Delete', '.']],
    ['404', ['Delete', './Test/No']],
    ['200', ['Exec', './Test/Run']],
    ['405', ['Exec', './Test/Leaf']],
    ['425', ['Exec', './DevInfo']],
    ['200', ['Copy', './Test/Number', { source: './Test/Leaf' }]],
    ['200', ['Copy', './Test/Twin', { source: './Test/Leaf' }]],
    ['405', ['Copy', './Test/Twin', { source: './Test' }]],
    ['404', ['Copy', './Test/Twin', { source: './No' }]],
  ])('%s for %j', (code, call) => expect(run(fresh(), call)).toBe(code));

  it('the device itself is not judged by ACLs', () => expect(fresh().execute({ command: 'Delete', uri: './DevInfo' }, undefined).code).toBe('405'));
});

it('a change can be taken back', () => {
  const tree = fresh();
  const view = (): unknown => [tree.read('.'), get(tree, './Test/Leaf?prop=ACL')];
  const before = view();
  for (const request of [
    { command: 'Replace', uri: './Test/Leaf', data: { text: '7' }, meta: { format: 'int' } },
    { command: 'Add', uri: './Test/New', data: { text: 'x' } },
    { command: 'Replace', uri: './Test/Leaf?prop=ACL', data: { text: 'Get=*&Replace=*' } },
  ] as const) {
    const outcome = tree.execute(request, A);
    expect(outcome.code).toBe('200');
    expect(view()).not.toEqual(before);
    outcome.undo?.();
    expect(view()).toEqual(before);
  }
  const removed = tree.execute({ command: 'Delete', uri: './Test/Leaf' }, A);
  expect(tree.read('./Test/Leaf')).toEqual([]);
  removed.undo?.();
  expect(tree.read('./Test/Leaf')).toHaveLength(1);
});

it('a sub-tree goes with its children, but not with a permanent node in it', () => {
  const tree = fresh();
  expect([run(tree, ['Add', './Test/In', { format: 'node' }]), run(tree, ['Add', './Test/In/Leaf', { data: '1' }])]).toEqual(['200', '200']);
  expect(run(tree, ['Delete', './Test/In'])).toBe('200');
  expect(tree.read('./Test/In')).toEqual([]);
  expect(run(tree, ['Delete', './Test'])).toBe('405');
});

describe('ACLs decide by server', () => {
  // The worked example of DM TND: root, NodeA with Node1, NodeB with Node3 that has Node4 and Node5.
  const store = new NodeStore('Add=*&Get=*');
  store.plant('NodeA', { format: 'node', acl: 'Get=ServerC&Replace=ServerC' });
  store.plant('NodeA/Node1', { acl: 'Get=*' });
  store.plant('NodeB', { format: 'node', acl: 'Get=ServerA&Replace=ServerA' });
  store.plant('NodeB/Node3', { format: 'node', acl: 'Get=ServerB&Replace=ServerB&Delete=ServerB' });
  store.plant('NodeB/Node3/Node4', {});
  store.plant('NodeB/Node3/Node5', { acl: 'Get=ServerA&Replace=ServerA&Get=ServerB' });
  const tree = managementTree(store);

  it.each<[string, string, Call]>([
    ['anyone', '200', ['Get', './NodeA/Node1']],
    ['ServerC', '425', ['Replace', './NodeA/Node1', { data: 'x' }]],
    ['ServerC', '425', ['Delete', './NodeA/Node1']],
    ['ServerA', '425', ['Replace', './NodeA/Node1?prop=ACL', { data: 'Get=*' }]],
    ['ServerC', '200', ['Replace', './NodeA/Node1?prop=ACL', { data: 'Get=*' }]],
    ['ServerA', '200', ['Replace', './NodeB/Node3/Node5', { data: 'x' }]],
    ['ServerB', '200', ['Get', './NodeB/Node3/Node5']],
    ['ServerA', '425', ['Get', './NodeB/Node3/Node4']],
    ['ServerB', '200', ['Get', './NodeB/Node3/Node4']],
    ['ServerB', '500', ['Replace', './NodeB/Node3?prop=ACL', { data: 'Get=' }]],
  ])('%s gets %s for %j', (who, code, call) => expect(run(tree, call, who)).toBe(code));

  it('an interior node belongs to the server that adds it', () => {
    expect(run(tree, ['Add', './Mine', { format: 'node' }], 'ServerD')).toBe('200');
    expect(run(tree, ['Add', './Mine/Leaf', { data: 'x' }], 'ServerD')).toBe('200');
    expect(run(tree, ['Add', './Mine/Other', { data: 'x' }], 'ServerA')).toBe('425');
    expect(run(tree, ['Delete', './Mine'], 'ServerD')).toBe('200');
  });
});

it.each(['Get', 'Get=', 'Get=a b', 'Get=a&', 'Put=a', 'Get=a+*', '&'])('%j is no ACL', (text) => expect(parseAcl(text)).toBeUndefined());

it.each([
  ['a/b', 2, 0, 0, 'uri'],
  ['a/b', 1, 0, 0, 'bad'],
  ['abc', 0, 2, 0, 'bad'],
  ['ab/c', 0, 0, 1, 'bad'],
  ['äb', 0, 2, 2, 'uri'],
] as const)('limits of %s', (text, maxDepth, maxTotLen, maxSegLen, kind) =>
  expect(parseUri(text, { maxDepth, maxTotLen, maxSegLen }).kind).toBe(kind),
);

it('a command costs the same in a large tree', () => {
  // Quadratic work over these nodes would run into the time-out of the test.
  const store = new NodeStore('Add=*&Get=*&Delete=*&Replace=*');
  const tree = managementTree(store);
  for (let i = 0; i < 60_000; i++) store.plant(`Big/n${i}`, { value: 'v' });
  for (let i = 0; i < 60_000; i++) if (run(tree, ['Replace', `./Big/n${i}`, { data: 'w' }]) !== '200') throw new Error(`n${i}`);
  expect(run(tree, ['Delete', './Big'])).toBe('200');
  expect(tree.read('.')).toHaveLength(1);
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
