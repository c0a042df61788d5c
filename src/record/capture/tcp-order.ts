/**
 * Segments of one connection in the order in which their senders can have sent them, whatever order a capture has them in: one that acknowledges
 * octets of the other side which were not seen yet waits for these, within a bound.
 */
import type { Budget } from './budget.js';
import type { Side } from './tcp-connections.js';
import type { TcpSegment } from './tcp-half.js';

export interface Arrived extends TcpSegment {
  readonly side: Side;
  readonly isReset: boolean;
  /** Undefined: it acknowledges nothing. */
  readonly ack: number | undefined;
}

/** Segments that wait at a time; then the oldest is taken as it is. */
const MOST_WAITING = 64;

export class TcpOrder {
  readonly #waiting: Arrived[] = [];
  #ms = Number.NEGATIVE_INFINITY;

  constructor(
    /** Whether octets that the segment acknowledges were not seen. */
    private readonly isEarly: (segment: Arrived) => boolean,
    private readonly deliver: (segment: Arrived) => void,
    private readonly budget: Budget,
  ) {}

  take(segment: Arrived): void {
    if (!this.isEarly(segment)) this.#pass(segment);
    else if (this.budget.take(segment.payload.length)) {
      this.#waiting.push({ ...segment, payload: new Uint8Array(segment.payload) });
      if (this.#waiting.length > MOST_WAITING) this.#next(0);
    } else {
      this.finish();
      this.#pass(segment);
    }
    this.#release();
  }

  /** What waits is taken without what it waits for. */
  finish(): void {
    while (this.#waiting.length > 0) {
      this.#next(0);
      this.#release();
    }
  }

  #release(): void {
    for (let at = this.#ready(); at >= 0; at = this.#ready()) this.#next(at);
  }

  #ready(): number {
    return this.#waiting.findIndex((segment) => !this.isEarly(segment));
  }

  #next(at: number): void {
    const [segment] = this.#waiting.splice(at, 1) as [Arrived];
    this.budget.give(segment.payload.length);
    this.#pass(segment);
  }

  #pass(segment: Arrived): void {
    this.#ms = Math.max(this.#ms, segment.ms);
    this.deliver({ ...segment, ms: this.#ms });
  }
}
