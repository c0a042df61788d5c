/** The octets of one direction that were told last, to compare them with what comes again in their place. */
import { LIMITS } from '../../limits.js';
import type { Budget } from './budget.js';
import { distance } from './sequence.js';

const MOST = LIMITS.captureRepeatOctets;
const FIRST = 1024;

/** `unknown`: some of them stand where nothing is remembered. */
export type Compared = 'same' | 'other' | 'unknown';

export class ToldOctets {
  #buffer = Buffer.alloc(0);
  #length = 0;
  /** The sequence number after the last of them. */
  #end = 0;

  constructor(private readonly budget: Budget) {}

  add(seq: number, octets: Uint8Array): void {
    if (seq !== this.#end) this.#length = 0;
    this.#end = (seq + octets.length) >>> 0;
    const last = octets.subarray(Math.max(0, octets.length - MOST));
    if (!this.#hasRoom(last.length)) return;
    this.#buffer.set(last, this.#length);
    this.#length += last.length;
  }

  compare(seq: number, octets: Uint8Array): Compared {
    const at = this.#length - distance(this.#end, seq);
    const from = Math.max(0, -at);
    const known = octets.subarray(from, Math.max(from, this.#length - at));
    if (!this.#buffer.subarray(at + from, at + from + known.length).equals(known)) return 'other';
    return from === 0 ? 'same' : 'unknown';
  }

  forget(): void {
    this.budget.give(this.#buffer.length);
    this.#buffer = Buffer.alloc(0);
    this.#length = 0;
  }

  /** Room behind what is there, of which the oldest gives way; where there is no more to be had, all of it is forgotten. */
  #hasRoom(octets: number): boolean {
    if (this.#length + octets <= this.#buffer.length) return true;
    if (this.#length + octets > 2 * MOST) {
      this.#buffer.copyWithin(0, this.#length - MOST, this.#length);
      this.#length = MOST;
    }
    const size = Math.max(FIRST, this.#length + octets, Math.min(2 * this.#buffer.length, 2 * MOST));
    if (size <= this.#buffer.length) return true;
    if (!this.budget.take(size - this.#buffer.length)) {
      this.forget();
      return false;
    }
    const next = Buffer.alloc(size);
    next.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = next;
    return true;
  }
}
