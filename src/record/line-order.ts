/**
 * What holds between the lines of a record, to refuse a damaged one before the judge sees it: a line that was lost on the way would else be held
 * against the IUT, as something that it did not send.
 */
import { LIMITS } from '../limits.js';
import type { RecordLine } from './record.js';

export class LineOrder {
  #frames = 0;
  #at = 0;
  /** How long the rows before took together. */
  #before = 0;
  #forSteps = new Set<number>();

  /** One clause that says what cannot come after the lines before; undefined when it can. */
  trouble(line: RecordLine): string | undefined {
    if (line.e === 'run') return undefined;
    if (line.e === 'row') {
      this.#before += this.#at;
      this.#at = 0;
      this.#frames = 0;
      this.#forSteps = new Set();
      return undefined;
    }
    return this.#timeTrouble(line) ?? this.#frameTrouble(line);
  }

  #timeTrouble({ e, at }: Exclude<RecordLine, { e: 'run' | 'row' }>): string | undefined {
    if (at < this.#at)
      return `"${e}" line: at is ${at}, which is before ${this.#at}${this.#at === 0 ? ', the begin of the row' : ' of the line before it'}`;
    if (this.#before + at > LIMITS.recordMs) return `"${e}" line: at is ${at}; no run lasts so long`;
    this.#at = at;
    return undefined;
  }

  #frameTrouble(line: RecordLine): string | undefined {
    if (line.e === 'step' && line.frame !== undefined && !this.#forSteps.has(line.frame))
      return `"step" line: frame is ${line.frame}, and no frame with that number stands before it in this row`;
    if (line.e !== 'frame') return undefined;
    if (line.n !== this.#frames + 1) return `"frame" line: n is ${line.n}; it must be ${this.#frames + 1}: frames are numbered 1, 2, 3 … in each row`;
    this.#frames = line.n;
    if (line.aside === undefined) this.#forSteps.add(line.n);
    return undefined;
  }
}
