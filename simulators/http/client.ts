/**
 * A tapped HTTP(S) client on undici's dispatch. Each exchange gives two crossings to the tap, or one with trouble when no connection
 * came about. A URL may name any host: `connect` says what is dialled. It never throws on what a peer does.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { LIMITS } from '../../src/limits.js';
import type { Crossing, Direction, HttpHead, Tap, Transport, TransportTrouble } from '../../src/wire/frame.js';
import { formatHostPort, parseHostPort } from './address.js';
import { Connection, hostOf } from './connection.js';
import { DialError } from './dial.js';
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

export function httpClient(options: HttpClientOptions): HttpClient {
  const limits = { ...LIMITS, ...options.limits };
  const { tap, channel, requests, timeoutMs } = options;
  const replies: Direction = requests === 'from-iut' ? 'to-iut' : 'from-iut';
  const numbers = numbersOf(tap);
  const connections: Connection[] = [];
  let isClosed = false;
  const closing = new AbortController();

  const exchange = async (wanted: HttpRequest): Promise<Crossing> => {
    const { way = {} } = wanted;
    if (way.delayMs !== undefined) await pause(way.delayMs, undefined, { signal: closing.signal }).catch(() => undefined);
    const request = dressed(wanted, way);
    const isOwn = !isPlain(way);
    const url = new URL(request.url);
    const isTls = url.protocol === 'https:';
    const transport: Transport = isTls ? 'https' : 'http';
    const target = request.connect ? parseHostPort(request.connect) : { host: hostOf(url), port: Number(url.port || (isTls ? 443 : 80)) };
    let connection = isOwn ? undefined : connections.find((known) => known.isFree(url, target));
    if (!connection) {
      const surplus = (body: Uint8Array, { number: connection, exchange, from: to }: Connection): void => {
        const from = formatHostPort(target.host, target.port);
        tap({ direction: replies, transport, unit: 'response', channel, connection, exchange, from, to, body, trouble: 'surplus' });
      };
      connection = new Connection({ ...limits, url, target, numbers, timeoutMs, surplus, ...(options.tls ? { tls: options.tls } : {}) });
      connections.push(connection);
    }
    const number = numbers.exchange();
    connection.begin(number);
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
      connection: connection.number,
      exchange: number,
      from: connection.from,
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
      await connection.open();
    } catch (cause) {
      connection.end();
      if (!(cause instanceof DialError)) throw cause;
      const { head: _asked, ...sent } = asked(cause.trouble);
      return { ...sent, direction: replies, unit: 'response', from: sent.to, to: sent.from, body: new Uint8Array(0), trouble: cause.trouble };
    }
    if (shaped) connection.writeInstead(shaped.octets, way.drop !== undefined);
    const sent = asked(way.drop === undefined ? undefined : 'aborted');
    const answered = await connection.send(sent);
    const { from, to, ...rest } = ends();
    const answer = tap({ direction: replies, transport, unit: 'response', channel, ...rest, from: to, to: from, ...answered });
    connection.end();
    if (shaped) {
      connections.splice(connections.indexOf(connection), 1);
      await connection.close();
    }
    return answer;
  };

  return {
    exchange,
    close: async () => {
      isClosed = true;
      closing.abort();
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}
