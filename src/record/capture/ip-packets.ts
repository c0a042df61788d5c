/** IPv4 and IPv6 packets to what they carry; fragments are put together (RFC 791 section 3.2, RFC 8200 section 4). */
import { LIMITS } from '../../limits.js';

export interface Carried {
  /** 6 TCP, 17 UDP. */
  readonly protocol: number;
  /** As text, IPv6 without brackets. */
  readonly from: string;
  readonly to: string;
  readonly payload: Uint8Array;
  /** Fewer octets were captured than crossed. */
  readonly isCut: boolean;
  /** It crossed inside TLS, which somebody has taken off. */
  readonly isTls?: boolean;
}

interface Piece extends Carried {
  readonly id: number;
  readonly offset: number;
  readonly isLast: boolean;
}

/** Headers of IPv6 that stand before what is carried: hop-by-hop, routing, destination, mobility; and the fragment header. */
const EXTENSIONS: readonly number[] = [0, 43, 60, 135];
const FRAGMENT = 44;
const AUTHENTICATION = 51;

/** Undefined: no IP, damaged, or a fragment whose others are still missing. `unfinished` counts the last. */
export class IpReader {
  readonly #held = new Map<string, Piece[]>();
  /** Datagrams that were forgotten because some of their fragments never came. */
  forgotten = 0;

  read(octets: Uint8Array): Carried | undefined {
    const version = (octets[0] ?? 0) >> 4;
    const piece = version === 4 ? readV4(octets) : version === 6 ? readV6(octets) : undefined;
    if (!piece || (piece.offset === 0 && piece.isLast)) return piece;
    return this.#assemble(piece);
  }

  /** Datagrams that never became whole. */
  get unfinished(): number {
    return this.#held.size + this.forgotten;
  }

  #assemble(piece: Piece): Carried | undefined {
    const key = `${piece.from} ${piece.to} ${piece.protocol} ${piece.id}`;
    const pieces = this.#held.get(key) ?? [];
    // Fragments are copied: the packet they came in is gone when the next one is read.
    if (pieces.length < LIMITS.captureFragments && !pieces.some((p) => p.offset === piece.offset))
      pieces.push({ ...piece, payload: new Uint8Array(piece.payload) });
    this.#held.set(key, pieces);
    const whole = joined(pieces);
    if (whole) this.#held.delete(key);
    else if (this.#held.size > LIMITS.captureFragments) {
      const [oldest] = this.#held.keys();
      this.#held.delete(oldest as string);
      this.forgotten++;
    }
    return whole;
  }
}

function joined(pieces: Piece[]): Carried | undefined {
  if (!pieces.some((p) => p.isLast)) return undefined;
  const sorted = [...pieces].sort((a, b) => a.offset - b.offset);
  let end = 0;
  for (const { offset, payload } of sorted) {
    if (offset > end) return undefined;
    end = Math.max(end, offset + payload.length);
  }
  const octets = new Uint8Array(end);
  for (const { offset, payload } of sorted.reverse()) octets.set(payload, offset);
  const { protocol, from, to } = sorted.at(-1) as Piece;
  return { protocol, from, to, payload: octets, isCut: pieces.some((p) => p.isCut) };
}

function readV4(octets: Uint8Array): Piece | undefined {
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const head = ((view[0] as number) & 15) * 4;
  if (head < 20 || view.length < head) return undefined;
  // Zero where the network card has cut the packet up after it was captured.
  const length = view.readUInt16BE(2) || view.length;
  if (length < head) return undefined;
  const flags = view.readUInt16BE(6);
  return {
    protocol: view[9] as number,
    from: [...view.subarray(12, 16)].join('.'),
    to: [...view.subarray(16, 20)].join('.'),
    payload: octets.subarray(head, Math.min(length, octets.length)),
    isCut: length > octets.length,
    id: view.readUInt16BE(4),
    offset: (flags & 0x1fff) * 8,
    isLast: (flags & 0x2000) === 0,
  };
}

function readV6(octets: Uint8Array): Piece | undefined {
  if (octets.length < 40) return undefined;
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const length = 40 + view.readUInt16BE(4);
  const end = length === 40 ? octets.length : Math.min(length, octets.length);
  let protocol = view[6] as number;
  let at = 40;
  let fragment = { id: 0, offset: 0, isLast: true };
  for (;;) {
    if (protocol !== FRAGMENT && protocol !== AUTHENTICATION && !EXTENSIONS.includes(protocol)) break;
    if (at + 8 > end) return undefined;
    const next = view[at] as number;
    if (protocol === FRAGMENT) {
      const flags = view.readUInt16BE(at + 2);
      fragment = { id: view.readUInt32BE(at + 4), offset: flags & 0xfff8, isLast: (flags & 1) === 0 };
      at += 8;
    } else at += protocol === AUTHENTICATION ? ((view[at + 1] as number) + 2) * 4 : ((view[at + 1] as number) + 1) * 8;
    protocol = next;
    // What stands in a later fragment is no header.
    if (fragment.offset > 0) break;
  }
  if (at > end) return undefined;
  const [from, to] = [textOfV6(view, 8), textOfV6(view, 24)];
  return { protocol, from, to, payload: octets.subarray(at, end), isCut: length > octets.length, ...fragment };
}

/** Four or sixteen octets as text; anything else as hex. */
export function addressText(octets: Buffer): string {
  return octets.length === 4 ? octets.join('.') : octets.length === 16 ? textOfV6(octets, 0) : octets.toString('hex');
}

/** RFC 5952: the longest run of zeros is left out. */
function textOfV6(view: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => view.readUInt16BE(at + 2 * i));
  if (groups.slice(0, 5).every((g) => g === 0) && groups[5] === 0xffff) return [...view.subarray(at + 12, at + 16)].join('.');
  const zeros = [
    ...groups
      .map((g) => (g === 0 ? '0' : 'x'))
      .join('')
      .matchAll(/00+/g),
  ].sort((a, b) => b[0].length - a[0].length)[0];
  const hex = (part: readonly number[]): string => part.map((g) => g.toString(16)).join(':');
  if (!zeros) return hex(groups);
  return `${hex(groups.slice(0, zeros.index))}::${hex(groups.slice(zeros.index + zeros[0].length))}`;
}
