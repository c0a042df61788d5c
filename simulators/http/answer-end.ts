/**
 * Where an answer ends among the octets of its connection (RFC 9112, 6.3; RFC 2616, 4.4): undici has read it and tells all but that. What
 * follows belongs to no message: it is evidence, and never an answer (RFC 9112, 6.3).
 */
export class AnswerEnd {
  #state: 'head' | 'body' | 'chunk-end' | 'size' | 'trailers' | 'over' = 'head';
  #line = '';
  #head: string[] = [];
  #left = 0;
  #isChunked = false;

  constructor(private readonly method: string) {}

  /** Takes what is the answer's; gives the octets after its end. */
  take(octets: Uint8Array): Uint8Array {
    let at = 0;
    while (at < octets.length && this.#state !== 'over') {
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
      if (feed < 0) break;
      this.#read(this.#line.trim());
      this.#line = '';
    }
    return octets.subarray(at);
  }

  #read(line: string): void {
    if (this.#state === 'chunk-end') this.#state = 'size';
    else if (this.#state === 'size') {
      this.#left = Number.parseInt(line, 16);
      this.#state = this.#left > 0 ? 'body' : 'trailers';
    } else if (line !== '') {
      if (this.#state === 'head') this.#head.push(line);
    } else if (this.#state === 'trailers') this.#state = 'over';
    else if (this.#head.length > 0) this.#bodyOf(this.#head.splice(0));
  }

  #bodyOf([first = '', ...headers]: readonly string[]): void {
    const status = Number(first.split(/ +/)[1]);
    const valueFor = (name: string): string | undefined => headers.find((h) => h.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1);
    // An interim answer: another head follows.
    if (status < 200) return;
    this.#isChunked = /chunked\s*$/i.test(valueFor('transfer-encoding') ?? '');
    // Without a length the body ends with the connection.
    this.#left = Number.parseInt(valueFor('content-length') ?? '', 10);
    if (Number.isNaN(this.#left)) this.#left = Number.POSITIVE_INFINITY;
    if (this.method === 'HEAD' || status === 204 || status === 304) this.#state = 'over';
    else if (this.#isChunked) this.#state = 'size';
    else this.#state = this.#left === 0 ? 'over' : 'body';
  }
}
