/** Captures made by hand, packet by packet: what no well-behaved tool writes, and what real networks do. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACK, type Address, FIN, RST, SYN, tcpPacket, udpPacket } from '../../src/record/ip.js';
import { temporaryFolder } from './dmct.js';

export const DEVICE: Address = { ip: [192, 0, 2, 9], port: 40_000 };
export const SERVER: Address = { ip: [198, 51, 100, 7], port: 8080 };

export interface PcapShape {
  readonly isBig?: boolean;
  readonly isNano?: boolean;
  readonly link?: number;
  /** What stands before the IP packet. */
  readonly before?: Uint8Array;
  /** Octets kept of each packet. */
  readonly snap?: number;
}

/** A pcap file of IP packets, a millisecond apart; gives its path. */
export function pcapOf(packets: readonly Uint8Array[], shape: PcapShape = {}): string {
  const u32 = (...values: readonly number[]): Buffer => {
    const octets = Buffer.alloc(4 * values.length);
    for (const [i, value] of values.entries()) shape.isBig ? octets.writeUInt32BE(value, 4 * i) : octets.writeUInt32LE(value, 4 * i);
    return octets;
  };
  const version = shape.isBig ? 0x0002_0004 : 0x0004_0002;
  const pieces: Uint8Array[] = [u32(shape.isNano ? 0xa1b23c4d : 0xa1b2c3d4, version, 0, 0, 262_144, shape.link ?? 101)];
  for (const [i, ip] of packets.entries()) {
    const packet = Buffer.concat([shape.before ?? new Uint8Array(0), ip]);
    const kept = packet.subarray(0, shape.snap ?? packet.length);
    pieces.push(u32(1_700_000_000, (shape.isNano ? 1_000_000 : 1000) * i, kept.length, packet.length), kept);
  }
  const file = join(temporaryFolder(), 'made.pcap');
  writeFileSync(file, Buffer.concat(pieces));
  return file;
}

/** One TCP connection of which each packet can be made, left out, repeated or put elsewhere. */
export class Wire {
  #id = 0;
  readonly #next = new Map<Address, number>();

  constructor(
    readonly client: Address = DEVICE,
    readonly server: Address = SERVER,
    start = 0xffff_ff00,
  ) {
    this.#next.set(client, start).set(server, 5000);
  }

  open(): Uint8Array[] {
    return [this.#packet(this.client, SYN), this.#packet(this.server, SYN | ACK), this.#packet(this.client, ACK)];
  }
  /** Segments of at most `size` octets. */
  send(from: Address, octets: string | Uint8Array, size = 40): Uint8Array[] {
    const all = typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets;
    const packets: Uint8Array[] = [];
    for (let at = 0; at < all.length; at += size) packets.push(this.#packet(from, ACK, all.subarray(at, at + size)));
    return packets;
  }
  acknowledge = (from: Address): Uint8Array => this.#packet(from, ACK);
  fin = (from: Address): Uint8Array => this.#packet(from, FIN | ACK);
  reset = (from: Address): Uint8Array => this.#packet(from, RST | ACK);

  #packet(from: Address, flags: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
    const to = from === this.client ? this.server : this.client;
    const seq = this.#next.get(from) as number;
    this.#next.set(from, (seq + payload.length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0);
    return tcpPacket({ from, to, seq, ack: this.#next.get(to) as number, flags, payload }, ++this.#id);
  }
}

export const datagram = (payload: Uint8Array, port = 2948, id = 1): Uint8Array =>
  udpPacket({ ...SERVER, port: 9200 }, { ...DEVICE, port }, payload, id);

export const MESSAGE = '<?xml version="1.0"?><SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr/><SyncBody/></SyncML>';
const TYPE = 'Content-Type: application/vnd.syncml.dm+xml';
export const post = (body: string = MESSAGE, more = '', path = '/dm'): string =>
  `POST ${path} HTTP/1.1\r\nHost: dm.example\r\n${TYPE}\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
export const answer = (body: string = MESSAGE, more = ''): string =>
  `HTTP/1.1 200 OK\r\n${TYPE}\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
