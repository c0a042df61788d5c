/** IPv4, TCP and UDP packets with right checksums, for the pcapng view of a record (RFC 791, 9293, 768). */

export interface Address {
  /** Four octets. */
  readonly ip: readonly number[];
  readonly port: number;
}

export interface Segment {
  readonly from: Address;
  readonly to: Address;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly payload?: Uint8Array;
}

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
/** Payload octets of one segment at most: an Ethernet frame's worth. */
export const MSS = 1460;

/** MSS 1460, no-operation, window scale 7: so a long message never overruns the window that the picture shows. */
const SYN_OPTIONS = Uint8Array.of(2, 4, MSS >> 8, MSS & 0xff, 1, 3, 3, 7);

/** One IPv4 packet that carries a TCP segment. */
export function tcpPacket(segment: Segment, id: number): Uint8Array {
  const options = segment.flags & SYN ? SYN_OPTIONS : new Uint8Array(0);
  const payload = segment.payload ?? new Uint8Array(0);
  const tcp = Buffer.alloc(20 + options.length + payload.length);
  tcp.writeUInt16BE(segment.from.port, 0);
  tcp.writeUInt16BE(segment.to.port, 2);
  tcp.writeUInt32BE(segment.seq >>> 0, 4);
  tcp.writeUInt32BE(segment.flags & ACK ? segment.ack >>> 0 : 0, 8);
  tcp[12] = ((20 + options.length) / 4) << 4;
  tcp[13] = segment.flags;
  tcp.writeUInt16BE(0xffff, 14);
  tcp.set(options, 20);
  tcp.set(payload, 20 + options.length);
  tcp.writeUInt16BE(checksum(pseudoHeader(segment.from, segment.to, 6, tcp.length), tcp), 16);
  return ipPacket(segment.from, segment.to, 6, tcp, id);
}

/** One IPv4 packet that carries a UDP datagram of at most 65507 octets. */
export function udpPacket(from: Address, to: Address, payload: Uint8Array, id: number): Uint8Array {
  const udp = Buffer.alloc(8 + payload.length);
  udp.writeUInt16BE(from.port, 0);
  udp.writeUInt16BE(to.port, 2);
  udp.writeUInt16BE(udp.length, 4);
  udp.set(payload, 8);
  // Zero would mean "no checksum"; its complement says the same number.
  udp.writeUInt16BE(checksum(pseudoHeader(from, to, 17, udp.length), udp) || 0xffff, 6);
  return ipPacket(from, to, 17, udp, id);
}

function ipPacket(from: Address, to: Address, protocol: number, payload: Uint8Array, id: number): Uint8Array {
  const packet = Buffer.alloc(20 + payload.length);
  packet[0] = 0x45;
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(id & 0xffff, 4);
  packet[6] = 0x40;
  packet[8] = 64;
  packet[9] = protocol;
  packet.set(from.ip, 12);
  packet.set(to.ip, 16);
  packet.writeUInt16BE(checksum(packet.subarray(0, 20)), 10);
  packet.set(payload, 20);
  return packet;
}

function pseudoHeader(from: Address, to: Address, protocol: number, length: number): Uint8Array {
  return Uint8Array.of(...from.ip, ...to.ip, 0, protocol, length >> 8, length & 0xff);
}

/** One's complement sum over 16-bit words of even-length parts (only the last may be odd). */
function checksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) for (let i = 0; i < part.length; i += 2) sum += ((part[i] as number) << 8) | (part[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
