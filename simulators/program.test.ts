/** The reference programs and probes from outside: processes that speak JSON lines. */
import { afterEach, expect, test } from 'vitest';
import { seededRandom } from '../src/base/random.js';
import { CLIENT_PRIMITIVES, SERVER_PRIMITIVES } from '../src/iut/primitives.js';
import { startLowerClient } from './client/lower-client.js';
import { sendUdp } from './push/udp.js';
import { startLowerServer } from './server/lower-server.js';
import { type Program, startProgram } from './testing/program.js';
import { tape } from './testing/tape.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

function program(file: string, ...args: string[]): Program {
  const started = startProgram(file, ...args);
  cleanup.push(() => started.kill());
  return started;
}

const ACCOUNT = {
  'server-id': 'com.mgmtsrv.manage',
  'device-id': 'IMEI:493005100592800',
  client: { type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: 'Tm9uY2U=' },
  server: { type: 'md5', name: 'com.mgmtsrv.manage', secret: 'ServerPwd', nonce: 'c2VydmVyLW5vbmNl' },
} as const;
const SAMPLE = { type: 'urn:t', format: 'chr', data: '21' };
const done = (id: number, result: object = {}) => ({ id, ok: true, result });

async function lowerServer() {
  const seen = tape();
  const server = await startLowerServer({
    listen: '127.0.0.1:0',
    path: '/dm',
    publicUrl: 'http://server.example/dm',
    accounts: { default: ACCOUNT },
    tap: seen.tap,
    fact: () => undefined,
    random: seededRandom('lower'),
  });
  cleanup.push(() => server.close());
  return { server, seen };
}

test('the reference client does what the primitives say, and each reset may bring other faults', async () => {
  const { server, seen } = await lowerServer();
  const client = program('client/program.js');
  const configure = {
    accounts: { default: { ...ACCOUNT, url: server.url, connect: server.connect } },
    encoding: 'xml',
    push: { wspUdp: '127.0.0.1:0' },
  };
  expect(await client.call('reset', { seed: 's' })).toEqual(done(1));
  const configured = (await client.call('configure', configure)) as { result: { push: { wspUdp: string } } };
  expect(configured.result.push.wspUdp).toMatch(/^127\.0\.0\.1:\d+$/);
  await client.call('send-report', { account: 'default', reports: [SAMPLE] });
  expect(await client.call('quiesce')).toEqual(done(4));
  expect(seen.crossings.map((c) => [c.unit, c.direction, c.head?.status])).toEqual([
    ['request', 'from-iut', undefined],
    ['response', 'to-iut', 200],
  ]);
  await client.call('start-session', { account: 'default' });
  await client.call('quiesce');
  expect(seen.crossings).toHaveLength(4);
  const tree = (await client.call('read-tree', { uri: './DevInfo/DevId' })) as { result: { nodes: { value: string }[] } };
  expect(tree.result.nodes[0]?.value).toBe('IMEI:493005100592800');

  await client.call('reset', { seed: 's', faults: ['never-reports'] });
  await client.call('configure', configure);
  await client.call('send-report', { account: 'default', reports: [SAMPLE] });
  await client.call('quiesce');
  expect(seen.crossings).toHaveLength(4);
  const unknown = await client.call('reset', { seed: 's', faults: ['never-report'] });
  expect(unknown).toMatchObject({ ok: false, error: expect.stringContaining('"never-reports"') });
  expect(await client.end()).toBe(0);
});

test('the reference server does what the primitives say', async () => {
  const seen = tape();
  const device = await startLowerClient({
    accounts: { default: ACCOUNT },
    url: '',
    timeoutMs: 20_000,
    listen: { wspUdp: '127.0.0.1:0' },
    tap: seen.tap,
    fact: () => undefined,
    random: seededRandom('lower'),
  });
  cleanup.push(() => device.close());
  const server = program('server/program.js');
  await server.call('reset', { seed: 's' });
  const configured = (await server.call('configure', {
    accounts: { default: { ...ACCOUNT, url: 'http://server.example/dm', push: device.push } },
    encoding: 'xml',
    listen: '127.0.0.1:0',
  })) as { result: { url: string; connect: string } };
  device.dial(configured.result.url, configured.result.connect);
  await device.sendReport({ account: 'default', reports: [{ ...SAMPLE, mark: 'minor' }] });
  expect(await server.call('read-reports')).toEqual(done(3, { reports: [{ device: 'IMEI:493005100592800', ...SAMPLE, mark: 'minor' }] }));
  await server.call('notify', { account: 'default', ui: '1', initiator: '1' });
  await server.call('quiesce');
  await device.drained();
  expect(seen.crossings.at(-1)).toMatchObject({ unit: 'datagram', direction: 'from-iut', channel: 'push' });
  const sms = (await server.call('notify', { account: 'default', bearer: 'sms' })) as { result: { sms: string[] } };
  expect(Buffer.from(sms.result.sms[0] ?? '', 'base64').toString('hex')).toMatch(/^0605040b84/);
  await server.call('queue-operations', { account: 'default', operations: [{ get: './DevInfo/Lang' }, { command: 'Get', uri: './DevInfo/Man' }] });
  await device.runSession({ account: 'default', alert: '1201' });
  expect(seen.crossings.filter((c) => c.unit === 'request')).toHaveLength(3);
  expect(await server.call('send-command', { account: 'default', commands: [{ replace: './Test/Leaf', data: 'x' }] })).toMatchObject({ ok: true });
  await device.drained();
  expect(seen.crossings.at(-1)).toMatchObject({ unit: 'datagram', direction: 'from-iut', channel: 'push' });
  // Nothing of it may be sent without a session.
  expect(await server.call('send-command', { account: 'default', commands: [{ get: './DevInfo/DevId' }] })).toMatchObject({ ok: false });
  expect(await server.end()).toBe(0);
});

test('bad lines and bad arguments are told, and the program goes on', async () => {
  const client = program('client/program.js');
  expect(await client.line('no json')).toMatchObject({ id: null, ok: false });
  expect(await client.line('null')).toMatchObject({ ok: false, unsupported: true });
  expect(await client.line('{"id":7,"primitive":"constructor"}')).toEqual({ id: 7, ok: false, unsupported: true });
  expect(await client.call('start-session', {})).toMatchObject({ ok: false, error: expect.stringContaining('configure') });
  expect(await client.call('answer-ui', { answer: 'acept' })).toMatchObject({ ok: false });
  await client.call('configure', { accounts: { default: { ...ACCOUNT, url: 'http://127.0.0.1:1/dm' } }, encoding: 'xml', push: {} });
  expect(await client.call('start-session', { account: 'defualt' })).toMatchObject({ ok: false, error: expect.stringContaining('"default"') });
  await client.call('start-session', { account: 'default' });
  expect(await client.call('quiesce')).toMatchObject({ ok: true });
  expect(await client.end()).toBe(0);
});

for (const side of ['client', 'server'] as const) {
  test(`${side}: dead ends once configured; hang answers no more`, async () => {
    const dead = program(`${side}/program.js`, '--fault', 'dead');
    await dead.call('reset', { seed: 's' });
    expect(await dead.call('configure', { accounts: {}, encoding: 'xml', push: {}, listen: '127.0.0.1:0' })).toMatchObject({ ok: true });
    expect(await dead.exited).toBe(1);
    const hang = program(`${side}/program.js`, '--fault=hang');
    await hang.call('configure', { accounts: {}, encoding: 'xml', push: {}, listen: '127.0.0.1:0' });
    const lost = hang.call('quiesce').then(
      () => 'answered',
      () => 'never answered',
    );
    expect(await hang.end()).toBe(0);
    expect(await lost).toBe('never answered');
  });

  for (const probe of ['null', 'closing', 'echo', 'always-200', 'dead']) {
    test(`${side} probe ${probe} says yes to everything`, async () => {
      const iut = program('probes/program.js', side, probe);
      expect(await iut.call('reset', { seed: 's' })).toEqual(done(1));
      const configured = (await iut.call('configure', { push: { wspUdp: '127.0.0.1:0' }, listen: '127.0.0.1:0' })) as {
        ok: boolean;
        result: { connect?: string; push?: { wspUdp?: string } };
      };
      expect(configured.ok).toBe(true);
      if (probe === 'dead') return expect(await iut.exited).toBe(1);
      for (const primitive of side === 'client' ? CLIENT_PRIMITIVES : SERVER_PRIMITIVES) {
        if (primitive !== 'reset' && primitive !== 'configure') expect(await iut.call(primitive)).toMatchObject({ ok: true });
      }
      const { push, connect } = configured.result;
      if (push?.wspUdp) await sendUdp({ to: push.wspUdp, body: Uint8Array.of(1), tap: (c) => c, direction: 'to-iut' });
      if (connect !== undefined) {
        const seen = tape();
        const device = await startLowerClient({
          accounts: { default: ACCOUNT },
          url: 'http://server.example/dm',
          connect,
          timeoutMs: 20_000,
          tap: seen.tap,
          fact: () => undefined,
          random: seededRandom('x'),
        });
        cleanup.push(() => device.close());
        await device.sendReport({ account: 'default', reports: [SAMPLE] });
        const last = seen.crossings.at(-1);
        expect([last?.trouble ?? last?.head?.status, last?.unit === 'response' ? last.body.length > 0 : undefined]).toEqual(PROBE_ANSWERS[probe]);
      }
      expect(await iut.end()).toBe(0);
    });
  }
}

const PROBE_ANSWERS: Readonly<Record<string, unknown[]>> = {
  null: ['refused', undefined],
  closing: ['aborted', false],
  echo: [200, true],
  'always-200': [200, false],
};
