/**
 * One field of a binary message (notification, push, SMS): where it stands, to the bit, and what it says.
 * The readers of this folder give these; a field that the octets do not hold in full is absent and a finding says so.
 */
import { LIMITS } from '../limits.js';
import type { Finding } from './document.js';

export interface Field<T> {
  /** Octets that hold the field, also when it does not fill them. */
  readonly from: number;
  readonly to: number;
  /** First bit, 0 being the most significant one of octet `from`. */
  readonly bit: number;
  /** Length in bits. */
  readonly bits: number;
  readonly value: T;
  /** The value for people. */
  readonly text: string;
}

/** A field of whole octets. */
export function octetField<T>(from: number, to: number, value: T, text: string): Field<T> {
  return { from, to, bit: 0, bits: (to - from) * 8, value, text };
}

/** Findings of one document; beyond the limit a last one says that there were more. */
export class FindingList {
  readonly list: Finding[] = [];

  add(code: string, at: number, message: string): void {
    if (this.list.length < LIMITS.findings - 1) this.list.push({ code, at, message });
    else if (this.list.length === LIMITS.findings - 1) {
      this.list.push({ code: 'more-findings', at, message: `more than ${LIMITS.findings - 1} findings; the rest is left out` });
    }
  }
}

/** Lower-case hex, no blanks. */
export function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('hex');
}

/** `0x2F`: at least `digits` upper-case digits. */
export function hexNumber(value: number, digits = 2): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;
}
