/** The user of a simulated device: answers queued beforehand, and yes when nothing is queued. */
import type { Answer } from '../../src/dm/session.js';

export class User {
  readonly #queue: Answer['kind'][] = [];

  queue(answer: Answer['kind']): void {
    this.#queue.push(answer);
  }

  /** The next answer. A single-choice or multiple-choice alert gets its first choice. */
  answer(): Answer {
    const kind = this.#queue.shift() ?? 'accept';
    return kind === 'accept' ? { kind, text: 'yes', choices: [1] } : { kind };
  }
}
