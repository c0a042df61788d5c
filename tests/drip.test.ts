/**
 * A peer that drips: some octets now and then, never a whole message. Whoever of us reads gives up when the time for the whole is over, however
 * often something comes, and what is closed is closed at once.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpClient } from '../simulators/http/client.js';
import { type HttpServer, startHttpServer } from '../simulators/http/server.js';
import { otaSender } from '../simulators/push/ota-http.js';
import { startSmsc } from '../simulators/push/smsc.js';
import { makeCertificates } from '../simulators/testing/certificates.js';
import { tape } from '../simulators/testing/tape.js';
import { openUpperTester } from '../src/iut/adapters/open.js';
import { iutWith } from './fixtures/upper-tester/make-iut.js';

const EVERY_MS = 20;
const LIMIT_MS = 300;
/** An adapter's: the start of its program must not look like spinning. */
const ADAPTER_MS = 3_000;
/** For a machine that does much else. */
const LATEST_MS = 30_000;

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

function drips(socket: Socket, octets: string | Uint8Array): void {
  const all = Buffer.from(octets);
  let at = 0;
  socket.on('error', () => undefined);
  const timer = setInterval(() => socket.write(all.subarray(at % all.length, (at++ % all.length) + 1)), EVERY_MS);
  socket.once('close', () => clearInterval(timer));
}

/** Listens, and drips at whoever comes, after what it says at once. */
async function dripping(octets: string, atOnce = ''): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.resume();
    if (atOnce) socket.write(atOnce);
    drips(socket, octets);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

function dripAt(address: string, octets: string | Uint8Array, atOnce = ''): Socket {
  const [host = '', port] = address.split(':');
  const socket = connect(Number(port), host, () => {
    if (atOnce) socket.write(atOnce);
    drips(socket, octets);
  });
  cleanup.push(() => socket.destroy());
  return socket;
}

async function timed<T>(task: Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const from = performance.now();
  return { value: await task, ms: performance.now() - from };
}

describe('our HTTP server', () => {
  async function server(
    tls?: { key: string; cert: string },
    httpMessageMs = LIMIT_MS,
  ): Promise<{ server: HttpServer; seen: ReturnType<typeof tape> }> {
    const seen = tape();
    const started = await startHttpServer({
      listen: '127.0.0.1:0',
      tap: seen.tap,
      channel: 'dm',
      requests: 'from-iut',
      handler: () => ({ status: 200, headers: [] }),
      limits: { httpMessageMs },
      ...(tls ? { tls } : {}),
    });
    cleanup.push(() => started.close());
    return { server: started, seen };
  }
  const HEAD = 'POST /dm HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n';

  it.each([
    ['a request head', HEAD, '', 'timeout'],
    ['a request body', 'x', `${HEAD}\r\n`, 'timeout'],
    ['chunks of a body', '1\r\nx\r\n', 'POST /dm HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', 'timeout'],
  ])('gives %s up in time', async (_, octets, atOnce, trouble) => {
    const { server: http, seen } = await server();
    const from = performance.now();
    dripAt(http.address, octets, atOnce);
    expect((await seen.until((c) => c.trouble !== undefined)).trouble).toBe(trouble);
    expect(performance.now() - from).toBeLessThan(LATEST_MS);
    await http.idle();
  });

  // The begin of a ClientHello that announces more than comes.
  const HELLO = Uint8Array.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc]);

  it('gives a TLS handshake up in time', async () => {
    const { server: http, seen } = await server(makeCertificates().server);
    dripAt(http.address, HELLO);
    expect((await seen.until((c) => c.trouble !== undefined)).trouble).toBe('tls');
  });

  it('does not wait for a TLS handshake when it is closed', async () => {
    const { server: http } = await server(makeCertificates().server, 600_000);
    const socket = dripAt(http.address, HELLO);
    await new Promise((resolve) => socket.once('connect', resolve));
    await http.close();
  });
});

describe('our HTTP client', () => {
  it.each([
    ['a response head', 'HTTP/1.1 200 OK\r\nX-Some: header\r\n', '', 'http'],
    ['a response body', 'x', 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n', 'http'],
    ['interim responses', 'HTTP/1.1 102 Processing\r\n\r\n', '', 'http'],
    ['a TLS handshake', '\x16\x03\x03', '', 'https'],
  ])('gives %s up in time', async (_, octets, atOnce, scheme) => {
    const address = await dripping(octets, atOnce);
    const client = httpClient({ tap: (c) => c, channel: 'dm', requests: 'to-iut', timeoutMs: LIMIT_MS });
    cleanup.push(() => client.close());
    const { value, ms } = await timed(client.exchange({ url: `${scheme}://${address}/dm`, headers: [], body: Buffer.from('x') }));
    expect(value.trouble).toMatch(scheme === 'https' ? /^(tls|timeout)$/ : /^timeout$/);
    expect(ms).toBeLessThan(LATEST_MS);
  });
});

describe('an adapter', () => {
  it.each(['stdio', 'exec'])('%s that drips its answer hangs', async (kind) => {
    const code = `process.stdin.resume(); setInterval(() => process.stdout.write('{'), ${EVERY_MS})`;
    const upper = openUpperTester(iutWith(`{ kind: ${kind}, command: [node, -e, ${JSON.stringify(code)}], timeout: ${ADAPTER_MS}ms }`));
    cleanup.push(() => upper.close());
    const { value, ms } = await timed(upper.call('reset', {}));
    expect(value).toMatchObject({ kind: 'trouble', code: 'iut-hang' });
    expect(ms).toBeLessThan(LATEST_MS);
  });

  it.each([
    ['head', 'HTTP/1.1 200 OK\r\nX-Some: header\r\n', ''],
    ['body', ' ', 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n'],
  ])('http that drips the %s of its answer hangs', async (_, octets, atOnce) => {
    const upper = openUpperTester(iutWith(`{ kind: http, url: "http://${await dripping(octets, atOnce)}", timeout: ${LIMIT_MS}ms }`));
    cleanup.push(() => upper.close());
    const { value, ms } = await timed(upper.call('reset', {}));
    expect(value).toMatchObject({ kind: 'trouble', code: 'iut-hang' });
    expect(ms).toBeLessThan(LATEST_MS);
  });
});

describe('a push', () => {
  it('to a gateway or device that drips its answer is over in time', async () => {
    const seen = tape();
    const sender = otaSender({ tap: seen.tap, direction: 'to-iut', timeoutMs: LIMIT_MS });
    cleanup.push(() => sender.close());
    const push = { wsp: new Uint8Array(0), port: 2948, contentType: 'text/plain', body: Buffer.from('x') };
    const { ms } = await timed(sender.send(await dripping('HTTP/1.1 200 OK\r\nX-Some: header\r\n'), push));
    expect(ms).toBeLessThan(LATEST_MS);
    expect(seen.crossings.at(-1)?.trouble).toBe('timeout');
  });

  it('over SMPP that drips its PDUs loses its connection', async () => {
    const seen = tape();
    const smsc = await startSmsc({ listen: '127.0.0.1:0', tap: seen.tap, sends: 'to-iut', timeoutMs: LIMIT_MS, handler: () => undefined });
    cleanup.push(() => smsc.close());
    // A bind_receiver of 1000 octets.
    const socket = dripAt(smsc.address, Uint8Array.from([0, 0, 3, 0xe8, 0, 0, 0, 1, ...Array<number>(500).fill(0)]));
    const { ms } = await timed(new Promise((resolve) => socket.once('close', resolve)));
    expect(ms).toBeGreaterThanOrEqual(LIMIT_MS - EVERY_MS);
    expect(ms).toBeLessThan(LATEST_MS);
    expect((await seen.until((c) => c.unit === 'request')).trouble).toBe('aborted');
  });
});
