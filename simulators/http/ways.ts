/**
 * Ways in which a lower tester carries a message otherwise than it should: an answer or a request that comes late, cut off, in other framing
 * or with another status. `shapeHttp` gives the octets; the client and the server write them past Node, which would put them right.
 */
import type { HttpHead } from '../../src/wire/frame.js';

export interface HttpWay {
  /** Of an answer, which then has no body. */
  readonly status?: number;
  /** How long it is held back. */
  readonly delayMs?: number;
  /** Where the connection ends. */
  readonly drop?: 'before-head' | 'after-head' | 'mid-body';
  readonly chunked?: boolean;
  readonly version?: '1.0';
  /** Content-Length that announces more octets than follow, or fewer; or none at all. */
  readonly length?: 'longer' | 'shorter' | 'none';
  readonly body?: 'empty';
  /** Content-Type; `none`: without. */
  readonly contentType?: string;
}

export interface Shaped {
  readonly head: HttpHead;
  /** What of the body crosses. */
  readonly body: Uint8Array;
  /** All that is written; empty for a connection that ends before anything. */
  readonly octets: Uint8Array;
}

/** Octets that a Content-Length of `longer` promises too much; chunks are of this size too, so that there are several. */
const SOME = 64;

/** True when the peer cannot have had the whole message. */
export function isLost({ drop, status, length }: HttpWay): boolean {
  return drop !== undefined || length === 'longer' || length === 'shorter' || (status !== undefined && status >= 400);
}

/** Whether Node's own writer would do the same. */
export function isPlain({ drop, chunked, version, length }: HttpWay): boolean {
  return drop === undefined && chunked !== true && version === undefined && length === undefined;
}

/** The body and headers that are asked for, still without framing. */
export function dressed<T extends { readonly headers: HttpHead['headers']; readonly body?: Uint8Array }>(message: T, way: HttpWay): T {
  const { contentType } = way;
  const isEmpty = way.body === 'empty' || way.status !== undefined;
  const keepsType = contentType === undefined && !(isEmpty && way.status !== undefined);
  const others = message.headers.filter(([name]) => keepsType || name.toLowerCase() !== 'content-type');
  const headers = contentType === undefined || contentType === 'none' ? others : [...others, ['Content-Type', contentType] as const];
  return { ...message, headers, ...(isEmpty ? { body: new Uint8Array(0) } : {}) };
}

/** What of a way, by the names that a scenario uses, makes a message no different: octets that are not there are not cut off, either. */
export function idleHttp(
  message: { readonly status?: number; readonly headers: HttpHead['headers']; readonly body?: Uint8Array },
  way: HttpWay,
): string[] {
  const had = message.body?.length ?? 0;
  const left = dressed(message, way).body?.length ?? 0;
  const type = message.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'none';
  const idle = {
    status: way.status === message.status && had === 0,
    body: way.body !== undefined && (had === 0 || way.status !== undefined),
    'content-type': way.contentType === type,
    drop: way.drop === 'mid-body' && left === 0,
    chunked: way.chunked === true && way.version !== undefined,
    length: way.length !== undefined && ((way.chunked === true && way.version === undefined) || (way.length === 'shorter' && left === 0)),
  };
  return Object.entries(idle).flatMap(([key, isIdle]) => (isIdle ? [`http.${key}`] : []));
}

/** A message, its body in full, as octets in this way. The connection ends after it. */
export function shapeHttp(head: HttpHead, body: Uint8Array, way: HttpWay): Shaped {
  const version = way.version ?? head.version;
  const isChunked = way.chunked === true && version !== '1.0';
  const others = head.headers.filter(([name]) => !/^(content-length|transfer-encoding|connection|keep-alive)$/i.test(name));
  const framing: [string, string][] = isChunked
    ? [['Transfer-Encoding', 'chunked']]
    : way.length === 'none'
      ? []
      : [['Content-Length', lengthOf(body, way)]];
  const shaped: HttpHead = { ...head, version, headers: [...others, ['Connection', 'close'], ...framing] };
  const first =
    head.status === undefined ? `${head.method ?? 'POST'} ${head.url ?? '/'} HTTP/${version}` : `HTTP/${version} ${head.status} ${head.reason ?? ''}`;
  const lines = [first, ...shaped.headers.map(([name, value]) => `${name}: ${value}`)];
  const text = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const kept = way.drop === undefined ? body.length : way.drop === 'mid-body' ? Math.floor(body.length / 2) : 0;
  const part = body.subarray(0, kept);
  const payload = isChunked ? inChunks(part, way.drop === undefined) : Buffer.from(part);
  return { head: shaped, body: part, octets: way.drop === 'before-head' ? new Uint8Array(0) : Buffer.concat([text, payload]) };
}

function lengthOf(body: Uint8Array, { length }: HttpWay): string {
  if (length === 'longer') return String(body.length + SOME);
  return String(length === 'shorter' ? Math.floor(body.length / 2) : body.length);
}

function inChunks(body: Uint8Array, isWhole: boolean): Buffer {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += SOME) {
    const chunk = body.subarray(at, at + SOME);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  if (isWhole) parts.push(Buffer.from('0\r\n\r\n'));
  return Buffer.concat(parts);
}
