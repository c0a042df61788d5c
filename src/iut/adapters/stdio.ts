/** Adapter `stdio`: one long-lived child, a JSON line in, a JSON line out; started again after it died. */
import type { Where } from '../../base/errors.js';
import type { Outcome, Primitive, UpperTester } from '../primitives.js';
import { LineProcess } from './line-process.js';
import type { GroupOptions } from './process-group.js';

export class StdioTester implements UpperTester {
  readonly kind = 'stdio';
  #process: LineProcess | undefined;
  #id = 0;

  /** Starts the child at once: a program that dies at its start shows with the first call. */
  constructor(
    private readonly options: GroupOptions,
    private readonly timeoutMs: number,
    private readonly where: Where,
  ) {
    this.#process = new LineProcess(options, where);
  }

  async call(primitive: Primitive, args: Record<string, unknown>): Promise<Outcome> {
    // A death between two calls is told once, to the call that comes next; the one after that finds a new process.
    const dead = await this.death();
    if (dead) return dead;
    this.#process ??= new LineProcess(this.options, this.where);
    const process = this.#process;
    const outcome = await process.ask({ id: ++this.#id, primitive, with: args }, this.timeoutMs);
    if (process.dead && this.#process === process) await this.#stop();
    return outcome;
  }

  async death(): Promise<Outcome | undefined> {
    const dead = this.#process?.dead;
    if (dead) await this.#stop();
    return dead;
  }

  close(): Promise<void> {
    return this.#stop();
  }

  async #stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.end();
  }
}
