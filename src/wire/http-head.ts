/** Start lines and heads of HTTP/1.x in octets (RFC 9112), and how long what follows them is. */
import type { HttpHead } from './frame.js';

const METHODS = ['POST ', 'GET ', 'HEAD ', 'PUT ', 'OPTIONS ', 'DELETE ', 'PATCH ', 'CONNECT ', 'TRACE ', 'HTTP/1.'] as const;

/** Whether a message begins here: `maybe` when there are too few octets to tell. */
export function beginsHttp(octets: Uint8Array): 'yes' | 'maybe' | 'no' {
  const text = Buffer.from(octets.subarray(0, 8)).toString('latin1');
  if (METHODS.some((m) => text.startsWith(m))) return 'yes';
  return METHODS.some((m) => m.startsWith(text)) ? 'maybe' : 'no';
}

export interface ReadHead {
  readonly head: HttpHead;
  /** A line is no header, or a length is none. */
  readonly isBad: boolean;
  readonly framing: 'none' | 'chunked' | 'close' | number;
}

/** Octets up to and with the empty line; undefined when they do not begin as HTTP/1.x does. */
export function readHead(octets: Uint8Array): ReadHead | undefined {
  const [first = '', ...rest] = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1').split(/\r?\n/);
  const request = /^([!#$%&'*+.^_`|~\w-]+) +(\S+) +HTTP\/(1\.\d)\s*$/.exec(first);
  const response = /^HTTP\/(1\.\d) +(\d{3})(?: (.*))?$/.exec(first);
  if (!request && !response) return undefined;
  const headers: [string, string][] = [];
  let isBad = false;
  for (const line of rest) {
    if (line === '') continue;
    const last = headers.at(-1);
    const colon = line.indexOf(':');
    if (/^[ \t]/.test(line) && last) last[1] += ` ${line.trim()}`;
    else if (colon > 0) headers.push([line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]);
    else isBad = true;
  }
  const head: HttpHead = request
    ? { method: request[1] as string, url: request[2] as string, version: request[3] as string, headers }
    : { status: Number(response?.[2]), reason: response?.[3] ?? '', version: response?.[1] as string, headers };
  const framing = framingOf(head);
  return framing === undefined ? { head, isBad: true, framing: 'none' } : { head, isBad, framing };
}

function framingOf({ headers, status }: HttpHead): ReadHead['framing'] | undefined {
  const values = (name: string): string[] => headers.flatMap(([n, v]) => (n.toLowerCase() === name ? [v] : []));
  if (status !== undefined && (status < 200 || status === 204 || status === 304)) return 'none';
  if (values('transfer-encoding').some((v) => /chunked\s*$/i.test(v))) return 'chunked';
  const lengths = values('content-length');
  if (lengths.length === 0) return status === undefined ? 'none' : 'close';
  const [length] = lengths as [string];
  return /^\d{1,15}$/.test(length) && lengths.every((l) => l === length) ? Number(length) : undefined;
}

/** Of the line that begins a chunk (RFC 9112, 7.1); undefined when it tells no size. */
export function chunkSize(line: string): number | undefined {
  const size = /^\s*([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(line.trimEnd())?.[1];
  return size === undefined ? undefined : Number.parseInt(size, 16);
}
