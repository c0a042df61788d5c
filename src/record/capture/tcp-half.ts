/**
 * One direction of a TCP connection put in order (RFC 9293): what came twice is left out, what came early waits, and what the capture does
 * not hold is told as a gap. A capture may begin in the middle of a connection.
 */
import { LIMITS } from '../../limits.js';
import type { Budget } from './budget.js';

export interface TcpSink {
  /** Octets in order; they hold until the call returns. */
  octets(octets: Uint8Array, ms: number): void;
  /** Octets that crossed here are not in the capture. */
  gap(ms: number): void;
}

export interface TcpSegment {
  readonly seq: number;
  readonly isSyn: boolean;
  readonly isFin: boolean;
  readonly payload: Uint8Array;
  readonly ms: number;
}

interface Early {
  readonly seq: number;
  readonly payload: Uint8Array;
  readonly ms: number;
}

/** How far `a` stands after `b` in sequence numbers, which wrap around. */
const distance = (a: number, b: number): number => (a - b) | 0;

export class TcpHalf {
  /** The sequence number that is wanted next; undefined before anything was seen. */
  #next: number | undefined;
  #fin: number | undefined;
  #early: Early[] = [];
  /** The beginning of the connection was seen. */
  isFromStart = false;

  constructor(
    private readonly sink: TcpSink,
    private readonly budget: Budget,
  ) {}

  /** The peer has ended its direction, and all before that has been told. */
  get isOver(): boolean {
    return this.#fin !== undefined && this.#next !== undefined && distance(this.#next, this.#fin) >= 0;
  }

  /** Whether a SYN with this number begins another connection over the same ports. */
  isOther(seq: number): boolean {
    return this.#next !== undefined && (!this.isFromStart || this.#first !== seq);
  }
  #first: number | undefined;

  take({ seq, isSyn, isFin, payload, ms }: TcpSegment): void {
    if (isSyn) {
      this.#first = seq;
      this.isFromStart = true;
      this.#next = (seq + 1) >>> 0;
    }
    const from = isSyn ? (seq + 1) >>> 0 : seq;
    this.#next ??= from;
    if (isFin) this.#fin ??= (from + payload.length) >>> 0;
    if (payload.length > 0) this.#place(from, payload, ms);
  }

  /** Whether octets before `ack` were not seen. */
  lacks(ack: number): boolean {
    return this.#next !== undefined && distance(this.#limit(ack), this.#next) > 0;
  }

  /** Up to where there are octets before `ack`: the end of the direction takes a number too. */
  #limit(ack: number): number {
    return this.#fin === undefined || distance(ack, this.#fin) <= 0 ? ack : this.#fin;
  }

  /** The other side has received everything before `ack`: what is missing up to there will not come any more. */
  acknowledged(ack: number, ms: number): void {
    if (this.#next === undefined) return;
    const limit = this.#limit(ack);
    while (distance(limit, this.#next) > 0) {
      const [early] = this.#early;
      this.sink.gap(ms);
      this.#next = early && distance(early.seq, limit) < 0 ? early.seq : limit;
      this.#drain();
    }
  }

  /** Nothing comes any more: what waits is told behind its gaps. */
  finish(): void {
    while (this.#early.length > 0) this.#jump();
  }

  #place(seq: number, payload: Uint8Array, ms: number): void {
    const ahead = distance(seq, this.#next as number);
    if (ahead > 0) {
      this.#wait({ seq, payload, ms });
      return;
    }
    if (-ahead >= payload.length) return;
    this.#tell(payload.subarray(-ahead), ms);
    if (this.#early.length > 0) this.#drain();
  }

  #tell(octets: Uint8Array, ms: number): void {
    this.#next = ((this.#next as number) + octets.length) >>> 0;
    this.sink.octets(octets, ms);
  }

  #wait({ seq, payload, ms }: Early): void {
    const at = this.#early.findLastIndex((e) => distance(e.seq, seq) <= 0);
    if (at >= 0 && this.#early[at]?.seq === seq && (this.#early[at]?.payload.length ?? 0) >= payload.length) return;
    if (!this.budget.take(payload.length)) {
      this.#jump();
      this.#place(seq, payload, ms);
      return;
    }
    this.#early.splice(at + 1, 0, { seq, payload: new Uint8Array(payload), ms });
    if (this.#early.length > LIMITS.captureEarlySegments) this.#jump();
  }

  /** Gives up what is missing before the first segment that waits. */
  #jump(): void {
    const [early] = this.#early;
    if (!early) return;
    if (distance(early.seq, this.#next as number) > 0) {
      this.sink.gap(early.ms);
      this.#next = early.seq;
    }
    this.#drain();
  }

  #drain(): void {
    let count = 0;
    for (const { seq, payload, ms } of this.#early) {
      const ahead = distance(seq, this.#next as number);
      if (ahead > 0) break;
      count++;
      this.budget.give(payload.length);
      if (-ahead < payload.length) this.#tell(payload.subarray(-ahead), ms);
    }
    this.#early.splice(0, count);
  }
}
