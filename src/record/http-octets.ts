/**
 * An HTTP message as octets again, from the head as received and the body as recorded. The record keeps the body without its
 * transfer coding, and perhaps less of it than was announced; so Content-Length and Transfer-Encoding are made to tell the truth
 * about these octets (RFC 9112 section 6), and everything else in the head stays as it was.
 */
import type { HttpHead } from '../wire/frame.js';

export interface HttpOctets {
  readonly octets: Uint8Array;
  /** What was changed against the head as received, in words; empty when nothing was. */
  readonly changes: readonly string[];
}

/** `answersHead`: the response belongs to a HEAD request, whose Content-Length announces a body that does not follow. */
export function httpOctets(head: HttpHead, body: Uint8Array, answersHead = false): HttpOctets {
  const chunked = head.headers.some(([name, value]) => isNamed(name, 'transfer-encoding') && /chunked/i.test(value));
  const bodiless = answersHead || (head.status !== undefined && (head.status < 200 || head.status === 204 || head.status === 304));
  const changes: string[] = [];
  const lines: string[] = [];
  let framed = false;
  for (const [name, value] of head.headers) {
    if (isNamed(name, 'transfer-encoding') && !framed && chunked && !bodiless && head.version !== '1.0') {
      lines.push(`${name}: chunked`);
      framed = true;
      if (value.trim().toLowerCase() !== 'chunked') changes.push(`${name} was "${value}"`);
    } else if (isNamed(name, 'transfer-encoding')) {
      changes.push(`left out ${name}: ${value}`);
    } else if (isNamed(name, 'content-length')) {
      if (bodiless && body.length === 0) lines.push(`${name}: ${value}`);
      else if (chunked || framed) changes.push(`left out ${name}: ${value}`);
      else {
        framed = true;
        lines.push(`${name}: ${body.length}`);
        if (value.trim() !== String(body.length)) changes.push(`${name} was ${value}`);
      }
    } else lines.push(`${name}: ${value}`);
  }
  const asChunks = framed && chunked;
  if (!framed && !(bodiless && body.length === 0) && (body.length > 0 || head.status !== undefined)) {
    lines.push(`Content-Length: ${body.length}`);
    changes.push('added Content-Length');
  }
  const first =
    head.status === undefined
      ? `${head.method ?? 'POST'} ${head.url ?? '/'} HTTP/${head.version}`
      : `HTTP/${head.version} ${head.status} ${head.reason ?? ''}`;
  const text = Buffer.from(`${[first, ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
  return { octets: Buffer.concat([text, ...(asChunks ? oneChunk(body) : [body])]), changes };
}

function oneChunk(body: Uint8Array): Uint8Array[] {
  const end = Buffer.from('0\r\n\r\n');
  return body.length === 0 ? [end] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n'), end];
}

function isNamed(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted;
}
