/**
 * A tapped HTTP(S) server. Every exchange gives two crossings, request and response, to the tap before anything is parsed.
 * It never throws and never hangs on what a peer sends: bodies, heads and time are bounded, trouble is recorded in the crossing.
 */
import { createServer, type IncomingMessage, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { HarnessFault, InputError } from '../../src/base/errors.js';
import { LIMITS } from '../../src/limits.js';
import type { Crossing, Direction, HttpHead, Tap, Transport, TransportTrouble } from '../../src/wire/frame.js';
import { formatHostPort, parseHostPort } from './address.js';
import { BoundedBody } from './body.js';
import { numbersOf } from './numbers.js';
import { answer, answerOrDrop, type Exchange, type Reply } from './reply.js';
import { lenientServerTls, type ServerTls } from './tls.js';

/** Answers a request; `drop` resets the connection without an answer. A throw is our own fault: `idle` and `close` tell it. */
export type Handler = (request: Crossing) => Promise<Reply | 'drop'> | Reply | 'drop';

export interface HttpServerOptions {
  /** `host:port`, port 0 for any. */
  readonly listen: string;
  readonly tls?: ServerTls;
  readonly tap: Tap;
  readonly channel: Crossing['channel'];
  /** Which way requests go, seen from the tester. */
  readonly requests: Direction;
  readonly handler: Handler;
  readonly limits?: { readonly bodyOctets?: number; readonly httpHeadOctets?: number; readonly httpMessageMs?: number };
}

export interface HttpServer {
  /** `host:port` that it listens on. */
  readonly address: string;
  /** Resolves when no exchange is open. Rejects with HarnessFault when a handler has thrown. */
  idle(): Promise<void>;
  /** Ends all connections. Rejects like `idle`. */
  close(): Promise<void>;
}

interface Peer {
  readonly connection: number;
  readonly from: string;
  readonly to: string;
  /** Octets received up to the last whole exchange: more than this means that something is under way. */
  seen: number;
  /** The exchange whose request is still being received. */
  receiving?: { readonly req: IncomingMessage; trouble?: TransportTrouble };
  /** What came after a whole request was no HTTP: the connection ends once the request has been answered. */
  isSpoilt?: true;
}

/** Starts listening. Throws InputError `cannot-listen` when the address is taken or not ours. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...LIMITS, ...options.limits };
  const { tap, channel, requests } = options;
  const replies: Direction = requests === 'from-iut' ? 'to-iut' : 'from-iut';
  const transport: Transport = options.tls ? 'https' : 'http';
  const numbers = numbersOf(tap);
  const peers = new WeakMap<Socket, Peer>();
  const waiting: (() => void)[] = [];
  const live = new Set<Socket>();
  /** Connections of a TLS server from their first octet on: those whose handshake never ends are no HTTP connections yet. */
  const raw = new Set<Socket>();
  let open = 0;
  let fault: Error | undefined;

  const serverOptions: ServerOptions = {
    maxHeaderSize: limits.httpHeadOctets,
    requireHostHeader: false,
    requestTimeout: limits.httpMessageMs,
    headersTimeout: limits.httpMessageMs,
    connectionsCheckingInterval: Math.max(20, Math.min(1000, Math.floor(limits.httpMessageMs / 4))),
    keepAlive: true,
    noDelay: true,
  };
  const server: Server = options.tls
    ? createTlsServer({ ...serverOptions, handshakeTimeout: limits.httpMessageMs, ...lenientServerTls(options.tls) })
    : createServer(serverOptions);
  server.maxHeadersCount = 0;

  const peerOf = (socket: Socket): Peer => {
    let peer = peers.get(socket);
    if (!peer) {
      peer = {
        connection: numbers.connection(),
        from: formatHostPort(socket.remoteAddress, socket.remotePort),
        to: formatHostPort(socket.localAddress, socket.localPort),
        seen: 0,
      };
      peers.set(socket, peer);
    }
    return peer;
  };
  const done = (): void => {
    open--;
    if (open === 0) for (const resolve of waiting.splice(0)) resolve();
  };
  const failed = (cause: unknown): void => {
    fault ??= new HarnessFault(`the simulated HTTP server failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
  };
  const tapped = (crossing: Crossing): Crossing => {
    try {
      return tap(crossing);
    } catch (cause) {
      failed(cause);
      return crossing;
    }
  };

  const requestOf = (peer: Peer, exchange: number, head: HttpHead | undefined, body: Uint8Array, trouble?: TransportTrouble): Crossing =>
    tapped({
      direction: requests,
      transport,
      unit: 'request',
      channel,
      connection: peer.connection,
      exchange,
      from: peer.from,
      to: peer.to,
      ...(head ? { head } : {}),
      body,
      ...(trouble ? { trouble } : {}),
    });

  const responseOf = (peer: Peer, exchange: number, head: HttpHead, body: Uint8Array, trouble?: TransportTrouble): Crossing =>
    tapped({
      direction: replies,
      transport,
      unit: 'response',
      channel,
      connection: peer.connection,
      exchange,
      from: peer.to,
      to: peer.from,
      head,
      body,
      ...(trouble ? { trouble } : {}),
    });

  server.on('request', (req, res) => {
    const peer = peerOf(req.socket);
    const number = numbers.exchange();
    const exchange: Exchange = { req, res, tell: (head, body, trouble) => responseOf(peer, number, head, body, trouble) };
    const receiving: NonNullable<Peer['receiving']> = { req };
    const body = new BoundedBody(limits.bodyOctets);
    const head = headOf(req);
    peer.receiving = receiving;
    open++;
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      done();
    };
    let isReceived = false;
    const received = (trouble?: TransportTrouble): void => {
      if (isReceived) return;
      isReceived = true;
      delete peer.receiving;
      peer.seen = req.socket.bytesRead;
      const request = requestOf(peer, number, head, body.octets(), trouble);
      if (trouble === 'too-large') {
        answer({ status: 413, headers: [['Connection', 'close']] }, exchange);
        res.once('finish', () => req.socket.destroy());
        return;
      }
      if (trouble) {
        req.socket.destroy();
        over();
        return;
      }
      void (async () => answerOrDrop(await options.handler(request), exchange))().then(
        () => {
          if (res.destroyed || req.socket.destroyed) over();
        },
        (cause) => {
          failed(cause);
          req.socket.destroy();
        },
      );
    };
    req.on('data', (chunk: Uint8Array) => {
      if (!body.add(chunk)) received('too-large');
    });
    req.on('end', () => received());
    req.on('error', () => undefined);
    res.on('error', () => undefined);
    req.on('close', () => {
      if (!isReceived) received(receiving.trouble ?? (body.isShortOf(head) ? 'short-body' : 'aborted'));
    });
    res.on('finish', () => {
      if (peer.isSpoilt) req.socket.destroySoon();
    });
    res.on('close', over);
  });

  server.on('clientError', (error: Error & { code?: string; rawPacket?: Uint8Array }, socket) => {
    const peer = peerOf(socket as Socket);
    const trouble = troubleOf(error.code);
    const whole = peer.receiving?.req.complete === true;
    if (peer.receiving && !whole) {
      // What ends a body early is told by its own exchange; only what is no HTTP, or too slow, is known here.
      if (trouble === 'bad-http' || trouble === 'timeout') peer.receiving.trouble = trouble;
    } else if ((socket as Socket).bytesRead > peer.seen || error.rawPacket) {
      peer.seen = (socket as Socket).bytesRead;
      const raw = new Uint8Array(error.rawPacket ?? []).slice(0, limits.bodyOctets);
      requestOf(peer, numbers.exchange(), undefined, raw, trouble);
    }
    if (whole) peer.isSpoilt = true;
    else socket.destroy();
  });
  // A head that never came to its end: no exchange tells of it. Two octets may be the line end that old clients send after a body.
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    live.add(socket);
    socket.once('close', () => {
      live.delete(socket);
      const peer = peerOf(socket);
      if (peer.receiving || socket.bytesRead <= peer.seen + 2) return;
      peer.seen = socket.bytesRead;
      requestOf(peer, numbers.exchange(), undefined, new Uint8Array(0), 'aborted');
    });
  });
  if (options.tls) {
    server.on('connection', (socket: Socket) => {
      raw.add(socket);
      socket.once('close', () => raw.delete(socket));
    });
  }
  server.on('tlsClientError', (_error, socket) => {
    const peer = peerOf(socket);
    requestOf(peer, numbers.exchange(), undefined, new Uint8Array(0), 'tls');
  });

  const { host, port } = parseHostPort(options.listen);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new InputError('cannot-listen', { found: `cannot listen on ${options.listen}: ${cause.message}`, cure: 'choose a free address, or port 0' }),
      ),
    );
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  const settle = (): void => {
    if (fault) throw fault;
  };
  return {
    address: formatHostPort(bound.address, bound.port),
    idle: async () => {
      if (open > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      settle();
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      for (const socket of raw) socket.destroy();
      await closed;
      // Exchanges that this cut off are told before it is over.
      await Promise.all([...live].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
      if (open > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      settle();
    },
  };
}

function headOf(req: IncomingMessage): HttpHead {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) headers.push([req.rawHeaders[i] as string, req.rawHeaders[i + 1] as string]);
  return { method: req.method ?? '', url: req.url ?? '', version: req.httpVersion, headers };
}

/** Node's parser codes: HPE_HEADER_OVERFLOW for an endless head, ERR_HTTP_REQUEST_TIMEOUT for a dripping peer. */
function troubleOf(code: string | undefined): TransportTrouble {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'timeout';
  if (code === 'HPE_HEADER_OVERFLOW') return 'too-large';
  if (code === 'HPE_INVALID_EOF_STATE' || code === 'ECONNRESET' || code === 'EPIPE') return 'aborted';
  return 'bad-http';
}
