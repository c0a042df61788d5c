/** The proxy between our own HTTP client and server, and between raw sockets: what it records is what each end sent, and each end gets that. */
import { createServer, connect as openSocket, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Crossing, header } from '../../src/wire/frame.js';
import { httpClient } from '../http/client.js';
import { type Handler, startHttpServer } from '../http/server.js';
import { startOtaReceiver } from '../push/ota-http.js';
import { pushSender } from '../push/sender.js';
import { startUdpReceiver } from '../push/udp.js';
import { type Certificates, makeCertificates } from '../testing/certificates.js';
import { tape } from '../testing/tape.js';
import { type ProxyOptions, startProxy } from './proxy.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});
let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});

async function proxy(more: Partial<ProxyOptions> = {}) {
  const seen = tape();
  const lost: string[] = [];
  const started = await startProxy({
    record: seen.tap,
    listen: '127.0.0.1:0',
    path: '/dm',
    timeoutMs: 20_000,
    lost: (why) => lost.push(why),
    ...more,
  });
  cleanup.push(() => started.close());
  return { ...seen, lost, proxy: started };
}
async function server(handler: Handler, more = {}) {
  const seen = tape();
  const started = await startHttpServer({ listen: '127.0.0.1:0', tap: seen.tap, channel: 'dm', requests: 'from-iut', handler, ...more });
  cleanup.push(() => started.close());
  return { ...seen, address: started.address };
}
function client(more = {}) {
  const seen = tape();
  const http = httpClient({ tap: seen.tap, channel: 'dm', requests: 'from-iut', timeoutMs: 20_000, ...more });
  cleanup.push(() => http.close());
  return { ...seen, http };
}
async function rawServer(onData: (socket: Socket) => void): Promise<string> {
  const open = new Set<Socket>();
  const started = createServer((socket) => {
    open.add(socket.on('error', () => undefined));
    socket.once('data', () => onData(socket));
  });
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  cleanup.push(() => {
    for (const socket of open) socket.destroy();
    started.close();
  });
  return `127.0.0.1:${(started.address() as { port: number }).port}`;
}
const post = (url: string, connect: string) => ({
  url,
  connect,
  headers: [
    ['X-Second', '2'],
    ['Content-Type', 'application/vnd.syncml.dm+wbxml'],
    ['x-SyncML-HMAC', 'algorithm=MD5'],
  ] as const,
  body: gzipSync('the octets of a message'),
});
const body = (c: Crossing | undefined): string => Buffer.from(c?.body ?? []).toString('hex');

test('hands an exchange on and back, octets and heads, and records both halves as they were sent', async () => {
  const { proxy: between, crossings } = await proxy();
  const answer = gzipSync('the octets of an answer');
  const far = await server(() => ({
    status: 202,
    reason: 'Very Well',
    headers: [
      ['X-One', '1'],
      ['x-one', 'again'],
    ],
    body: answer,
  }));
  between.server({ url: 'http://dm.example/dm', connect: far.address });
  const near = client();
  const got = await near.http.exchange(post('http://dm.example/dm?sid=1', between.address));
  await between.idle();

  expect(body(got)).toBe(answer.toString('hex'));
  expect(crossings.map((c) => [c.direction, c.unit, c.channel, c.connection, c.exchange])).toEqual([
    ['from-iut', 'request', 'dm', 1, 1],
    ['to-iut', 'response', 'dm', 1, 1],
  ]);
  const [request, response] = crossings;
  expect(request?.head).toEqual(near.crossings[0]?.head);
  expect(body(request)).toBe(body(near.crossings[0]));
  expect(response?.head).toEqual(far.crossings[1]?.head);
  expect(body(response)).toBe(answer.toString('hex'));
  // What the far end was asked: the same, but for what belongs to one connection.
  const asked = far.crossings[0];
  expect(body(asked)).toBe(body(request));
  expect(asked?.head?.url).toBe('/dm?sid=1');
  const own = (c: Crossing | undefined) => c?.head?.headers.filter(([n]) => !/^(host|connection|content-length)$/i.test(n));
  expect(own(asked)).toEqual(own(request));
  expect(header(asked?.head, 'host')).toBe('dm.example');
});

test('its own path stands for that of the server, any other is handed on', async () => {
  const { proxy: between } = await proxy();
  const far = await server(() => ({ status: 200, headers: [] }));
  between.server({ url: `http://${far.address}/servlet/dm?tenant=7` });
  const { http } = client();
  for (const path of ['/dm', '/dm?x=1', '/resp/17?y=2', '//twice//']) await http.exchange(post(`http://p${path}`, between.address));
  expect(far.crossings.filter((c) => c.unit === 'request').map((c) => c.head?.url)).toEqual([
    '/servlet/dm?tenant=7',
    '/servlet/dm?x=1',
    '/resp/17?y=2',
    '//twice//',
  ]);
});

test('chunks are taken and given', async () => {
  const { proxy: between, crossings } = await proxy();
  const far = await rawServer((s) => s.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'));
  between.server({ url: `http://${far}/dm` });
  const { host, port } = { host: '127.0.0.1', port: Number(between.address.split(':')[1]) };
  const socket = openSocket({ host, port });
  const got = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
  });
  socket.write('POST /dm HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n1\r\nA\r\n2\r\nBC\r\n0\r\n\r\n');
  expect(await got).toMatch(/abcde/);
  expect(crossings.map((c) => Buffer.from(c.body).toString())).toEqual(['ABC', 'abcde']);
  expect(crossings[1]?.head?.headers).toEqual([['Transfer-Encoding', 'chunked']]);
});

test('a server that is not there, or sends no HTTP, is 502 to the client and trouble in the record', async () => {
  const { proxy: between, crossings } = await proxy();
  const { http } = client();
  const told = async (target?: string): Promise<unknown[]> => {
    if (target !== undefined) between.server({ url: `http://${target}/dm` });
    const got = await http.exchange(post('http://p/dm', between.address));
    await between.idle();
    return [got.head?.status, crossings.at(-1)?.unit, crossings.at(-1)?.head, crossings.at(-1)?.trouble];
  };
  expect(await told()).toEqual([502, 'response', undefined, 'refused']);
  expect(await told(await rawServer((s) => s.end('no HTTP at all\r\n\r\n')))).toEqual([502, 'response', undefined, 'bad-http']);
  expect(Buffer.from(crossings.at(-1)?.body ?? []).toString()).toContain('no HTTP');
  const gone = await rawServer(() => undefined);
  await cleanup.pop()?.();
  expect(await told(gone)).toEqual([502, 'response', undefined, 'refused']);
  expect(await told(await rawServer((s) => s.resetAndDestroy()))).toEqual([502, 'response', undefined, 'aborted']);
});

test('an answer that breaks off breaks off for the client, too, and is recorded as far as it came', async () => {
  const { proxy: between, crossings } = await proxy();
  between.server({ url: `http://${await rawServer((s) => s.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'))}/dm` });
  const got = await client().http.exchange(post('http://p/dm', between.address));
  expect(got.trouble).toBe('aborted');
  await between.idle();
  expect(crossings[1]).toMatchObject({ unit: 'response', direction: 'to-iut', trouble: 'short-body', head: { status: 200 } });
  expect(Buffer.from(crossings[1]?.body ?? []).toString()).toBe('half');
});

test('a server that hangs is given up; a client that sends garbage is recorded and harms nobody', async () => {
  const { proxy: between, crossings, until } = await proxy({ timeoutMs: 300 });
  between.server({ url: `http://${await rawServer(() => undefined)}/dm` });
  expect((await client().http.exchange(post('http://p/dm', between.address))).head?.status).toBe(502);
  await between.idle();
  expect(crossings.at(-1)?.trouble).toBe('timeout');
  for (const octets of [
    '\x16\x03\x01\x00',
    'POST * HTTP/1.1\r\nHost: \xff\r\nX: \x01\r\n\r\n',
    'GET http://[::1 HTTP/1.1\r\n\r\n',
    'CONNECT a:1 HTTP/1.1\r\n\r\n',
  ]) {
    const socket = openSocket({ host: '127.0.0.1', port: Number(between.address.split(':')[1]) });
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.resume().end(Buffer.from(octets, 'latin1'));
    await closed;
  }
  await until((c) => c.trouble === 'bad-http');
  await expect(between.idle()).resolves.toBeUndefined();
});

test('TLS on both sides', async () => {
  const { proxy: between, crossings } = await proxy({ tls: certificates.server, serverTls: { ca: certificates.ca, ...certificates.client } });
  const far = await server(() => ({ status: 200, headers: [], body: Buffer.from('safe') }), {
    tls: { ...certificates.server, ca: certificates.ca, requireClientCertificate: true },
  });
  between.server({ url: 'https://server.example/dm', connect: far.address });
  const got = await client({ tls: { ca: certificates.ca } }).http.exchange(post('https://server.example/dm', between.address));
  expect(Buffer.from(got.body).toString()).toBe('safe');
  expect(crossings.map((c) => c.transport)).toEqual(['https', 'https']);
});

const PUSH = { wsp: Uint8Array.of(1, 6, 0, 255), port: 2948, contentType: 'application/vnd.syncml.notification', body: Uint8Array.of(0, 255) };

test('pushes over UDP go on to the device', async () => {
  const got = tape();
  const device = await startUdpReceiver({ listen: '127.0.0.1:0', tap: got.tap, direction: 'to-iut', handler: () => undefined });
  cleanup.push(() => device.close());
  const { proxy: between, crossings, lost } = await proxy({ push: { bearer: 'wsp-udp', listen: '127.0.0.1:0' } });
  const sender = pushSender({ tap: (c) => c, direction: 'to-iut', timeoutMs: 20_000 });
  await sender.send('wsp-udp', between.pushAddress ?? '', PUSH);
  await between.idle();
  expect(lost).toEqual(['it is not known where the device takes pushes']);
  between.device(device.address);
  await sender.send('wsp-udp', between.pushAddress ?? '', PUSH);
  await got.until((c) => c.unit === 'datagram');
  expect(got.crossings.map(body)).toEqual([Buffer.from(PUSH.wsp).toString('hex')]);
  expect(crossings.map((c) => [c.direction, c.transport, c.to, body(c)])).toEqual(
    [1, 2].map(() => ['to-iut', 'udp', between.pushAddress, Buffer.from(PUSH.wsp).toString('hex')]),
  );
});

test('pushes over HTTP go on to the device, and its answer back', async () => {
  const got = tape();
  const device = await startOtaReceiver({ listen: '127.0.0.1:0', tap: got.tap, direction: 'to-iut', handler: () => undefined });
  cleanup.push(() => device.close());
  const { proxy: between, crossings } = await proxy({ push: { bearer: 'ota-http', listen: '127.0.0.1:0' } });
  between.device(device.address);
  const sender = pushSender({ tap: (c) => c, direction: 'to-iut', timeoutMs: 20_000 });
  await sender.send('ota-http', between.pushAddress ?? '', PUSH);
  await sender.close();
  await between.idle();
  expect(crossings.map((c) => [c.direction, c.unit, c.channel, c.head?.method ?? c.head?.status])).toEqual([
    ['to-iut', 'request', 'push', 'POST'],
    ['from-iut', 'response', 'push', 204],
  ]);
  expect(crossings.map(body)).toEqual(got.crossings.map(body));
  expect(crossings[1]?.head).toEqual(got.crossings[1]?.head);
});
