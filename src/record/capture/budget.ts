/** Octets that a reader of captures holds at a time: growing buffers under one common bound. */

export class Budget {
  #used = 0;
  /** Asked to give something up when there is no room; false when it has nothing left. */
  relieve: () => boolean = () => false;

  constructor(private readonly most: number) {}

  /** False when there is no room for so many more. */
  take(octets: number): boolean {
    while (this.#used + octets > this.most) if (!this.relieve()) return false;
    this.#used += octets;
    return true;
  }

  give(octets: number): void {
    this.#used -= octets;
  }
}

const FIRST = 1024;

/** Octets that come in pieces, copied into one buffer that doubles as it fills. */
export class Gather {
  #buffer = new Uint8Array(0);
  length = 0;

  constructor(private readonly budget: Budget) {}

  /** False when the budget has no room; then nothing is added. */
  add(octets: Uint8Array): boolean {
    const wanted = this.length + octets.length;
    if (wanted > this.#buffer.length) {
      const size = Math.max(FIRST, wanted, this.#buffer.length * 2);
      if (!this.budget.take(size - this.#buffer.length)) return false;
      const next = new Uint8Array(size);
      next.set(this.view());
      this.#buffer = next;
    }
    this.#buffer.set(octets, this.length);
    this.length = wanted;
    return true;
  }

  /** What was gathered; holds until the next call. */
  view(): Uint8Array {
    return this.#buffer.subarray(0, this.length);
  }

  /** A copy of what was gathered; the buffer is empty afterwards. */
  empty(): Uint8Array {
    const octets = this.#buffer.slice(0, this.length);
    this.budget.give(this.#buffer.length);
    this.#buffer = new Uint8Array(0);
    this.length = 0;
    return octets;
  }
}
