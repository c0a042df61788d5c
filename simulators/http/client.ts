/**
 * A tapped HTTP(S) client on undici's dispatch. Each exchange gives two crossings to the tap, or one with trouble when no connection
 * came about. A URL may name any host: `connect` says what is dialled. It never throws on what a peer does.
 */
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Dispatcher } from 'undici';
import { LIMITS } from '../../src/limits.js';
import type { Crossing, Direction, HttpHead, Tap, Transport, TransportTrouble } from '../../src/wire/frame.js';
import { formatHostPort, parseHostPort } from './address.js';
import { BoundedBody } from './body.js';
import { DialError, dial } from './dial.js';
import { numbersOf } from './numbers.js';
import type { ClientTls } from './tls.js';
import { dressed, type HttpWay, isPlain, shapeHttp } from './ways.js';

export interface HttpRequest {
  readonly url: string;
  /** Default POST. */
  readonly method?: string;
  /** Host, Connection and Content-Length are added. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** `host:port` to dial instead of what the URL names. */
  readonly connect?: string;
  /** How it crosses, where that is not as HTTP has it: over a connection of its own. */
  readonly way?: HttpWay;
}

export interface HttpClientOptions {
  readonly tap: Tap;
  readonly channel: Crossing['channel'];
  /** Which way requests go, seen from the tester. */
  readonly requests: Direction;
  /** For one whole exchange. */
  readonly timeoutMs: number;
  readonly tls?: ClientTls;
  readonly limits?: { readonly bodyOctets?: number; readonly httpHeadOctets?: number };
}

export interface HttpClient {
  /** Resolves with the response as the tap gave it back; `trouble` tells when it is not whole, and without `head` none came. */
  exchange(request: HttpRequest): Promise<Crossing>;
  close(): Promise<void>;
}

/** One connection at most, used for one exchange at a time. */
interface Slot {
  readonly key: string;
  client?: Client;
  socket?: Socket;
  connection: number;
  isBusy: boolean;
  /** Octets received since the exchange began, bounded: evidence when they are no HTTP. */
  raw: Uint8Array[];
  rawLength: number;
}

export function httpClient(options: HttpClientOptions): HttpClient {
  const limits = { ...LIMITS, ...options.limits };
  const { tap, channel, requests, timeoutMs } = options;
  const replies: Direction = requests === 'from-iut' ? 'to-iut' : 'from-iut';
  const numbers = numbersOf(tap);
  const slots: Slot[] = [];
  let isClosed = false;
  const closing = new AbortController();

  const open = async (slot: Slot, url: URL, target: { host: string; port: number }): Promise<Socket> => {
    const socket = await dial({
      ...target,
      name: url.hostname.replace(/^\[|\]$/g, ''),
      isTls: url.protocol === 'https:',
      ...(options.tls ? { tls: options.tls } : {}),
      timeoutMs,
    });
    slot.socket = socket;
    slot.connection = numbers.connection();
    const read = socket.read.bind(socket);
    socket.read = (size?: number) => {
      const chunk = read(size) as Uint8Array | null;
      if (chunk !== null && slot.rawLength < limits.httpHeadOctets) {
        slot.raw.push(chunk);
        slot.rawLength += chunk.length;
      }
      return chunk;
    };
    return socket;
  };

  const exchange = async (wanted: HttpRequest): Promise<Crossing> => {
    const { way = {} } = wanted;
    if (way.delayMs !== undefined) await pause(way.delayMs, undefined, { signal: closing.signal }).catch(() => undefined);
    const request = dressed(wanted, way);
    const isOwn = !isPlain(way);
    const url = new URL(request.url);
    const isTls = url.protocol === 'https:';
    const transport: Transport = isTls ? 'https' : 'http';
    const target = request.connect
      ? parseHostPort(request.connect)
      : { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || (isTls ? 443 : 80)) };
    const key = `${url.origin} ${target.host}:${target.port}`;
    let slot = isOwn ? undefined : slots.find((s) => s.key === key && !s.isBusy);
    if (!slot) {
      slot = { key, connection: 0, isBusy: false, raw: [], rawLength: 0 };
      slots.push(slot);
    }
    slot.isBusy = true;
    slot.raw = [];
    slot.rawLength = 0;
    const number = numbers.exchange();
    const plain: HttpHead = {
      method: request.method ?? 'POST',
      url: url.pathname + url.search,
      version: '1.1',
      // As undici writes them: its own two first, the length last.
      headers: [['host', url.host], ['connection', 'keep-alive'], ...request.headers, ['content-length', String(request.body.length)]],
    };
    const shaped = isOwn ? shapeHttp(plain, request.body, way) : undefined;
    const { head, body } = shaped ?? { head: plain, body: request.body };
    const ends = (): { connection: number; exchange: number; from: string; to: string } => ({
      connection: slot.connection,
      exchange: number,
      from: slot.socket ? formatHostPort(slot.socket.localAddress, slot.socket.localPort) : '',
      to: formatHostPort(target.host, target.port),
    });
    const asked = (trouble?: TransportTrouble): Crossing =>
      tap({
        direction: requests,
        transport,
        unit: 'request',
        channel,
        ...ends(),
        ...(way.drop === 'before-head' ? {} : { head }),
        body,
        ...(trouble ? { trouble } : {}),
      });
    try {
      // A session that is still running when the simulator is closed finds nobody.
      if (isClosed) throw new DialError('refused', 'the simulator is closed');
      if (!slot.socket || slot.socket.destroyed) {
        delete slot.socket;
        await open(slot, url, target);
      }
    } catch (cause) {
      slot.isBusy = false;
      if (!(cause instanceof DialError)) throw cause;
      const { head: _asked, ...sent } = asked(cause.trouble);
      return { ...sent, direction: replies, unit: 'response', from: sent.to, to: sent.from, body: new Uint8Array(0), trouble: cause.trouble };
    }
    if (shaped && slot.socket) writeInstead(slot.socket, shaped.octets, way.drop !== undefined);
    const sent = asked(way.drop === undefined ? undefined : 'aborted');
    const answered = await send(slot, url, sent);
    const { from, to, ...rest } = ends();
    slot.isBusy = false;
    if (shaped) {
      slots.splice(slots.indexOf(slot), 1);
      await slot.client?.destroy();
    }
    return tap({ direction: replies, transport, unit: 'response', channel, ...rest, from: to, to: from, ...answered });
  };

  const send = async (slot: Slot, url: URL, sent: Crossing): Promise<Pick<Crossing, 'head' | 'body' | 'trouble'>> => {
    if (!slot.client) {
      const undici = await import('undici');
      slot.client = new undici.Client(url.origin, {
        connect: (_wanted, callback) => {
          // The connection was dialled before the request was recorded; a second call means that it died meanwhile.
          // Not at once: undici misses a connection that is there before its own call returns (7.30).
          queueMicrotask(() => {
            const socket = slot.socket;
            if (socket && !socket.destroyed) callback(null, socket as never);
            else callback(new Error('connection closed'), null);
          });
        },
        maxHeaderSize: limits.httpHeadOctets,
        headersTimeout: 0,
        bodyTimeout: 0,
        strictContentLength: false,
      });
    }
    const client = slot.client;
    const own = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);
    const headers = (sent.head?.headers ?? []).filter(([n]) => !own.has(n.toLowerCase())).flat();
    return new Promise((resolve) => {
      const body = new BoundedBody(limits.bodyOctets);
      let head: HttpHead | undefined;
      let why: TransportTrouble | undefined;
      const timer = setTimeout(() => {
        why = 'timeout';
        slot.socket?.destroy();
      }, timeoutMs);
      const end = (trouble?: TransportTrouble): void => {
        clearTimeout(timer);
        if (head) {
          resolve({ head, body: body.octets(), ...(trouble ? { trouble } : {}) });
          return;
        }
        // Octets came but no head: they are the evidence. undici may tell the end of the connection rather than what was wrong before it.
        const raw = rawOf(slot);
        const isNoHttp = raw.length > 0 && !Buffer.from(raw).toString('latin1').startsWith('HTTP/1.');
        resolve({ body: raw, trouble: trouble === 'aborted' && isNoHttp ? 'bad-http' : (trouble ?? 'aborted') });
      };
      client.dispatch(
        { path: sent.head?.url ?? '/', method: (sent.head?.method ?? 'POST') as Dispatcher.HttpMethod, headers, body: Buffer.from(sent.body) },
        {
          onRequestStart: () => undefined,
          onResponseStart: (controller, status, _parsed, reason) => {
            head = { status, reason: reason ?? '', version: versionOf(slot), headers: pairs(controller.rawHeaders) };
          },
          onResponseData: (controller, chunk) => {
            if (body.add(chunk) || why) return;
            why = 'too-large';
            controller.abort(new Error('body too large'));
          },
          onResponseEnd: () => end(why),
          onResponseError: (_controller, cause) => end(why ?? troubleOf(cause as Error & { code?: string }, head, body)),
        },
      );
    });
  };

  return {
    exchange,
    close: async () => {
      isClosed = true;
      closing.abort();
      await Promise.all(slots.map(async (s) => s.client?.destroy()));
      for (const s of slots) s.socket?.destroy();
    },
  };
}

/** Whatever undici writes for a request, these octets go out in its place; then the connection ends, if it is to. */
function writeInstead(socket: Socket, octets: Uint8Array, isDropped: boolean): void {
  const write = socket.write.bind(socket) as (chunk: Uint8Array) => boolean;
  let isWritten = false;
  socket.write = () => {
    if (isWritten) return true;
    isWritten = true;
    const isFlushed = write(octets);
    if (isDropped) socket.destroySoon();
    return isFlushed;
  };
}

function rawOf(slot: Slot): Uint8Array {
  return new Uint8Array(Buffer.concat(slot.raw));
}

/** The octet after `HTTP/1.` of the status line: undici does not tell it. */
function versionOf(slot: Slot): string {
  const first = slot.raw[0];
  return first && first.length > 8 && first[7] === 0x30 ? '1.0' : '1.1';
}

function pairs(raw: unknown): [string, string][] {
  const flat = Array.isArray(raw) ? raw.map((x) => (x instanceof Uint8Array ? Buffer.from(x).toString('latin1') : String(x))) : [];
  const out: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) out.push([flat[i] as string, flat[i + 1] as string]);
  return out;
}

function troubleOf(cause: { code?: string; name?: string; message?: string }, head: HttpHead | undefined, body: BoundedBody): TransportTrouble {
  const code = cause.code ?? '';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'too-large';
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return 'short-body';
  // undici 7 gives some parser errors without their code.
  const isParserError = code.startsWith('HPE_') || cause.name === 'HTTPParserError';
  if (isParserError && code !== 'HPE_INVALID_EOF_STATE' && !/EOF/.test(cause.message ?? '')) return 'bad-http';
  const length = head?.headers.find(([n]) => n.toLowerCase() === 'content-length')?.[1];
  return length !== undefined && body.received < Number(length) ? 'short-body' : 'aborted';
}
