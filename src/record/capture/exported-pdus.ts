/**
 * What Wireshark exports of upper layers (LINKTYPE_WIRESHARK_UPPER_PDU): HTTP that it has taken out of TLS with the keys, as packets without
 * addresses of their own; tags before the octets tell from where to where.
 */
import { LIMITS } from '../../limits.js';
import { addressText, type Carried } from './ip-packets.js';

export const EXPORTED = 252;
const TAG = { end: 0, dissector: 12, heuristic: 13, v4From: 20, v4To: 21, v6From: 22, v6To: 23, portType: 24, fromPort: 25, toPort: 26 } as const;
const TCP = 2;

interface Told {
  readonly name: string;
  readonly from: Buffer;
  readonly to: Buffer;
  readonly portType: number;
  readonly fromPort: number;
  readonly toPort: number;
  readonly payload: Uint8Array;
}

interface Way {
  next: number;
  /** What was given last, as long as the other side has said nothing since. */
  last: Uint8Array;
}

/** Exported PDUs as the TCP segments that would carry them. */
export class ExportedPdus {
  readonly #ways = new Map<string, Way>();

  /** Undefined when it was no part of a TCP connection. */
  read(octets: Uint8Array): Carried | undefined {
    const told = readTags(octets);
    if (!told || told.portType !== TCP || told.fromPort > 0xffff || told.toPort > 0xffff) return undefined;
    const [from, to] = [addressText(told.from), addressText(told.to)];
    const own = this.#way(`${from} ${told.fromPort} ${to} ${told.toPort}`);
    const other = this.#way(`${to} ${told.toPort} ${from} ${told.fromPort}`);
    // A message in several TLS records is exported as its first part, and then again as a whole.
    const isAgain = own.last.length > 0 && Buffer.from(told.payload.subarray(0, own.last.length)).equals(own.last);
    const fresh = isAgain ? told.payload.subarray(own.last.length) : told.payload;
    const segment = Buffer.alloc(20 + fresh.length);
    segment.writeUInt16BE(told.fromPort, 0);
    segment.writeUInt16BE(told.toPort, 2);
    segment.writeUInt32BE(own.next, 4);
    segment[12] = 0x50;
    segment.set(fresh, 20);
    own.next = (own.next + fresh.length) >>> 0;
    own.last = new Uint8Array(told.payload);
    other.last = new Uint8Array(0);
    return { protocol: 6, from, to, payload: segment, isCut: false, isTls: /tls|ssl/i.test(told.name) };
  }

  #way(key: string): Way {
    let way = this.#ways.get(key);
    if (!way) {
      way = { next: 1, last: new Uint8Array(0) };
      this.#ways.set(key, way);
      if (this.#ways.size > 2 * LIMITS.captureConnections) this.#ways.delete(this.#ways.keys().next().value as string);
    }
    return way;
  }
}

function readTags(octets: Uint8Array): Told | undefined {
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const values = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= view.length; ) {
    const tag = view.readUInt16BE(at);
    const length = view.readUInt16BE(at + 2);
    if (at + 4 + length > view.length) return undefined;
    if (tag === TAG.end) {
      const number = (of: number): number => (values.get(of)?.length === 4 ? (values.get(of) as Buffer).readUInt32BE(0) : 0);
      const from = values.get(TAG.v4From) ?? values.get(TAG.v6From);
      const to = values.get(TAG.v4To) ?? values.get(TAG.v6To);
      const name = (values.get(TAG.dissector) ?? values.get(TAG.heuristic) ?? Buffer.alloc(0)).toString('latin1');
      if (!from || !to) return undefined;
      const payload = octets.subarray(at + 4 + length);
      return { name, from, to, portType: number(TAG.portType), fromPort: number(TAG.fromPort), toPort: number(TAG.toPort), payload };
    }
    values.set(tag, view.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}
