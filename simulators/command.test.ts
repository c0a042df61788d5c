/** Sessionless Command Messages between the simulated server and the simulated device, over real sockets. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readIncoming } from '../src/dm/body.js';
import type { Operation } from '../src/dm/operation.js';
import { readCommands } from '../src/dm/read-operation.js';
import type { AccountState } from '../src/dm/session.js';
import { readWspPush } from '../src/wire/wsp-read.js';
import type { CommandChoice } from './lower-tester.js';
import { sendUdp } from './push/udp.js';
import { commandPush } from './server/lower-command.js';
import { type Certificates, makeCertificates } from './testing/certificates.js';
import { openPair, type Pair, type PairOptions } from './testing/pair.js';

const pairs: Pair[] = [];
afterEach(async () => {
  await Promise.all(pairs.splice(0).map((p) => p.close()));
});
let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});

async function open(options: PairOptions = {}): Promise<Pair> {
  const pair = await openPair(options);
  pairs.push(pair);
  return pair;
}
const account = (pair: Pair, name = 'default'): AccountState => pair.server.state(name) as AccountState;
const leaf = (pair: Pair, uri = './Test/Leaf'): string | undefined => pair.device.tree.read(uri)[0]?.value;
const answers = (pair: Pair) => pair.tape.crossings.filter((c) => c.direction === 'from-iut' && c.unit !== 'response');
const replace = (data: string): Operation[] => [{ command: 'Replace', uri: './Test/Leaf', data }];
const OBJECT = [
  { uri: 'Box', type: 'urn:dmct:mo:box:1.0', acl: 'Add=*&Get=*&Replace=org.other.manage' },
  { uri: 'Box/Leaf', value: 'inside', format: 'chr' },
];

describe.each(['1.1', '1.2', '1.3'] as const)('WBXML %s', (version) => {
  test.each(['wsp-udp', 'ota-http'] as const)('changes the tree over %s, and nothing is answered', async (bearer) => {
    const pair = await open();
    await pair.server.sendCommand(account(pair), replace(`${version} ${bearer}`), { version, bearer });
    await pair.settle();
    expect(leaf(pair)).toBe(`${version} ${bearer}`);
    expect(answers(pair)).toEqual([]);
    expect(pair.log).toContain('device: command from com.mgmtsrv.manage: Replace ./Test/Leaf 200');
  });
});

test('over HTTPS it carries no MAC, and a device that demands one takes it', async () => {
  const pair = await open({
    push: { otaHttp: '127.0.0.1:0' },
    device: { pushTls: certificates.server, demandsMac: true },
    server: { pushTls: { ca: certificates.ca } },
  });
  expect(pair.device.push.otaHttp).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/wappush$/);
  await pair.server.sendCommand(account(pair), replace('secure'));
  await pair.settle();
  expect(leaf(pair)).toBe('secure');
  const [push] = pair.tape.crossings;
  expect([
    push?.transport,
    Buffer.from(push?.body ?? [])
      .toString('latin1')
      .toLowerCase()
      .includes('hmac'),
  ]).toEqual(['https', false]);
});

test.each(['wsp-udp', 'ota-http'] as const)('over plain %s it carries a MAC that a demanding device checks', async (bearer) => {
  const pair = await open({ device: { demandsMac: true } });
  await pair.server.sendCommand(account(pair), replace('checked'), { bearer });
  await pair.settle();
  expect(leaf(pair)).toBe('checked');
});

test.each(['wsp-udp', 'ota-http'] as const)('over %s a device that demands a signature takes what is signed, and nothing else', async (bearer) => {
  const attempt = async (more: PairOptions): Promise<[string | undefined, string | undefined]> => {
    const pair = await open({ device: { demandsSignature: true }, server: { signsCommands: true }, ...more });
    await pair.server.sendCommand(account(pair), replace('signed'), { bearer });
    await pair.settle();
    return [leaf(pair), pair.log.find((line) => line.includes('ignored'))];
  };
  const ignored = ['initial', 'device: command message ignored: signature'];
  expect(await attempt({})).toEqual(['signed', undefined]);
  expect(await attempt({ serverFaults: ['command-changed-after-signing'] })).toEqual(ignored);
  expect(await attempt({ serverFaults: ['unsigned-command'] })).toEqual(ignored);
  expect(await attempt({ serverFaults: ['unsigned-command'], clientFaults: ['ignores-signature'] })).toEqual(['signed', undefined]);
  // Nobody demands it, but what is there must be right.
  expect(await attempt({ device: {}, serverFaults: ['command-changed-after-signing'] })).toEqual(ignored);
});

test('a PDU handed over instead of sent is what would have been sent', async () => {
  const pair = await open();
  const [pdu] = await pair.server.sendCommand(account(pair), replace('handed'), { bearer: 'exec' });
  const push = readWspPush(pdu as Uint8Array);
  expect([push.contentType?.mediaType, push.applicationId?.text, push.findings]).toEqual([
    'application/vnd.syncml.dm+wbxml',
    'x-wap-application:syncml.dm',
    [],
  ]);
  await sendUdp({ to: pair.device.push.wspUdp as string, body: pdu as Uint8Array, tap: (c) => c, direction: 'to-iut' });
  await pair.settle();
  expect(leaf(pair)).toBe('handed');
});

test.each(['wbxml', 'xml'])('an object in %s for the Inbox finds its place, and nothing is below the Inbox', async (form) => {
  const pair = await open();
  await pair.server.sendCommand(account(pair), readCommands([{ add: './Inbox', object: OBJECT, form }]));
  await pair.settle();
  expect(leaf(pair, './MO/Box/Leaf')).toBe('inside');
  expect(pair.device.tree.read('./Inbox')).toHaveLength(1);
});

test.each(['wbxml', 'xml'])('an object in %s goes where it is told, with its ACL', async (form) => {
  const pair = await open();
  await pair.server.sendCommand(account(pair), readCommands([{ add: './Test/Box', object: OBJECT, form }]));
  await pair.settle();
  expect(pair.log).toContain('device: command from com.mgmtsrv.manage: Add ./Test/Box 200');
  expect(leaf(pair, './Test/Box/Leaf')).toBe('inside');
  expect(pair.device.tree.read('./Test/Box')[0]).toMatchObject({ acl: 'Add=*&Get=*&Replace=org.other.manage' });
  await pair.server.sendCommand(account(pair), [{ command: 'Replace', uri: './Test/Box/Leaf', data: 'no' }]);
  await pair.server.sendCommand(account(pair, 'other'), [{ command: 'Replace', uri: './Test/Box/Leaf', data: 'yes' }]);
  await pair.settle();
  expect(leaf(pair, './Test/Box/Leaf')).toBe('yes');
});

test('an update that is executed ends in a session of its own, no answer', async () => {
  const pair = await open();
  await pair.server.sendCommand(account(pair), [{ command: 'Exec', uri: './Firmware/Update' }]);
  await pair.settle();
  expect(pair.log).toContain('device: command from com.mgmtsrv.manage: Exec ./Firmware/Update 200');
  const [first] = answers(pair);
  const { header, commands } = readIncoming(first?.body ?? new Uint8Array()).message;
  expect(header.msgId).toBe('1');
  expect(commands.map((command) => (command.kind === 'alert' ? command.code : command.kind))).toEqual(['1201', 'tree', '1226']);
});

describe('a lower tester that is wrong on purpose', () => {
  const send = async (pair: Pair, choice: Partial<CommandChoice>): Promise<void> => {
    const states = pair.server.states;
    const push = await commandPush(
      { account: 'default', commands: [{ replace: './Test/Leaf', data: 'wrong' }], ...choice },
      {
        accounts: Object.fromEntries(states.map((s) => [s.name, s.account])),
        nonce: (name) => states.find((s) => s.name === name)?.server.pending,
        stale: () => new Uint8Array([9, 9, 9]),
        transport: 'plain',
      },
    );
    await sendUdp({ to: pair.device.push.wspUdp as string, body: push.wsp, tap: (c) => c, direction: 'to-iut' });
    await pair.settle();
  };

  test.each<[string, Partial<CommandChoice>]>([
    ['conformant', {}],
    ['another session and message id', { sessionId: 'FFFF', msgId: '7' }],
    ['the public id as text', { publicId: 'string' }],
    ['a draft', { verProto: 'DM/1.2' }],
    [
      'a raw element after the commands',
      { commands: [], raw: '<Replace><CmdID>9</CmdID><Item><Target><LocURI>./Test/Leaf</LocURI></Target><Data>wrong</Data></Item></Replace>' },
    ],
    ['a group', { commands: [{ sequence: [{ replace: './Test/Leaf', data: 'wrong' }] }] }],
    ['a MAC in Cred', { cred: { kind: 'mac-sha256' } }],
    ['no MAC at all', { mac: 'none' }],
    ['a Get beside it', { commands: [{ get: './Test/Leaf' }, { replace: './Test/Leaf', data: 'wrong' }] }],
  ])('is believed: %s', async (_, choice) => {
    const pair = await open();
    await send(pair, choice);
    expect([leaf(pair), answers(pair)]).toEqual(['wrong', []]);
  });

  test.each<[string, Partial<CommandChoice>]>([
    ['unknown-server', { source: 'org.nobody' }],
    ['unknown-server', { source: 'http://server.example/dm' }],
    ['wrong-cred', { source: 'org.other.manage' }],
    ['wrong-cred', { cred: { kind: 'md5', account: 'other' } }],
    ['wrong-cred', { cred: { kind: 'md5', secret: 'guess' } }],
    ['wrong-cred', { cred: { kind: 'md5', nonce: 'stale' } }],
    ['wrong-cred', { cred: { kind: 'md5', account: 'nobody' } }],
    ['wrong-cred', { cred: { kind: 'basic' } }],
    ['no-cred', { cred: 'none' }],
    ['wrong-mac', { mac: { kind: 'mac-sha256', secret: 'guess' } }],
    ['wrong-mac', { mac: { kind: 'mac-md5' } }],
    ['wrong-mac', { tamper: { find: 'wrong', replace: 'WRONG' } }],
    ['device', { target: 'IMEI:1' }],
    ['version', { verDtd: '1.3' }],
    ['version', { verProto: 'DM/2.0' }],
    ['incomplete', { isFinal: false }],
    ['malformed', { version: '1.0' }],
    ['content-type', { contentType: 0x43, encoding: 'xml' }],
    ['application-id', { applicationId: 8 }],
  ])('is ignored: %s %j', async (why, choice) => {
    const pair = await open();
    await send(pair, choice);
    expect([leaf(pair), answers(pair)]).toEqual(['initial', []]);
    // What is no command message at all goes on to where notifications are judged.
    expect(pair.log.at(-1)).toBe(
      why === 'malformed' || why === 'content-type' ? 'device: push ignored: content-type' : `device: command message ignored: ${why}`,
    );
    await pair.server.sendCommand(account(pair), replace('still alive'));
    await pair.settle();
    expect(leaf(pair)).toBe('still alive');
  });
});

const hasTool = spawnSync('wbxml2xml', ['-h']).error === undefined;
test.skipIf(!hasTool && !process.env.CI)('libwbxml reads every command message we write (needs wbxml2xml)', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'dmct-command-'));
  try {
    const pair = await open();
    const orders = [
      [{ replace: './Test/Leaf', data: 'a & b' }],
      [{ delete: './A' }, { exec: './B' }, { copy: './C', source: './D' }],
      ...['wbxml', 'xml'].map((form) => [{ add: './Inbox', object: OBJECT, form }]),
    ];
    for (const version of ['1.1', '1.2', '1.3'] as const) {
      for (const [n, order] of orders.entries()) {
        const [pdu] = await pair.server.sendCommand(account(pair), readCommands(order), { bearer: 'exec', version });
        const { body } = readWspPush(pdu as Uint8Array);
        writeFileSync(join(dir, 'in.wbxml'), body);
        const ran = spawnSync('wbxml2xml', ['-m', '0', '-k', '-o', join(dir, 'out.xml'), join(dir, 'in.wbxml')], { encoding: 'utf8' });
        expect(`${version} ${n} ${ran.stderr}`).toBe(`${version} ${n} wbxml2xml succeeded\n`);
        const theirs = readIncoming(readFileSync(join(dir, 'out.xml')), 'application/vnd.syncml.dm+xml').message;
        const ours = readIncoming(body).message;
        const { cred: theirCred, element: _, ...theirHeader } = theirs.header;
        const { cred: ourCred, element: __, ...ourHeader } = ours.header;
        expect([theirHeader, theirCred?.data, theirs.isFinal, theirs.commands.length]).toEqual([ourHeader, ourCred?.data, true, order.length]);
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
