/** Reads a SIP message in one datagram (RFC 3261, section 7): start line, headers, body with its range. Never throws. */
import { type HeaderLine, lineValue, readHeaderBlock } from './octet-lines.js';

export interface SipMessage {
  /** Of a request. */
  readonly method?: string;
  readonly uri?: string;
  /** Of a response. */
  readonly status?: number;
  readonly headers: readonly HeaderLine[];
  readonly bodyFrom: number;
  /** As Content-Length says, at most the end of the datagram. */
  readonly bodyTo: number;
}

/** Short forms of header names (RFC 3261, section 7.3.3). */
const SHORT: Readonly<Record<string, string>> = { i: 'call-id', m: 'contact', l: 'content-length', c: 'content-type', f: 'from', t: 'to', v: 'via' };

/** Undefined when the octets do not begin as SIP 2.0 does. */
export function readSip(octets: Uint8Array): SipMessage | undefined {
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const feed = view.indexOf(10);
  const start = view
    .subarray(0, feed < 0 ? view.length : feed)
    .toString('latin1')
    .trimEnd();
  const request = /^([A-Z]+) (\S+) SIP\/2\.0$/.exec(start);
  const response = /^SIP\/2\.0 (\d{3})(?: |$)/.exec(start);
  if (feed < 0 || (!request && !response)) return undefined;
  const { lines, bodyFrom } = readHeaderBlock(octets, feed + 1, octets.length);
  const headers = lines.map((line) => ({ ...line, name: SHORT[line.name.toLowerCase()] ?? line.name }));
  const length = Number(lineValue(headers, 'content-length') ?? octets.length - bodyFrom);
  return {
    ...(request ? { method: request[1] as string, uri: request[2] as string } : {}),
    ...(response ? { status: Number(response[1]) } : {}),
    headers,
    bodyFrom,
    bodyTo: Number.isInteger(length) && length >= 0 ? Math.min(bodyFrom + length, octets.length) : octets.length,
  };
}
