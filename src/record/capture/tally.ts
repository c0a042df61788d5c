/** What a capture holds and could not be taken: counted by kind, told in a sentence each. */

export class Tally {
  readonly #counts = new Map<string, number>();

  /** `one` and `many` are what follows the number: `TCP stream is encrypted`, `TCP streams are encrypted`. */
  add(one: string, many: string, count = 1): void {
    const key = `${one}\n${many}`;
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
