/**
 * One direction of a TCP connection put in order (RFC 9293): what came twice is left out and compared, what came early waits, and what the
 * capture does not hold is told as a gap. A capture may begin in the middle of a connection.
 */
import { LIMITS } from '../../limits.js';
import type { Budget } from './budget.js';
import { distance } from './sequence.js';
import { ToldOctets } from './told-octets.js';

export interface TcpSink {
  /** Octets in order; they hold until the call returns. */
  octets(octets: Uint8Array, ms: number): void;
  /** Octets that crossed here are not in the capture. */
  gap(ms: number): void;
  /** Octets came again and were others: nobody knows which of them the receiver has taken. */
  contradiction(): void;
  /** A segment came when nobody remembers any more what stood there. */
  late(): void;
  /** A segment came after the end. */
  surplus(): void;
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

export class TcpHalf {
  /** The sequence number that is wanted next; undefined before anything was seen. */
  #next: number | undefined;
  #fin: number | undefined;
  #early: Early[] = [];
  readonly #told: ToldOctets;
  /** The beginning of the connection was seen. */
  isFromStart = false;

  constructor(
    private readonly sink: TcpSink,
    private readonly budget: Budget,
    /** For what is only remembered to be compared. */
    memory: Budget,
  ) {
    this.#told = new ToldOctets(memory);
  }

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
    // One that was sent again begins nothing anew.
    if (isSyn && !this.isFromStart) {
      this.#first = seq;
      this.isFromStart = true;
      this.#next = (seq + 1) >>> 0;
    }
    const from = isSyn ? (seq + 1) >>> 0 : seq;
    this.#next ??= from;
    if (isFin) this.#fin ??= (from + payload.length) >>> 0;
    if (payload.length > 0) this.#place(from, payload, ms);
  }

  /** What comes when the direction is over is only compared. */
  takeLate({ seq, isSyn, payload }: Pick<TcpSegment, 'seq' | 'isSyn' | 'payload'>): void {
    const from = isSyn ? (seq + 1) >>> 0 : seq;
    if (payload.length === 0 || this.#next === undefined) return;
    this.#compare(from, payload);
    if (distance(from + payload.length, this.#next) > 0) this.sink.surplus();
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

  /** Nothing is compared any more. */
  forget(): void {
    this.#told.forget();
  }

  #place(seq: number, payload: Uint8Array, ms: number): void {
    const ahead = distance(seq, this.#next as number);
    if (ahead > 0) {
      this.#wait({ seq, payload, ms });
      return;
    }
    this.#compare(seq, payload);
    if (-ahead >= payload.length) return;
    this.#tell(payload.subarray(-ahead), ms);
    if (this.#early.length > 0) this.#drain();
  }

  #compare(seq: number, payload: Uint8Array): void {
    const repeated = distance(this.#next as number, seq);
    // By the octet before the next a sender asks whether its peer is still there, and it may be garbage (RFC 9293, 3.8.4).
    if (repeated <= 0 || (repeated === 1 && payload.length === 1)) return;
    const compared = this.#told.compare(seq, payload);
    if (compared === 'other') this.sink.contradiction();
    if (compared === 'unknown') this.sink.late();
  }

  #tell(octets: Uint8Array, ms: number): void {
    this.#told.add(this.#next as number, octets);
    this.#next = ((this.#next as number) + octets.length) >>> 0;
    this.sink.octets(octets, ms);
  }

  #wait({ seq, payload, ms }: Early): void {
    const at = this.#early.findLastIndex((e) => distance(e.seq, seq) <= 0);
    const same = this.#early[at];
    if (same?.seq === seq && Buffer.from(payload).equals(same.payload)) return;
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
      this.#compare(seq, payload);
      if (-ahead < payload.length) this.#tell(payload.subarray(-ahead), ms);
    }
    this.#early.splice(0, count);
  }
}
