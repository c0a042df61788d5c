/**
 * Takes `100 Continue` out of what comes before an answer: a client has to take it though it has not asked for it (RFC 9110, 15.2), and undici
 * ends the connection over it.
 */

const STATUS_LINE = /^HTTP\/1\.\d 100(?=[ \r\n])/;
/** So many octets tell whether it is one: `HTTP/1.1 100` and the next. */
const ENOUGH = 13;

export class WithoutContinue {
  #isOpen = true;
  #held = '';

  /** `mostOctets`: a head that is longer is none of ours to judge, and is handed on as it came. */
  constructor(private readonly mostOctets: number) {}

  /** What of the next octets is to be read on; empty while that cannot be told. */
  take(chunk: Buffer): Buffer {
    if (!this.#isOpen) return chunk;
    this.#held += Buffer.from(chunk).toString('latin1');
    for (;;) {
      if (!STATUS_LINE.test(this.#held)) {
        if (this.#held.length < ENOUGH && 'HTTP/1.'.startsWith(this.#held.slice(0, 7))) return Buffer.alloc(0);
        break;
      }
      const end = /\r?\n\r?\n/.exec(this.#held);
      if (!end) {
        if (this.#held.length <= this.mostOctets) return Buffer.alloc(0);
        break;
      }
      this.#held = this.#held.slice(end.index + end[0].length);
      if (this.#held === '') return Buffer.alloc(0);
    }
    this.#isOpen = false;
    return Buffer.from(this.#held, 'latin1');
  }
}
