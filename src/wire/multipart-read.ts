/** Reads a MIME multipart body (RFC 2046, section 5.1) with the octet ranges of its parts. Never throws. */
import { type HeaderLine, readHeaderBlock } from './octet-lines.js';

export interface MultipartPart {
  readonly headers: readonly HeaderLine[];
  /** The part's content, without its headers and without the line end that belongs to the next boundary. */
  readonly from: number;
  readonly to: number;
}

/** More parts than any push has; the rest is not looked at. */
const MOST_PARTS = 64;

/** Parts between the boundaries; the last one ends with the octets when its boundary is missing. Nothing when the boundary stands nowhere. */
export function readMultipart(octets: Uint8Array, boundary: string): MultipartPart[] {
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const parts: MultipartPart[] = [];
  let at = boundaryFrom(view, mark, 0);
  while (at >= 0 && parts.length < MOST_PARTS) {
    const after = at + mark.length;
    if (view.subarray(after, after + 2).toString('latin1') === '--') break;
    const feed = view.indexOf(10, after);
    if (feed < 0) break;
    const next = boundaryFrom(view, mark, feed + 1);
    const end = next < 0 ? view.length : lineEndBefore(view, next);
    const { lines, bodyFrom } = readHeaderBlock(octets, feed + 1, end);
    parts.push({ headers: lines, from: Math.min(bodyFrom, end), to: end });
    at = next;
  }
  return parts;
}

/** Where the boundary stands at the begin of a line. */
function boundaryFrom(view: Buffer, mark: Buffer, from: number): number {
  for (let at = view.indexOf(mark, from); at >= 0; at = view.indexOf(mark, at + 1)) if (at === 0 || view[at - 1] === 10) return at;
  return -1;
}

function lineEndBefore(view: Buffer, at: number): number {
  return view[at - 2] === 13 ? at - 2 : at - 1;
}
