/**
 * Content-Encoding of a body (RFC 2616, 3.5 and 14.11; RFC 9110, 8.4). No coding is undone: what is judged, and what evidence counts its octets
 * in, is what crossed, live and in a capture alike. Whether a body has the coding that its head tells can be said all the same.
 */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { LIMITS } from '../limits.js';
import type { HttpHead } from './frame.js';

const most = { maxOutputLength: LIMITS.bodyOctets };
const DECODERS = new Map<string, (octets: Uint8Array) => Uint8Array>([
  ['gzip', (octets) => gunzipSync(octets, most)],
  ['x-gzip', (octets) => gunzipSync(octets, most)],
  ['deflate', (octets) => inflateSync(octets, most)],
  ['br', (octets) => brotliDecompressSync(octets, most)],
]);

/** The codings that a head tells, in the order in which they were applied; `identity` is none. */
export function codingsOf(head: HttpHead | undefined): string[] {
  const values = head?.headers.flatMap(([name, value]) => (name.toLowerCase() === 'content-encoding' ? value.split(',') : [])) ?? [];
  return values.map((value) => value.trim().toLowerCase()).filter((coding) => coding !== '' && coding !== 'identity');
}

/** Nobody applies more, and to undo each may take as long as the greatest body does. */
const MOST_CODINGS = 3;

/** Whether the octets can be freed of these codings; undefined where one of them is not known here, or there are too many. */
export function hasCodings(octets: Uint8Array, codings: readonly string[]): boolean | undefined {
  if (codings.length > MOST_CODINGS) return undefined;
  let left = octets;
  for (const coding of codings.toReversed()) {
    const decode = DECODERS.get(coding);
    if (!decode) return undefined;
    try {
      left = decode(left);
    } catch (cause) {
      // More than we take is no other coding.
      return (cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? undefined : false;
    }
  }
  return true;
}
