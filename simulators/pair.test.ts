/** Whole sessions, reports and notifications between the simulated device and the simulated server, over real sockets. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { readIncoming } from '../src/dm/body.js';
import { octetsOfBase64 } from '../src/dm/nonce.js';
import { type Crossing, header } from '../src/wire/frame.js';
import { readWspArrival } from './push/read-push.js';
import { type Certificates, makeCertificates } from './testing/certificates.js';
import { openPair, type Pair, type PairOptions } from './testing/pair.js';
import { reassemble } from './testing/sms.js';

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

const message = (crossing: Crossing | undefined) => readIncoming(crossing?.body ?? new Uint8Array(0), header(crossing?.head, 'content-type')).message;
const requests = (pair: Pair): Crossing[] => pair.tape.crossings.filter((c) => c.channel === 'dm' && c.unit === 'request');
const responses = (pair: Pair): Crossing[] => pair.tape.crossings.filter((c) => c.channel === 'dm' && c.unit === 'response');
const state = (pair: Pair) => {
  const found = { device: pair.device.state('default'), server: pair.server.state('default') };
  if (!found.device || !found.server) throw new Error('no account');
  return { device: found.device, server: found.server };
};

for (const encoding of ['xml', 'wbxml'] as const) {
  for (const auth of ['basic', 'md5', 'mac-md5'] as const) {
    test(`a session in ${encoding} with ${auth} reads and writes the tree`, async () => {
      const pair = await open({ encoding, auth });
      pair.server.queue(state(pair).server, [
        { command: 'Get', uri: './DevInfo/DevId' },
        { command: 'Replace', uri: './Test/Leaf', data: 'changed' },
      ]);
      expect(await pair.device.startSession(state(pair).device)).toBe('completed');
      expect(pair.device.tree.read('./Test/Leaf')[0]?.value).toBe('changed');
      const [first, second] = requests(pair);
      expect(header(first?.head, 'content-type')).toBe(`application/vnd.syncml.dm+${encoding}`);
      const results = message(second).commands.find((c) => c.kind === 'results');
      expect(results?.kind === 'results' && results.items[0]?.data?.text).toBe('IMEI:493005100592800');
      expect(new Set([...requests(pair), ...responses(pair)].map((c) => message(c).header.sessionId)).size).toBe(1);
      // The queue was delivered: the next session has nothing to do.
      await pair.device.startSession(state(pair).device);
      expect(requests(pair)).toHaveLength(3);
    });
  }
}

test('nonces are told as facts, in order, and both sides agree on them', async () => {
  const pair = await open();
  pair.server.queue(state(pair).server, [{ command: 'Get', uri: './DevInfo/Lang' }]);
  await pair.device.startSession(state(pair).device);
  const names = pair.facts.map(([name]) => name);
  expect(pair.facts.slice(0, 2)).toEqual([
    ['nonce.client.current', 'Tm9uY2U='],
    ['nonce.server.current', 'c2VydmVyLW5vbmNl'],
  ]);
  const last = new Map(pair.facts);
  expect(last.get('nonce.client.used')).toBe('Tm9uY2U=');
  expect(last.get('nonce.client.pending')).toBe(last.get('nonce.client.current'));
  expect([...octetsOfBase64(last.get('nonce.client.current') ?? '')]).toEqual([...state(pair).device.client.pending]);
  expect(names).toContain('nonce.client.current@other');
  expect(last.get('session.id')).toBe(message(requests(pair)[0]).header.sessionId);
});

for (const version of ['TLSv1.1', 'TLSv1.2'] as const) {
  test(`a session over ${version} with a client certificate`, async () => {
    const pair = await open({
      serverTls: { ...certificates.server, ca: certificates.ca, requireClientCertificate: true, maxVersion: version },
      clientTls: { ca: certificates.ca, ...certificates.client },
    });
    expect(await pair.device.startSession(state(pair).device)).toBe('completed');
    expect(pair.tape.crossings[0]?.transport).toBe('https');
  });
}

test('a report is stored and answered with nothing; a wrong one is answered the same and not stored', async () => {
  const pair = await open();
  const sample = { source: './Sensor', type: 'urn:t', format: 'chr', mark: 'warning', data: 't=21<&>]]>' };
  await pair.device.sendReport(state(pair).device, [sample, { ...sample, data: 'two' }]);
  await pair.device.sendReport(state(pair).device, [{ ...sample, data: 'bad' }], {
    behaviour: { cred: (cred) => cred && { ...cred, data: 'AAAA' } },
  });
  await pair.settle();
  expect(pair.server.reports).toEqual([
    { device: 'IMEI:493005100592800', ...sample },
    { device: 'IMEI:493005100592800', ...sample, data: 'two' },
  ]);
  expect(responses(pair).map((c) => [c.head?.status, c.body.length])).toEqual([
    [200, 0],
    [200, 0],
  ]);
  expect(requests(pair)).toHaveLength(2);
});

for (const bearer of ['wsp-udp', 'ota-http'] as const) {
  test(`a notification over ${bearer} starts the session it names`, async () => {
    const pair = await open();
    await pair.server.notify(state(pair).server, { bearer });
    await pair.settle();
    const [first] = requests(pair);
    expect(message(first).header.sessionId).toBe(pair.facts.find(([name]) => name === 'notification.session')?.[1]);
    expect(message(first).commands.some((c) => c.kind === 'alert' && c.code === '1200')).toBe(true);
    // The same session again: one session is enough.
    await pair.server.notify(state(pair).server, { bearer, isRepeat: true });
    await pair.settle();
    expect(new Set(requests(pair).map((c) => message(c).header.sessionId)).size).toBe(1);
    expect(requests(pair)).toHaveLength(1);
  });
}

test('short messages hold the same push, in several parts when it is long', async () => {
  const pair = await open({ serverId: 'x'.repeat(110) });
  const parts = await pair.server.notify(state(pair).server, { bearer: 'sms' });
  expect(parts).toHaveLength(2);
  expect(parts.every((part) => part.length <= 140)).toBe(true);
  const arrival = readWspArrival(reassemble(parts), 2948);
  if (!arrival) throw new Error('no push');
  pair.device.deliver(arrival);
  await pair.settle();
  expect(requests(pair)).toHaveLength(1);
});

test('the user is asked for an interactive session and may refuse it', async () => {
  const pair = await open();
  pair.device.user.queue('refuse');
  await pair.server.notify(state(pair).server, { uiMode: 3 });
  await pair.settle();
  expect(requests(pair)).toHaveLength(0);
  await pair.server.notify(state(pair).server, { uiMode: 3 });
  await pair.settle();
  expect(requests(pair)).toHaveLength(1);
});

test('both nonces are resynchronised when only the default nonce verifies', async () => {
  const pair = await open();
  const { device, server } = state(pair);
  server.server.pending = new Uint8Array(4);
  server.client.pending = Buffer.from('lost');
  await pair.server.notify(server);
  await pair.settle();
  expect(requests(pair)).toHaveLength(2);
  expect(server.server.pending).toEqual(device.server.pending);
  expect(server.client.pending).toEqual(device.client.pending);
  expect(server.server.pending.length).toBe(16);
  await pair.server.notify(server);
  await pair.settle();
  expect(requests(pair)).toHaveLength(3);
});

test('an abort ends the session from either side', async () => {
  const pair = await open({ server: { policy: () => ({ abortIn: 2 }) } });
  expect(await pair.device.startSession(state(pair).device)).toBe('aborted-by-peer');
});

test('pushes without any sense start nothing and harm nothing', async () => {
  const pair = await open();
  for (const octets of [
    new Uint8Array(0),
    Uint8Array.of(1),
    Uint8Array.of(1, 6, 255),
    new Uint8Array(2000).fill(0xff),
    Buffer.from('010603c4af87', 'hex'),
  ]) {
    const arrival = readWspArrival(octets, 2948);
    if (arrival) pair.device.deliver(arrival);
  }
  await pair.settle();
  expect(requests(pair)).toHaveLength(0);
  await pair.server.notify(state(pair).server);
  await pair.settle();
  expect(requests(pair)).toHaveLength(1);
});
