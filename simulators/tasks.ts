/** What a simulator has under way beside the call that began it, and the first fault of our own that came of it. */
export class Tasks {
  readonly #running = new Set<Promise<unknown>>();
  #fault: Error | undefined;

  /** Nobody waits for it but `settled` and `ended`. */
  run(task: () => Promise<unknown>): void {
    void this.track(task());
  }

  /** The same promise, known until it is over. */
  track<T>(task: Promise<T>): Promise<T> {
    this.#running.add(task);
    task.then(
      () => void this.#running.delete(task),
      (cause: Error) => {
        this.#running.delete(task);
        this.#fault ??= cause;
      },
    );
    return task;
  }

  /** Resolves when nothing comes in any more and nothing is running. Rejects with a fault of our own. */
  async settled(drained: () => Promise<void>): Promise<void> {
    do {
      await drained();
      await this.ended();
    } while (this.#running.size > 0);
    if (this.#fault) throw this.#fault;
  }

  /** Resolves when all that is running now is over, however it ends. */
  async ended(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }
}
