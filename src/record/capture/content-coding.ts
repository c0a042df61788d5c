/** A body without its Content-Encoding: what DM was given (RFC 9110, section 8.4). */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { LIMITS } from '../../limits.js';
import { type HttpHead, header } from '../../wire/frame.js';
import type { Tally } from './tally.js';

const most = { maxOutputLength: LIMITS.bodyOctets };
const DECODERS: Readonly<Record<string, (octets: Uint8Array) => Uint8Array>> = {
  gzip: (octets) => gunzipSync(octets, most),
  'x-gzip': (octets) => gunzipSync(octets, most),
  deflate: (octets) => inflateSync(octets, most),
  br: (octets) => brotliDecompressSync(octets, most),
};

/** As it came when it is not coded, or cannot be decoded; either is told. */
export function withoutCoding(head: HttpHead | undefined, body: Uint8Array, tally: Tally): Uint8Array {
  const coding = header(head, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity' || coding === '' || body.length === 0) return body;
  try {
    const decoded = DECODERS[coding]?.(body);
    if (decoded) {
      tally.add(
        `body was sent with Content-Encoding ${coding} and is judged without it`,
        `bodies were sent with Content-Encoding ${coding} and are judged without it`,
      );
      return new Uint8Array(decoded);
    }
  } catch {
    // Damaged, or more octets than we take: the body stays as it came.
  }
  const name = JSON.stringify(coding.slice(0, 40));
  tally.add(`body could not be freed of its Content-Encoding ${name}`, `bodies could not be freed of their Content-Encoding ${name}`);
  return body;
}
