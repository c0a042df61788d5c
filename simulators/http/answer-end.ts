import { LIMITS } from '../../src/limits.js';
import { chunkSize, readHead } from '../../src/wire/http-head.js';

/**
 * Where an answer ends among the octets of its connection (RFC 9112, 6.3; RFC 2616, 4.4): undici has read it and tells all but that. What
 * follows belongs to no message: it is evidence, and never an answer (RFC 9112, 6.3).
 */
export class AnswerEnd {
  /** `open`: it ends with its connection, or nobody knows where. */
  #state: 'head' | 'body' | 'chunk-end' | 'size' | 'trailers' | 'over' | 'open' = 'head';
  #line = '';
  #head = '';
  #left = 0;
  #isChunked = false;

  constructor(private readonly method: string) {}

  /** Takes what is the answer's; gives the octets after its end. */
  take(octets: Uint8Array): Uint8Array {
    let at = 0;
    while (at < octets.length && this.#state !== 'over' && this.#state !== 'open') {
      if (this.#state === 'body') {
        const taken = Math.min(this.#left, octets.length - at);
        at += taken;
        this.#left -= taken;
        if (this.#left === 0) this.#state = this.#isChunked ? 'chunk-end' : 'over';
        continue;
      }
      const feed = octets.indexOf(0x0a, at);
      const to = feed < 0 ? octets.length : feed + 1;
      this.#line += Buffer.from(octets.subarray(at, to)).toString('latin1');
      at = to;
      if (this.#head.length + this.#line.length > LIMITS.httpHeadOctets) this.#state = 'open';
      else if (feed >= 0) {
        const line = this.#line;
        this.#line = '';
        this.#read(line);
      }
    }
    return this.#state === 'open' ? octets.subarray(octets.length) : octets.subarray(at);
  }

  #read(line: string): void {
    const isEmpty = line.trim() === '';
    if (this.#state === 'chunk-end') this.#state = isEmpty ? 'size' : 'open';
    else if (this.#state === 'size') {
      const size = chunkSize(line);
      this.#left = size ?? 0;
      this.#state = size === undefined ? 'open' : size > 0 ? 'body' : 'trailers';
    } else if (this.#state === 'trailers') {
      if (isEmpty) this.#state = 'over';
    } else if (!isEmpty) this.#head += line;
    else if (this.#head !== '') {
      const head = this.#head;
      this.#head = '';
      this.#bodyOf(head);
    }
  }

  #bodyOf(text: string): void {
    const read = readHead(Buffer.from(text, 'latin1'));
    const status = read?.head.status;
    if (!read || read.isBad || status === undefined) this.#state = 'open';
    // After an interim answer another head follows.
    else if (status >= 200) {
      const framing = this.method === 'HEAD' ? 'none' : read.framing;
      this.#isChunked = framing === 'chunked';
      if (typeof framing === 'number') this.#left = framing;
      this.#state = framing === 'none' || framing === 0 ? 'over' : framing === 'chunked' ? 'size' : framing === 'close' ? 'open' : 'body';
    }
  }
}
