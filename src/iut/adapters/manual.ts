/** Adapter `manual`: each primitive is a question on the terminal; the answer is kept with the name of who gave it and when. */
import { wallClock } from '../../base/random.js';
import type { Outcome, Primitive, UpperTester } from '../primitives.js';
import { done, isObject } from './answer.js';
import { QUESTIONS } from './questions.js';

/** Who answers: a person at a terminal, or a file (tests, rehearsals). */
export interface Operator {
  /** Shows text; nothing is asked. */
  tell(text: string): void;
  /** One line of answer, without its line end; undefined when nobody will answer any more. Rejects when `signal` aborts. */
  ask(prompt: string, about: Primitive | 'name', signal: AbortSignal): Promise<string | undefined>;
  close(): Promise<void>;
}

const HELP = 'answer d = done, u = this implementation cannot, f WHY = tried and failed';

export class ManualTester implements UpperTester {
  readonly kind = 'manual';
  #name: string | undefined;

  constructor(
    private readonly operator: Operator,
    private readonly timeoutMs: number,
    private readonly iutFile: string,
  ) {}

  async call(primitive: Primitive, args: Record<string, unknown>): Promise<Outcome> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    try {
      this.#name ??= await this.#askName(signal);
      return this.#signed(await this.#answer(primitive, args, signal));
    } catch (cause) {
      if (signal.aborted) return { kind: 'refused', message: `${primitive}: the operator did not answer within ${this.timeoutMs} ms` };
      throw cause;
    }
  }

  close(): Promise<void> {
    return this.operator.close();
  }

  async #askName(signal: AbortSignal): Promise<string> {
    this.operator.tell('dmct will ask you to operate the implementation under test. Your answers are recorded with your name.');
    const name = (await this.operator.ask('your name: ', 'name', signal))?.trim();
    return name || 'unnamed operator';
  }

  async #answer(primitive: Primitive, args: Record<string, unknown>, signal: AbortSignal): Promise<Outcome> {
    const question = QUESTIONS[primitive];
    this.operator.tell(['', `[${primitive}]`, ...question.task(args, this.iutFile)].join('\n'));
    const lines = question.lines;
    this.operator.tell(lines ? `type one line each: ${lines.form}; an empty line ends. Or ${HELP}` : `${HELP}; or a JSON object as the result`);
    const typed: string[] = [];
    for (;;) {
      const line = (await this.operator.ask('> ', primitive, signal))?.trim();
      if (line === undefined) return { kind: 'refused', message: `${primitive}: nobody answers any more` };
      const said = typed.length === 0 ? verdictOf(primitive, line, lines === undefined) : undefined;
      if (said) return said;
      if (lines && line === '') return done(primitive, lines.read(typed));
      // "d" after or instead of lines ends them too: nothing found is a result.
      if (lines && /^d(one)?$/i.test(line)) return done(primitive, lines.read(typed));
      if (lines) typed.push(line);
      else this.operator.tell(`not understood: ${HELP}`);
    }
  }

  #signed(outcome: Outcome): Outcome {
    const by = { operator: this.#name ?? '', answered: wallClock() };
    switch (outcome.kind) {
      case 'done':
        return { kind: 'done', result: { ...outcome.result, ...by }, by };
      case 'refused':
        return { kind: 'refused', message: `${outcome.message} (${by.operator}, ${by.answered})`, by };
      case 'unsupported':
        return { kind: 'unsupported', by };
      case 'trouble':
        return outcome;
    }
  }
}

function verdictOf(primitive: Primitive, line: string, plain: boolean): Outcome | undefined {
  if (plain && /^d(one)?$/i.test(line)) return done(primitive, {});
  if (/^u(nsupported)?$/i.test(line)) return { kind: 'unsupported' };
  const failed = /^f(?:ailed)?(?:\s+(.*))?$/i.exec(line);
  if (failed) return { kind: 'refused', message: `${primitive}: ${failed[1] || 'the operator says that it failed'}` };
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    const outcome = isObject(value) ? done(primitive, value) : undefined;
    return outcome?.kind === 'done' ? outcome : undefined;
  } catch {
    return undefined;
  }
}
