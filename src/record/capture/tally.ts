/** What a capture holds and could not be taken: counted by kind, told in a sentence each. */

/** Kinds that are told one by one. */
const MOST_KINDS = 50;

export class Tally {
  readonly #counts = new Map<string, number>();

  /** `one` and `many` are what follows the number: `TCP stream is encrypted`, `TCP streams are encrypted`. */
  add(one: string, many: string, count = 1): void {
    const own = `${one}\n${many}`;
    const key =
      this.#counts.has(own) || this.#counts.size < MOST_KINDS ? own : 'thing of another kind was left out\nthings of other kinds were left out';
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  /** A sentence without a number, told once. */
  say(sentence: string): void {
    this.#counts.set(sentence, 1);
  }

  notes(): string[] {
    return [...this.#counts].map(([key, count]) => {
      const [one, many] = key.split('\n');
      return many === undefined ? key : `${count} ${count === 1 ? one : many}`;
    });
  }
}
