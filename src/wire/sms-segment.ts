/** Cuts a datagram into short messages (WDP over SMS): ports in every header, a concatenation element as soon as one message is too small. */
import { ELEMENT, USER_DATA_OCTETS } from './sms-table.js';

export interface SegmentOptions {
  readonly destPort: number;
  readonly origPort: number;
  /** Reference of the concatenated message; not used when one message suffices. */
  readonly ref: number;
  /** Write the reference in 16 bits (element 08) instead of 8 (element 00). */
  readonly ref16?: boolean;
}

/** User data of each short message, header included: one with up to 133 octets of payload, else parts of 128 (127 with `ref16`). */
export function segmentSms(payload: Uint8Array, options: SegmentOptions): Uint8Array[] {
  const ports = [ELEMENT.ports16, 4, ...twoOctets(options.destPort, 'destPort'), ...twoOctets(options.origPort, 'origPort')];
  if (1 + ports.length + payload.length <= USER_DATA_OCTETS) return [message(ports, payload)];
  const reference = options.ref16 ? twoOctets(options.ref, 'ref') : [oneOctet(options.ref, 'ref')];
  const header = (total: number, sequence: number): number[] => [
    ...ports,
    options.ref16 ? ELEMENT.concatenation16 : ELEMENT.concatenation8,
    reference.length + 2,
    ...reference,
    total,
    sequence,
  ];
  const room = USER_DATA_OCTETS - 1 - header(1, 1).length;
  const total = Math.ceil(payload.length / room);
  if (total > 255) throw new RangeError(`${payload.length} octets need ${total} short messages, 255 are the limit`);
  return Array.from({ length: total }, (_, i) => message(header(total, i + 1), payload.subarray(i * room, (i + 1) * room)));
}

function message(header: readonly number[], data: Uint8Array): Uint8Array {
  return Uint8Array.from([header.length, ...header, ...data]);
}

function twoOctets(value: number, name: string): [number, number] {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) throw new RangeError(`${name} ${value} does not fit two octets`);
  return [value >> 8, value & 255];
}

function oneOctet(value: number, name: string): number {
  if (!Number.isInteger(value) || value < 0 || value > 0xff) throw new RangeError(`${name} ${value} does not fit an octet`);
  return value;
}
