import { cut } from '../../base/cut.js';
import type { Excerpt } from '../secrets.js';

/** Octets of a pipe cut into lines, in linear time and with a bound: a peer that never ends its line is a flood, not a full memory. */
export class LineCutter {
  #chunks: Buffer[] = [];
  #held = 0;

  constructor(
    private readonly most: number,
    private readonly onLine: (line: string) => void,
    private readonly onFlood: () => void,
  ) {}

  push(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (this.#held + end > this.most) {
        this.#flood();
        return;
      }
      this.#chunks.push(rest.subarray(0, end));
      this.flush();
      rest = rest.subarray(end + 1);
    }
    if (this.#held + rest.length > this.most) {
      this.#flood();
      return;
    }
    if (rest.length > 0) this.#chunks.push(rest);
    this.#held += rest.length;
  }

  /** What stands after the last line feed counts as a line when the pipe ends. */
  flush(): void {
    const line = Buffer.concat(this.#chunks).toString('utf8').replace(/\r$/, '');
    this.#chunks = [];
    this.#held = 0;
    if (line !== '') this.onLine(line);
  }

  #flood(): void {
    this.#chunks = [];
    this.#held = 0;
    this.onFlood();
  }
}

/** The last octets of what was said, for messages. A line of which the begin is not kept is told as `…`: it may begin with half of a secret. */
export class Tail {
  #chunks: Buffer[] = [];
  #held = 0;
  #isCut = false;

  constructor(
    private readonly most: number,
    private readonly excerpt: Excerpt,
  ) {}

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held <= 2 * this.most) return;
    const kept = Buffer.concat(this.#chunks);
    this.#chunks = [Buffer.from(kept.subarray(kept.length - this.most))];
    this.#held = this.most;
    this.#isCut = true;
  }

  /** The last lines, at most `most`, control characters made harmless. */
  lines(most: number): string[] {
    const kept = Buffer.concat(this.#chunks).toString('utf8').trimEnd();
    const text = this.#isCut ? kept.replace(/^.*/, '…') : kept;
    if (text === '') return [];
    return this.excerpt(text)
      .split(/\r?\n/)
      .slice(-most)
      .map((line) => cut(line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?'), 400));
  }
}
