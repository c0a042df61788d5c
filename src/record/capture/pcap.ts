/** Packets of a classic pcap file (draft-ietf-opsawg-pcap): either byte order, microseconds or nanoseconds. */
import type { OctetSource } from './octet-source.js';
import { cutOff, damaged, MOST_PACKET, type Packet, snapped } from './packet.js';
import type { Tally } from './tally.js';

const MICRO = 0xa1b2c3d4;
const NANO = 0xa1b23c4d;

interface Magic {
  readonly isLittle: boolean;
  /** Parts of a second in a millisecond. */
  readonly perMs: number;
}

export function pcapMagic(head: Buffer): Magic | undefined {
  if (head.length < 4) return undefined;
  for (const isLittle of [true, false]) {
    const magic = isLittle ? head.readUInt32LE(0) : head.readUInt32BE(0);
    if (magic === MICRO || magic === NANO) return { isLittle, perMs: magic === MICRO ? 1_000 : 1_000_000 };
  }
  return undefined;
}

export function* pcapPackets(source: OctetSource, tally: Tally): Generator<Packet> {
  const head = source.take(24);
  const magic = head && pcapMagic(head);
  if (!head || !magic) return void cutOff(tally, source.offset);
  const { isLittle, perMs } = magic;
  const u32 = (octets: Buffer, at: number): number => (isLittle ? octets.readUInt32LE(at) : octets.readUInt32BE(at));
  // The upper bits tell of frame check sequences.
  const link = u32(head, 20) & 0xffff;
  for (;;) {
    const at = source.offset;
    const record = source.take(16);
    if (!record) {
      if (source.peek(1).length > 0) cutOff(tally, at);
      return;
    }
    const [seconds, part, kept, whole] = [u32(record, 0), u32(record, 4), u32(record, 8), u32(record, 12)];
    if (kept > MOST_PACKET) return void damaged(tally, at + 8, `a packet of ${kept} octets`);
    const octets = source.take(kept);
    if (!octets) return void cutOff(tally, at);
    if (kept < whole) snapped(tally);
    yield { ms: seconds * 1000 + part / perMs, link, octets };
  }
}
