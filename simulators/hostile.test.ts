/** Peers that mean harm: nothing crashes, nothing hangs, and the simulator goes on. */
import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { httpClient } from './http/client.js';
import { sendUdp } from './push/udp.js';
import { openPair, type Pair, type PairOptions } from './testing/pair.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

async function open(options: PairOptions = {}): Promise<Pair> {
  const pair = await openPair(options);
  cleanup.push(() => pair.close());
  return pair;
}

const xml = (body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/vnd.syncml.dm+xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const deep = '<SyncML>'.repeat(50_000);

/** What a hostile server answers to package #1, and how the session ends. */
const ANSWERS: Readonly<Record<string, readonly [answer: string | Buffer, ending: string]>> = {
  'an empty body': [xml(''), 'lost'],
  'no XML': [xml('no xml at all'), 'broken'],
  'another root': [xml('<html/>'), 'broken'],
  'nesting without end': [xml(deep), 'broken'],
  'an unfinished message': [xml('<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><SessionID>'), 'broken'],
  'WBXML garbage': [
    Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: application/vnd.syncml.dm+wbxml\r\nContent-Length: 8\r\n\r\n'),
      Buffer.from('0201ffffffffffff', 'hex'),
    ]),
    'broken',
  ],
  'HTTP 500': ['HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n', 'lost'],
  garbage: ['\x00\x01\x02\r\n\r\n', 'lost'],
};
for (const [name, [answer, ending]] of Object.entries(ANSWERS)) {
  test(`a device survives a server that answers with ${name}`, async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanup.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const pair = await open();
    pair.device.dial('http://server.example/dm', `127.0.0.1:${(server.address() as { port: number }).port}`);
    const state = pair.device.state('default');
    if (!state) throw new Error('no account');
    expect(await pair.device.startSession(state)).toBe(ending);
    pair.device.dial(pair.server.url, pair.server.connect);
    expect(await pair.device.startSession(state)).toBe('completed');
  });
}

test('a server survives bodies without sense', async () => {
  const pair = await open();
  const http = httpClient({ tap: (c) => c, channel: 'dm', requests: 'from-iut', timeoutMs: 20_000 });
  cleanup.push(() => http.close());
  const bodies = [
    'x',
    '<SyncML/>',
    '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><SessionID>0</SessionID></SyncHdr></SyncML>',
    deep,
    '\x03\x00\x00\x6a\x00\xff',
  ];
  for (const body of bodies) {
    for (const type of ['application/vnd.syncml.dm+xml', 'application/vnd.syncml.dm+wbxml', 'text/plain']) {
      const answer = await http.exchange({
        url: pair.server.url,
        connect: pair.server.connect,
        headers: [['Content-Type', type]],
        body: Buffer.from(body, 'latin1'),
      });
      expect([answer.trouble, (answer.head?.status ?? 0) < 500]).toEqual([undefined, true]);
    }
  }
  const status = async (url: string, method: string, body: string) =>
    (await http.exchange({ url, method, connect: pair.server.connect, headers: [], body: Buffer.from(body) })).head?.status;
  expect(await status(pair.server.url, 'PUT', 'x')).toBe(405);
  expect(await status('http://server.example/other', 'POST', 'x')).toBe(404);
  expect(await status(pair.server.url, 'POST', '')).toBe(400);
  expect(pair.server.reports).toEqual([]);
  await pair.settle();
});

test('a flood of pushes starts no session and loses no later one', async () => {
  const pair = await open();
  const to = pair.device.push.wspUdp ?? '';
  for (let i = 0; i < 500; i++) await sendUdp({ to, body: new Uint8Array(1400).fill(i & 255), tap: (c) => c, direction: 'to-iut' });
  await pair.device.quiesce();
  const state = pair.server.state('default');
  if (!state) throw new Error('no account');
  await pair.server.notify(state);
  await pair.settle();
  expect(pair.tape.crossings.filter((c) => c.channel === 'dm' && c.unit === 'request')).toHaveLength(1);
});
