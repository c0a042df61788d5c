/** One child that is asked with a JSON line and answers with a JSON line; what else it prints is log. Dies, hangs and floods are findings. */
import type { Where } from '../../base/errors.js';
import { LIMITS } from '../../limits.js';
import type { Outcome, Primitive } from '../primitives.js';
import type { Excerpt } from '../secrets.js';
import { isObject, outcomeOf, type Request } from './answer.js';
import { crash, flood, hang, lastWords, startFault } from './findings.js';
import { LineCutter, Tail } from './lines.js';
import { type Exit, type GroupOptions, ProcessGroup } from './process-group.js';

interface Pending {
  readonly primitive: Primitive;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (cause: Error) => void;
}

export class LineProcess {
  readonly #group: ProcessGroup;
  readonly #log: Tail;
  readonly #excerpt: Excerpt;
  readonly #pending = new Map<number, Pending>();
  /** Why it is of no use any more; the first reason stays. */
  #dead: Outcome | undefined;
  #heard = 0;
  #ending = false;
  #last: Primitive | undefined;
  /** The last one answered but `quiesce`, which asks for nothing to be done. */
  #answered: Primitive | undefined;

  constructor(
    options: GroupOptions,
    private readonly where: Where,
  ) {
    this.#group = new ProcessGroup(options);
    this.#excerpt = options.excerpt;
    this.#log = new Tail(LIMITS.adapterLogOctets, options.excerpt);
    const lines = new LineCutter(
      LIMITS.adapterLineOctets,
      (line) => this.#onLine(line),
      () => this.#giveUp(flood(this.#asked(), `a line of more than ${LIMITS.adapterLineOctets} octets`)),
    );
    this.#group.stdout.on('data', (chunk: Buffer) => {
      this.#heard += chunk.length;
      if (this.#dead?.kind === 'trouble') return;
      if (this.#heard > 4 * LIMITS.adapterLineOctets) return this.#giveUp(flood(this.#asked(), `${this.#heard} octets without an answer`));
      lines.push(chunk);
    });
    this.#group.ended.then(
      (exit) => {
        lines.flush();
        this.#onExit(exit);
      },
      (cause: Error) => this.#onStartFault(cause),
    );
  }

  /** Resolves when the program runs. Rejects with InputError `upper-tester-start` when it cannot. */
  get started(): Promise<void> {
    return this.#group.started.catch((cause: Error) => {
      throw startFault(cause, this.where);
    });
  }

  /** It died while nobody waited for an answer: the finding, once. */
  get dead(): Outcome | undefined {
    return this.#dead;
  }

  /** The last lines of stdout that were no answers. */
  log(most = 5): string[] {
    return this.#log.lines(most);
  }

  /** Sends one request and waits for its answer. Rejects with InputError when the program could not be started. */
  ask(request: Request, timeoutMs: number): Promise<Outcome> {
    this.#heard = 0;
    this.#last = request.primitive;
    return new Promise((resolve, reject) => {
      const stop = this.#group.patience(timeoutMs, (busy) => this.#giveUp(hang(request.primitive, timeoutMs, busy, this.#words())));
      const over = (): void => {
        stop();
        this.#pending.delete(request.id);
      };
      this.#pending.set(request.id, {
        primitive: request.primitive,
        settle: (outcome) => {
          over();
          resolve(outcome);
        },
        fail: (cause) => {
          over();
          reject(cause);
        },
      });
      this.#group.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  /** Ends the whole group; what is still asked is answered as refused. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#group.end();
    this.#settleAll({ kind: 'refused', message: 'the upper tester was closed' });
  }

  #onLine(line: string): void {
    const answer = parse(line);
    const id = answer?.id;
    const pending = typeof id === 'number' ? this.#pending.get(id) : undefined;
    if (!answer || !pending) {
      this.#log.push(Buffer.from(`${this.#excerpt(line, 1000)}\n`));
      return;
    }
    this.#heard = 0;
    if (pending.primitive !== 'quiesce') this.#answered = pending.primitive;
    pending.settle(outcomeOf(pending.primitive, answer, this.#excerpt));
  }

  #onExit(exit: Exit): void {
    if (this.#ending || this.#dead) return;
    this.#giveUp(crash(this.#asked(), exit, this.#words()));
  }

  #onStartFault(cause: Error): void {
    const error = startFault(cause, this.where);
    for (const pending of [...this.#pending.values()]) pending.fail(error);
    this.#dead ??= { kind: 'refused', message: error.message };
  }

  /** Kills the group first, so that whoever gets the outcome may start anew at once. */
  #giveUp(outcome: Outcome): void {
    this.#dead ??= outcome;
    this.#group.kill();
    const settle = (): void => this.#settleAll(outcome);
    this.#group.ended.then(settle, settle);
  }

  #settleAll(outcome: Outcome): void {
    for (const pending of [...this.#pending.values()]) pending.settle(outcome);
  }

  #asked(): string {
    const [first] = this.#pending.values();
    // Whether it died of what it did before or of this question cannot be told.
    if (first?.primitive === 'quiesce' && this.#answered) return `after it had answered ${this.#answered}, before it answered quiesce`;
    if (first) return `while it handled ${first.primitive}`;
    return this.#last === undefined ? 'before anything was asked' : `after it had answered ${this.#last}`;
  }

  #words(): string {
    return lastWords(this.#group.stderr(), this.log());
  }
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  // Failing to parse is slow; a program that prints a lot of prose must not be able to slow the tester down.
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
