/** How a server answers a request: as HTTP has it, through Node's writer, or past it in a way of its own. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Crossing, HttpHead, TransportTrouble } from '../../src/wire/frame.js';
import { dressed, type HttpWay, isPlain, shapeHttp } from './ways.js';

export interface Reply {
  readonly status: number;
  readonly reason?: string;
  /** Content-Length and Connection are added unless given. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
  /** How it crosses, where that is not as HTTP has it. */
  readonly way?: HttpWay;
}

/** A request and what its answer goes to. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Tells the tap of the response, and gives what is to be written. */
  readonly tell: (head: HttpHead, body: Uint8Array, trouble?: TransportTrouble) => Crossing;
}

/** `drop` resets the connection without an answer; one that has gone meanwhile gets none. */
export async function answerOrDrop(reply: Reply | 'drop', exchange: Exchange): Promise<void> {
  const { req, res } = exchange;
  const { socket } = req;
  if (reply === 'drop') {
    socket.resetAndDestroy();
    return;
  }
  const { way = {} } = reply;
  if (way.delayMs !== undefined) await pause(way.delayMs, socket);
  // A connection that has gone has told so itself.
  if (res.destroyed || socket.destroyed) return;
  const clothed = dressed({ ...reply, ...(way.status === undefined ? {} : { status: way.status }) }, way);
  if (isPlain(way)) answer(clothed, exchange);
  else answerInWay(clothed, way, exchange);
}

/** As HTTP has it. */
export function answer(reply: Reply, { req, res, tell }: Exchange): void {
  const given = withLength(reply, lastsAfter(req));
  const body = reply.body ?? new Uint8Array(0);
  write(res, tell(headOf(reply, given), body), given, body.length);
}

/** Past Node's writer; the connection ends after it. A connection that ends before the head has no response at all. */
function answerInWay(reply: Reply, way: HttpWay, { req: { socket }, tell }: Exchange): void {
  const { drop } = way;
  if (drop === 'before-head') {
    socket.resetAndDestroy();
    return;
  }
  const shaped = shapeHttp(headOf(reply, reply.headers), reply.body ?? new Uint8Array(0), way);
  tell(shaped.head, shaped.body, drop === undefined ? undefined : 'aborted');
  socket.write(shaped.octets);
  socket.destroySoon();
}

function headOf({ status, reason }: Reply, headers: HttpHead['headers']): HttpHead {
  return { status, reason: reason ?? reasonOf(status), version: '1.1', headers };
}

/** Resolves when the time has passed, or when the connection ends before. */
async function pause(ms: number, socket: Socket): Promise<void> {
  const gone = new AbortController();
  const end = (): void => gone.abort();
  socket.once('close', end);
  await setTimeout(ms, undefined, { signal: gone.signal }).catch(() => undefined);
  socket.off('close', end);
}

function lastsAfter(req: IncomingMessage): boolean {
  const connection = req.headers.connection?.toLowerCase() ?? '';
  return req.httpVersion === '1.0' ? connection.includes('keep-alive') : !connection.includes('close');
}

function withLength(reply: Reply, lasts: boolean): [string, string][] {
  const headers = reply.headers.map(([n, v]): [string, string] => [n, v]);
  const has = (name: string): boolean => headers.some(([n]) => n.toLowerCase() === name);
  if (reply.status !== 204 && reply.status >= 200 && !has('content-length') && !has('transfer-encoding')) {
    headers.push(['Content-Length', String(reply.body?.length ?? 0)]);
  }
  if (!has('connection')) headers.push(['Connection', lasts ? 'keep-alive' : 'close']);
  return headers;
}

/** A tap that changes the body but not the length header gets the right length; one that changes the header gets what it wrote. */
function write(res: ServerResponse, crossing: Crossing, given: readonly (readonly [string, string])[], length: number): void {
  const headers = (crossing.head?.headers ?? given).map(([n, v]): [string, string] => [
    n,
    n.toLowerCase() === 'content-length' && v === String(length) ? String(crossing.body.length) : v,
  ]);
  res.sendDate = false;
  res.strictContentLength = false;
  try {
    res.writeHead(crossing.head?.status ?? 200, crossing.head?.reason ?? '', headers.flat());
    res.end(crossing.body);
  } catch {
    // A head that Node refuses to write (a mutant's): the peer sees a closed connection.
    res.destroy();
  }
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  204: 'No Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
function reasonOf(status: number): string {
  return REASONS[status] ?? '';
}
