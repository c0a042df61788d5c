import { createServer, type Socket } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { header } from '../../src/wire/frame.js';
import { type Certificates, makeCertificates } from '../testing/certificates.js';
import { tape } from '../testing/tape.js';
import { httpClient } from './client.js';
import { startHttpServer } from './server.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});

const request = { url: 'http://server.example/dm?x=1', headers: [['Content-Type', 'text/plain']] as const, body: Buffer.from('ping') };

async function rawPeer(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.push(() => {
    for (const s of sockets) s.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

function client(timeoutMs = 20_000, more = {}) {
  const t = tape();
  const http = httpClient({ tap: t.tap, channel: 'dm', requests: 'to-iut', timeoutMs, ...more });
  cleanup.push(() => http.close());
  return { ...t, http };
}

test('a logical URL is dialled elsewhere; heads are recorded as sent and received; the connection is kept', async () => {
  const seen = tape();
  const server = await startHttpServer({
    listen: '127.0.0.1:0',
    tap: seen.tap,
    channel: 'dm',
    requests: 'to-iut',
    handler: () => ({
      status: 200,
      headers: [
        ['X-One', '1'],
        ['x-one', '2'],
      ],
      body: Buffer.from('pong'),
    }),
  });
  cleanup.push(() => server.close());
  const { http, crossings } = client();
  const first = await http.exchange({ ...request, connect: server.address });
  const second = await http.exchange({ ...request, connect: server.address });
  expect(Buffer.from(first.body).toString()).toBe('pong');
  expect(second.trouble).toBeUndefined();
  expect(first.head?.headers.slice(0, 2)).toEqual([
    ['X-One', '1'],
    ['x-one', '2'],
  ]);
  expect(crossings.map((c) => [c.unit, c.connection, c.exchange])).toEqual([
    ['request', 1, 1],
    ['response', 1, 1],
    ['request', 1, 2],
    ['response', 1, 2],
  ]);
  // What our record says was sent is what the other end received, header for header.
  expect(seen.crossings[0]?.head).toEqual(crossings[0]?.head);
  expect(header(crossings[0]?.head, 'Host')).toBe('server.example');
  expect(crossings[0]?.from).toBe(seen.crossings[0]?.from);
});

test('exchanges at the same time use connections of their own', async () => {
  let release: (() => void) | undefined;
  const both = new Promise<void>((resolve) => {
    release = resolve;
  });
  let waiting = 0;
  const server = await startHttpServer({
    listen: '127.0.0.1:0',
    tap: (c) => c,
    channel: 'dm',
    requests: 'to-iut',
    handler: async () => {
      if (++waiting === 2) release?.();
      await both;
      return { status: 204, headers: [] };
    },
  });
  cleanup.push(() => server.close());
  const { http } = client();
  const answers = await Promise.all([1, 2].map(() => http.exchange({ ...request, connect: server.address })));
  expect(answers.map((a) => a.head?.status)).toEqual([204, 204]);
  expect(new Set(answers.map((a) => a.connection)).size).toBe(2);
});

test('trouble has a name: refused, aborted, short body, bad HTTP, too large, timeout', async () => {
  const { http } = client(20_000, { limits: { bodyOctets: 100_000, httpHeadOctets: 8192 } });
  const ask = async (serve: (socket: Socket) => void, by = http) => {
    const connect = await rawPeer((socket) => socket.once('data', () => serve(socket)));
    return by.exchange({ ...request, connect });
  };
  const gone = await rawPeer(() => undefined);
  for (const undo of cleanup.splice(1)) undo();
  expect((await http.exchange({ ...request, connect: gone })).trouble).toBe('refused');
  expect((await ask((s) => s.resetAndDestroy())).trouble).toBe('aborted');
  expect((await ask((s) => s.end())).trouble).toBe('aborted');
  const short = await ask((s) => s.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'));
  expect([short.trouble, Buffer.from(short.body).toString(), short.head?.status]).toEqual(['short-body', 'half', 200]);
  const garbage = await ask((s) => s.end('\x00\x01 no http\r\n\r\n'));
  expect([garbage.trouble, garbage.head]).toEqual(['bad-http', undefined]);
  expect(Buffer.from(garbage.body).toString('latin1')).toContain('no http');
  const large = await ask((s) => {
    s.write('HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n');
    const feed = (): void => {
      if (!s.destroyed) s.write(Buffer.alloc(65536), feed);
    };
    feed();
  });
  expect([large.trouble, large.body.length]).toEqual(['too-large', 100_000]);
  const endless = await ask((s) => {
    s.write('HTTP/1.1 200 OK\r\n');
    const feed = (): void => {
      if (!s.destroyed) s.write(`X: ${'a'.repeat(500)}\r\n`, feed);
    };
    feed();
  });
  expect(endless.trouble).toBe('too-large');
  const drip = await ask((s) => s.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab'), client(500).http);
  expect([drip.trouble, Buffer.from(drip.body).toString()]).toEqual(['timeout', 'ab']);
});

test('HTTP/1.0 answers that end with the connection are read, and told as 1.0', async () => {
  const { http } = client();
  const connect = await rawPeer((s) => s.once('data', () => s.end('HTTP/1.0 200 OK\r\n\r\nall of it')));
  const answer = await http.exchange({ ...request, connect });
  expect([answer.head?.version, Buffer.from(answer.body).toString(), answer.trouble]).toEqual(['1.0', 'all of it', undefined]);
});

test('of octets after a whole answer no more are kept than of a body', async () => {
  const { http, until } = client(20_000, { limits: { bodyOctets: 20 } });
  const connect = await rawPeer((s) => s.once('data', () => s.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n${'x'.repeat(100)}`)));
  expect((await http.exchange({ ...request, connect })).trouble).toBeUndefined();
  expect(Buffer.from((await until((c) => c.trouble === 'surplus')).body).toString()).toBe('x'.repeat(20));
});

test('octets after a whole answer, with it or later, are recorded as they came, and are no answer to what is asked next', async () => {
  const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
  for (const more of ['HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n', 'GARBAGE AFTER', '\r\n']) {
    for (const isLater of [false, true]) {
      const { http, crossings, until } = client();
      const peers: Socket[] = [];
      const connect = await rawPeer((s) => {
        peers.push(s);
        s.once('data', () => s.write(peers.length === 1 && !isLater ? ANSWER + more : ANSWER));
      });
      const answer = await http.exchange({ ...request, connect });
      expect([answer.head?.status, answer.trouble]).toEqual([200, undefined]);
      if (isLater) peers[0]?.write(more);
      const surplus = await until((c) => c.trouble === 'surplus');
      expect(Buffer.from(surplus.body).toString()).toBe(more);
      expect(surplus).toMatchObject({ unit: 'response', direction: 'from-iut', connection: 1, exchange: 1, from: connect });
      expect(surplus.head).toBeUndefined();
      expect((await http.exchange({ ...request, connect })).head?.status).toBe(200);
      expect(crossings.map((c) => [c.unit, c.connection, c.trouble])).toEqual([
        ['request', 1, undefined],
        ['response', 1, undefined],
        ['response', 1, 'surplus'],
        ['request', 2, undefined],
        ['response', 2, undefined],
      ]);
    }
  }
});

for (const version of ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
  test(`https over ${version} with a client certificate`, async () => {
    const server = await startHttpServer({
      listen: '127.0.0.1:0',
      tls: { ...certificates.server, ca: certificates.ca, requireClientCertificate: true, maxVersion: version },
      tap: (c) => c,
      channel: 'dm',
      requests: 'to-iut',
      handler: () => ({ status: 200, headers: [], body: Buffer.from('safe') }),
    });
    cleanup.push(() => server.close());
    const { http, crossings } = client(20_000, { tls: { ca: certificates.ca, ...certificates.client } });
    const answer = await http.exchange({ ...request, url: 'https://server.example/dm', connect: server.address });
    expect(Buffer.from(answer.body).toString()).toBe('safe');
    expect(crossings.map((c) => c.transport)).toEqual(['https', 'https']);
  });
}

test('a server that wants a client certificate records the failed handshake; so does the client', async () => {
  const seen = tape();
  const server = await startHttpServer({
    listen: '127.0.0.1:0',
    tls: { ...certificates.server, ca: certificates.ca, requireClientCertificate: true, maxVersion: 'TLSv1.2' },
    tap: seen.tap,
    channel: 'dm',
    requests: 'to-iut',
    handler: () => ({ status: 200, headers: [] }),
  });
  cleanup.push(() => server.close());
  const { http } = client();
  const answer = await http.exchange({ ...request, url: 'https://server.example/dm', connect: server.address });
  expect(answer.trouble).toBe('tls');
  expect((await seen.until((c) => c.trouble === 'tls')).unit).toBe('request');
});

const FINAL = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
test.each([
  ['whole', ['HTTP/1.1 100 Continue\r\n\r\n', FINAL]],
  ['in one piece with the answer', [`HTTP/1.1 100 Continue\r\n\r\n${FINAL}`]],
  ['twice, with a header', [`HTTP/1.1 100 Continue\r\nServer: x\r\n\r\nHTTP/1.1 100\n\n${FINAL}`]],
  ['octet by octet', [...`HTTP/1.1 100 Continue\r\n\r\n${FINAL}`]],
  ['not at all', [...FINAL]],
])('a 100 (Continue) that nobody asked for is no answer and no fault: %s', async (_how, pieces) => {
  const peer = await rawPeer((socket) => {
    socket.setNoDelay(true);
    socket.on('data', async () => {
      for (const piece of pieces) await new Promise<unknown>((resolve) => socket.write(piece, resolve));
    });
  });
  const { http, crossings } = client();
  for (let time = 0; time < 2; time++) {
    const answer = await http.exchange({ ...request, connect: peer });
    expect([answer.head?.status, Buffer.from(answer.body).toString(), answer.trouble]).toEqual([200, 'ok', undefined]);
  }
  expect(crossings.map(({ unit, connection }) => [unit, connection])).toEqual([
    ['request', 1],
    ['response', 1],
    ['request', 1],
    ['response', 1],
  ]);
});

test('octets that only begin as a 100 (Continue) are the evidence of what they are', async () => {
  const peer = await rawPeer((socket) => socket.on('data', () => socket.end('HTTP/1.1 100 Cont')));
  const answer = await client().http.exchange({ ...request, connect: peer });
  expect([Buffer.from(answer.body).toString(), answer.trouble]).toEqual(['HTTP/1.1 100 Cont', 'aborted']);
});
