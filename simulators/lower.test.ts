/** The two faces that scenarios use, against the other side's simulator. */
import { afterEach, expect, test } from 'vitest';
import { seededRandom } from '../src/base/random.js';
import { readIncoming } from '../src/dm/body.js';
import { type Crossing, header } from '../src/wire/frame.js';
import { startLowerClient } from './client/lower-client.js';
import type { CredChoice, ReportChoice, ServerPolicy } from './lower-tester.js';
import { freeLoopback, sendUdp } from './push/udp.js';
import { startLowerServer } from './server/lower-server.js';
import { ManagementServer } from './server/management-server.js';
import { openPair } from './testing/pair.js';
import { tape } from './testing/tape.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const ACCOUNT = {
  'server-id': 'com.mgmtsrv.manage',
  'device-id': 'IMEI:493005100592800',
  client: { type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: 'Tm9uY2U=' },
  server: { type: 'md5', name: 'com.mgmtsrv.manage', secret: 'ServerPwd', nonce: 'c2VydmVyLW5vbmNl' },
} as const;
const OTHER = {
  ...ACCOUNT,
  'server-id': 'org.other.manage',
  client: { type: 'md5', name: 'Vanessa', secret: 'FabShoes9', nonce: 'b3RoZXI=' },
} as const;
const accounts = { default: ACCOUNT, other: OTHER };

async function clientAndServer() {
  const seen = tape();
  const log: string[] = [];
  const server = await ManagementServer.open({
    tap: (c) => c,
    fact: () => undefined,
    random: seededRandom('server'),
    accounts: { default: ACCOUNT },
    listen: '127.0.0.1:0',
    path: '/dm',
    requests: 'to-iut',
    log: (line) => log.push(line),
  });
  cleanup.push(() => server.close());
  const facts: [string, string][] = [];
  const client = await startLowerClient({
    accounts,
    url: server.url,
    timeoutMs: 20_000,
    tap: seen.tap,
    fact: (n, v) => facts.push([n, v]),
    random: seededRandom('client'),
  });
  cleanup.push(() => client.close());
  const report = (more: Partial<ReportChoice> = {}) =>
    client.sendReport({ account: 'default', reports: [{ type: 'urn:t', format: 'chr', data: 'secret <21>' }], ...more });
  return { client, server, log, facts, report, ...seen };
}

const message = (crossing: Crossing | undefined) => readIncoming(crossing?.body ?? new Uint8Array(0), header(crossing?.head, 'content-type')).message;

test('a right report is accepted, with MAC and without, before and after a session', async () => {
  const { client, server, report } = await clientAndServer();
  await report();
  await report({ mac: { kind: 'mac-sha256' } });
  await client.runSession({ account: 'default', alert: '1201' });
  await report();
  await report({ encoding: 'wbxml', cred: { kind: 'mac-sha256' } });
  expect(server.reports).toHaveLength(4);
});

const WRONG: Readonly<Record<string, Partial<ReportChoice>>> = {
  'no credentials': { cred: 'none' },
  'wrong secret': { cred: { kind: 'md5', secret: 'not-the-secret' } },
  'an unknown user': { cred: { kind: 'md5', user: 'Mini-Me' } },
  'an account that does not exist': { cred: { kind: 'md5', account: 'nobody' } },
  'the account of another server': { cred: { kind: 'md5', account: 'other' } },
  'the default nonce': { cred: { kind: 'md5', nonce: 'default' } },
  'a given nonce': { cred: { kind: 'md5', nonce: 'AAECAw==' } },
  'a wrong MAC': { mac: { kind: 'mac-sha256', secret: 'x' } },
  'the MAC of DM 1.2': { mac: { kind: 'mac-md5' } },
  'a body changed on the way': { mac: { kind: 'mac-sha256' }, tamper: { find: 'secret', replace: 'SECRET' } },
};
for (const [name, choice] of Object.entries(WRONG)) {
  test(`a report with ${name} is ignored`, async () => {
    const { server, report, log } = await clientAndServer();
    await report(choice);
    expect(server.reports).toEqual([]);
    expect(log[0]).toMatch(/ignored: (no-cred|wrong-cred|wrong-mac)$/);
  });
}

test('a stale nonce is one that was valid and no longer is', async () => {
  const { client, server, report, facts } = await clientAndServer();
  for (let i = 0; i < 3; i++) await client.runSession({ account: 'default', alert: '1201' });
  await report({ cred: { kind: 'md5', nonce: 'stale' } });
  expect(server.reports).toEqual([]);
  await report({ cred: { kind: 'md5', nonce: 'Tm9uY2U=' } });
  expect(server.reports).toEqual([]);
  await report({ cred: { kind: 'md5', nonce: new Map(facts).get('nonce.client.pending') ?? '' } });
  expect(server.reports).toHaveLength(1);
});

test('session id, code and form of the data are as chosen', async () => {
  const { report, crossings } = await clientAndServer();
  await report({ sessionId: '00', code: '1226', dataForm: 'chars' });
  const body = Buffer.from(crossings[0]?.body ?? []).toString();
  expect(body).toContain('<SessionID>00</SessionID>');
  expect(body).toContain('<Data>1226</Data>');
  expect(body).toContain('secret &lt;21&gt;');
  expect(body).not.toContain('CDATA');
});

test('what cannot be tampered with is our fault, not the peer\u2019s', async () => {
  const { report } = await clientAndServer();
  await expect(report({ tamper: { find: 'not there', replace: 'x' } })).rejects.toThrow('tampered');
  await expect(report({ account: 'nobody' })).rejects.toThrow('"nobody"');
  await expect(report({ mac: { kind: 'basic' } })).rejects.toThrow('MAC');
});

test('a session has the chosen id, alert and credentials, and challenges the server when told to', async () => {
  const { client, crossings } = await clientAndServer();
  await client.runSession({ account: 'default', alert: '1200', sessionId: 'AB' });
  expect(message(crossings[0]).header.sessionId).toBe('AB');
  expect(message(crossings[0]).commands[0]).toMatchObject({ code: '1200' });
  const wrong: CredChoice = { kind: 'md5', secret: 'wrong' };
  const before = crossings.length;
  await client.runSession({ account: 'default', alert: '1201', cred: wrong });
  const status = message(crossings[before + 1]).commands[0];
  expect(status).toMatchObject({ kind: 'status', code: '401' });
});

test('the device only records a push, also one that went to a wrong port beside the registered one', async () => {
  const seen = tape();
  const host = await freeLoopback();
  const client = await startLowerClient({
    accounts,
    url: 'http://server.example/dm',
    timeoutMs: 20_000,
    listen: { wspUdp: `${host}:2948` },
    tap: seen.tap,
    fact: () => undefined,
    random: seededRandom('x'),
  });
  cleanup.push(() => client.close());
  for (const port of [2948, 2949, 9200])
    await sendUdp({ to: `${host}:${port}`, body: Uint8Array.of(port & 255), tap: (c) => c, direction: 'from-iut' });
  await client.drained();
  expect(seen.crossings.map((c) => [c.to, c.direction])).toEqual([2948, 2949, 9200].map((port) => [`${host}:${port}`, 'from-iut']));
});

test('the server answers reports and sessions as its policy says, from the next message on', async () => {
  const seen = tape();
  const server = await startLowerServer({
    listen: '127.0.0.1:0',
    path: '/dm',
    publicUrl: 'http://server.example/dm',
    accounts,
    tap: seen.tap,
    fact: () => undefined,
    random: seededRandom('x'),
  });
  cleanup.push(() => server.close());
  const pair = await openPair();
  cleanup.push(() => pair.close());
  pair.device.dial(server.url, server.connect);
  const state = pair.device.state('default');
  if (!state) throw new Error('no account');
  const last = () => seen.crossings.at(-1);
  const report = async (policy: ServerPolicy) => {
    server.policy(policy);
    await pair.device.sendReport(state, [{ type: 'urn:t', format: 'chr', data: '1' }]);
    await server.idle();
    return [last()?.unit, last()?.head?.status, (last()?.body.length ?? 0) > 0];
  };
  expect(await report({})).toEqual(['response', 200, false]);
  expect(await report({ reports: 'empty-202' })).toEqual(['response', 202, false]);
  expect(await report({ reports: 'empty-204' })).toEqual(['response', 204, false]);
  expect(await report({ reports: 'drop' })).toEqual(['request', undefined, true]);
  expect(await report({ reports: 'dm-status' })).toEqual(['response', 200, true]);
  server.policy({
    encoding: 'wbxml',
    respUri: true,
    nextNonce: false,
    operations: [[{ command: 'Get', uri: './DevInfo/Lang' }], [{ command: 'Get', uri: './DevInfo/Man' }]],
  });
  expect(await pair.device.startSession(state)).toBe('completed');
  expect(header(last()?.head, 'content-type')).toBe('application/vnd.syncml.dm+wbxml');
  expect(last()?.connection).toBeGreaterThan(0);
  const requests = seen.crossings.filter((c) => c.unit === 'request');
  expect(requests.at(-1)?.head?.url).toBe('/dm?session=1');
  expect(state.client.pending).toEqual(new Uint8Array(Buffer.from('Nonce')));
  server.policy({ abortIn: 2 });
  expect(await pair.device.startSession(state)).toBe('aborted-by-peer');
});
