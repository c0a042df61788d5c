import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { tape } from '../testing/tape.js';
import { type Handler, type HttpServer, startHttpServer } from './server.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

async function serve(handler: Handler, limits = {}) {
  const t = tape();
  const server: HttpServer = await startHttpServer({ listen: '127.0.0.1:0', tap: t.tap, channel: 'dm', requests: 'from-iut', handler, limits });
  cleanup.push(() => server.close());
  return { ...t, server };
}

/** A peer that writes what it is told; collects what comes back until the end. */
function peer(address: string): { socket: Socket; received: Promise<string> } {
  const socket = connect({ host: '127.0.0.1', port: Number(address.split(':')[1]) });
  cleanup.push(() => socket.destroy());
  let text = '';
  socket.on('data', (d) => {
    text += d.toString('latin1');
  });
  socket.on('error', () => undefined);
  return { socket, received: new Promise((resolve) => socket.on('close', () => resolve(text))) };
}

const ok: Handler = () => ({ status: 200, headers: [['Content-Type', 'text/plain']], body: Buffer.from('yes') });

test('headers are kept as received: order, case, repetition', async () => {
  const { server, crossings } = await serve(ok);
  const { socket, received } = peer(server.address);
  socket.write('POST /dm HTTP/1.1\r\nX-b: 1\r\nx-A: 2\r\nX-b: 3\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi');
  const answer = await received;
  expect(crossings.map((c) => [c.unit, c.direction, c.exchange, c.connection])).toEqual([
    ['request', 'from-iut', 1, 1],
    ['response', 'to-iut', 1, 1],
  ]);
  expect(crossings[0]?.head).toEqual({
    method: 'POST',
    url: '/dm',
    version: '1.1',
    headers: [
      ['X-b', '1'],
      ['x-A', '2'],
      ['X-b', '3'],
      ['Content-Length', '2'],
      ['Connection', 'close'],
    ],
  });
  expect(Buffer.from(crossings[0]?.body ?? []).toString()).toBe('hi');
  expect(answer).toBe('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nyes');
  expect(crossings[1]?.head?.headers).toEqual([
    ['Content-Type', 'text/plain'],
    ['Content-Length', '3'],
    ['Connection', 'close'],
  ]);
});

test('one connection serves several exchanges; a request without Host is served', async () => {
  const { server, crossings, until } = await serve(ok);
  const { socket } = peer(server.address);
  socket.write('POST /a HTTP/1.1\r\nContent-Length: 0\r\n\r\n');
  await until((c) => c.unit === 'response');
  socket.write('POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n');
  await until((c) => c.exchange === 2 && c.unit === 'response');
  await server.idle();
  expect(crossings.map((c) => c.connection)).toEqual([1, 1, 1, 1]);
  expect(Buffer.from(crossings[2]?.body ?? []).toString()).toBe('hi');
});

test('the tap may edit both sides', async () => {
  const t = tape();
  const server = await startHttpServer({
    listen: '127.0.0.1:0',
    channel: 'dm',
    requests: 'from-iut',
    tap: (c) =>
      t.tap({
        ...c,
        body: Buffer.from(Buffer.from(c.body).toString().toUpperCase()),
        ...(c.head && c.unit === 'response' ? { head: { ...c.head, status: 202, headers: [...c.head.headers, ['X-Edited', 'yes'] as const] } } : {}),
      }),
    handler: (request) => ({ status: 200, headers: [], body: Buffer.concat([Buffer.from('got '), request.body]) }),
  });
  cleanup.push(() => server.close());
  const { socket, received } = peer(server.address);
  socket.write('POST / HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab');
  const answer = await received;
  expect(answer).toMatch(/^HTTP\/1\.1 202 /);
  expect(answer).toContain('X-Edited: yes');
  expect(answer.endsWith('GOT AB')).toBe(true);
});

test('drop resets the connection; idle resolves afterwards', async () => {
  const { server, crossings } = await serve(() => 'drop');
  const { socket, received } = peer(server.address);
  const reset = new Promise((resolve) => socket.on('error', (e: NodeJS.ErrnoException) => resolve(e.code)));
  socket.write('POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n');
  expect(await reset).toBe('ECONNRESET');
  expect(await received).toBe('');
  await server.idle();
  expect(crossings.map((c) => c.unit)).toEqual(['request']);
});

test('a handler that throws is our fault, told by idle', async () => {
  const { server, until } = await serve(() => {
    throw new Error('boom');
  });
  const { socket, received } = peer(server.address);
  socket.write('POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n');
  await until((c) => c.unit === 'request');
  await received;
  await expect(server.idle()).rejects.toThrow('boom');
  await expect(server.close()).rejects.toThrow('boom');
  cleanup.length = 0;
});

test('a Content-Length larger than the body is a short body', async () => {
  const { server, until } = await serve(ok);
  const { socket } = peer(server.address);
  socket.end('POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nhello');
  const crossing = await until((c) => c.trouble !== undefined);
  expect(crossing.trouble).toBe('short-body');
  expect(Buffer.from(crossing.body).toString()).toBe('hello');
  await server.idle();
});

test('a Content-Length smaller than the body leaves octets that are no HTTP', async () => {
  const { server, crossings, until } = await serve(ok);
  const { socket } = peer(server.address);
  socket.write('POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhello!');
  const bad = await until((c) => c.trouble === 'bad-http');
  expect(Buffer.from(bad.body).toString()).toContain('llo!');
  expect(crossings.some((c) => c.unit === 'request' && c.trouble === undefined && c.body.length === 2)).toBe(true);
});

test('a connection lost in a chunked body is aborted; garbage in chunks is bad HTTP', async () => {
  const { server, crossings, until } = await serve(ok);
  peer(server.address).socket.end('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe');
  await until((c) => c.trouble === 'aborted');
  peer(server.address).socket.write('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhe');
  await until((c) => c.trouble === 'bad-http');
  await server.idle();
  expect(crossings).toHaveLength(2);
});

test('garbage, an endless head, a dripping head and a dripping body are recorded and cut off', async () => {
  const { server, until } = await serve(ok, { httpMessageMs: 300, httpHeadOctets: 4096 });
  const garbage = peer(server.address);
  garbage.socket.write(Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0x00]));
  expect(Buffer.from((await until((c) => c.trouble === 'bad-http')).body)[0]).toBe(0x16);
  await garbage.received;

  const endless = peer(server.address);
  endless.socket.write('POST / HTTP/1.1\r\n');
  const feed = (): void => {
    if (!endless.socket.destroyed) endless.socket.write(`X-Pad: ${'a'.repeat(1000)}\r\n`, feed);
  };
  feed();
  await until((c) => c.trouble === 'too-large');
  await endless.received;

  const head = peer(server.address);
  head.socket.write('POST / HTTP/1.1\r\nX: ');
  await until((c) => c.trouble === 'timeout' && c.head === undefined);
  const body = peer(server.address);
  body.socket.write('POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc');
  const drip = await until((c) => c.trouble === 'timeout' && c.head !== undefined);
  expect(Buffer.from(drip.body).toString()).toBe('abc');
  await body.received;
  await server.idle();
});

test('a body of 100 MB is cut off at the bound', async () => {
  const { server, until } = await serve(ok);
  const { socket, received } = peer(server.address);
  const total = 100 * 1024 * 1024;
  const chunk = Buffer.alloc(256 * 1024, 0x61);
  socket.write(`POST / HTTP/1.1\r\nContent-Length: ${total}\r\n\r\n`);
  let sent = 0;
  // Only what the kernel took counts: a reset connection still calls back, with an error.
  const feed = (cause?: Error | null): void => {
    if (cause || socket.destroyed || sent >= total) return;
    socket.write(chunk, (failed) => {
      if (!failed) sent += chunk.length;
      feed(failed);
    });
  };
  feed();
  const crossing = await until((c) => c.trouble === 'too-large');
  expect(crossing.body.length).toBe(16 * 1024 * 1024);
  await received;
  expect(sent).toBeLessThan(total);
  await server.idle();
});
