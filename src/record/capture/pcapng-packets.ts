/** Packets of a pcapng file (draft-ietf-opsawg-pcapng): sections in either byte order, interfaces with their own clocks; other blocks are passed over. */
import type { OctetSource } from './octet-source.js';
import { cutOff, damaged, MOST_PACKET, type Packet, snapped } from './packet.js';
import type { Tally } from './tally.js';

export const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const BLOCK = { interface: 1, oldPacket: 2, simplePacket: 3, enhancedPacket: 6 } as const;
const KNOWN: readonly number[] = Object.values(BLOCK);
const OPTION = { resolution: 9, offset: 14 } as const;
/** A packet and its options. */
const MOST_BLOCK = 4 * 1024 * 1024;
const MOST_INTERFACES = 65_536;

interface Interface {
  readonly link: number;
  readonly snap: number;
  /** Units of its clock in a millisecond. */
  readonly perMs: number;
  readonly offsetMs: number;
}

interface Reading {
  u16(octets: Buffer, at: number): number;
  u32(octets: Buffer, at: number): number;
}
const LITTLE: Reading = { u16: (o, at) => o.readUInt16LE(at), u32: (o, at) => o.readUInt32LE(at) };
const BIG: Reading = { u16: (o, at) => o.readUInt16BE(at), u32: (o, at) => o.readUInt32BE(at) };

export function* pcapngPackets(source: OctetSource, tally: Tally): Generator<Packet> {
  let order = LITTLE;
  let interfaces: Interface[] = [];
  let last = 0;
  for (;;) {
    const at = source.offset;
    const start = source.peek(12);
    if (start.length === 0) return;
    if (start.length < 12) return void cutOff(tally, at);
    const isSection = start.readUInt32BE(0) === SECTION;
    if (isSection) {
      const found = [LITTLE, BIG].find((o) => o.u32(start, 8) === BYTE_ORDER);
      if (!found) return void damaged(tally, at + 8, 'a section without byte order');
      order = found;
      interfaces = [];
    }
    const type = order.u32(start, 0);
    const length = order.u32(start, 4);
    if (length < 12 || length % 4 !== 0) return void damaged(tally, at + 4, `a block of ${length} octets`);
    if (isSection || !KNOWN.includes(type)) {
      if (!source.skip(length)) return void cutOff(tally, at);
      continue;
    }
    if (length > MOST_BLOCK) return void damaged(tally, at + 4, `a packet block of ${length} octets`);
    const block = source.take(length);
    if (!block) return void cutOff(tally, at);
    const content = block.subarray(8, length - 4);
    if (type === BLOCK.interface) {
      if (content.length < 8 || interfaces.length >= MOST_INTERFACES) return void damaged(tally, at, 'an interface that cannot be');
      interfaces.push(interfaceOf(content, order));
      continue;
    }
    const packet = readPacket(type, content, order, interfaces);
    if (!packet || packet.octets.length > MOST_PACKET) return void damaged(tally, at, 'a packet that does not fit its block or has no interface');
    if (packet.octets.length < packet.whole) snapped(tally);
    last = packet.ms ?? last;
    yield { ms: last, link: packet.link, octets: packet.octets };
  }
}

interface Read {
  /** Absent: the block has no time. */
  readonly ms?: number;
  readonly link: number;
  readonly octets: Uint8Array;
  readonly whole: number;
}

function readPacket(type: number, content: Buffer, order: Reading, interfaces: readonly Interface[]): Read | undefined {
  if (type === BLOCK.simplePacket) {
    const [only] = interfaces;
    if (!only || content.length < 4) return undefined;
    const whole = order.u32(content, 0);
    const kept = Math.min(whole, only.snap === 0 ? whole : only.snap);
    return content.length < 4 + kept ? undefined : { link: only.link, octets: content.subarray(4, 4 + kept), whole };
  }
  if (content.length < 20) return undefined;
  const of = interfaces[type === BLOCK.oldPacket ? order.u16(content, 0) : order.u32(content, 0)];
  const kept = order.u32(content, 12);
  if (!of || kept > content.length - 20) return undefined;
  const units = order.u32(content, 4) * 0x1_0000_0000 + order.u32(content, 8);
  return { ms: units / of.perMs + of.offsetMs, link: of.link, octets: content.subarray(20, 20 + kept), whole: order.u32(content, 16) };
}

function interfaceOf(content: Buffer, order: Reading): Interface {
  let perMs = 1000;
  let offsetMs = 0;
  for (let at = 8; at + 4 <= content.length; ) {
    const code = order.u16(content, at);
    const length = order.u16(content, at + 2);
    const value = content.subarray(at + 4, at + 4 + length);
    if (code === 0 || value.length < length) break;
    if (code === OPTION.resolution && length === 1) {
      const exponent = (value[0] as number) & 0x7f;
      perMs = ((value[0] as number) & 0x80 ? 2 ** exponent : 10 ** exponent) / 1000;
    } else if (code === OPTION.offset && length === 8) {
      offsetMs = 1000 * Number(order === LITTLE ? value.readBigInt64LE(0) : value.readBigInt64BE(0));
    }
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return { link: order.u16(content, 0), snap: order.u32(content, 4), perMs, offsetMs };
}
