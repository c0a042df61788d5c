/** Opens the upper tester that an IUT file describes, and puts round it what all kinds need alike. */
import { HarnessFault, InputError } from '../../base/errors.js';
import { LIMITS } from '../../limits.js';
import type { ExecSettings, Iut, StdioSettings } from '../iut.js';
import type { Outcome, Primitive, UpperTester } from '../primitives.js';
import { type Excerpt, excerptFor, secretsOf } from '../secrets.js';
import { findProgram, primitivesOf } from '../upper-tester-settings.js';
import { ExecTester } from './exec.js';
import { ExecSessionTester } from './exec-session.js';
import { HttpTester } from './http.js';
import { ManualTester } from './manual.js';
import { checkTerminal, findTerminal, ScriptedOperator, type Terminal, TerminalOperator } from './operator.js';
import { PushFiles } from './push-file.js';
import { StdioTester } from './stdio.js';

export interface OpenOptions {
  /** Added to the command of an exec or stdio adapter, e.g. `--fault ID` for a mutant of a reference IUT. */
  readonly extraArgs?: readonly string[];
  /** Where a manual adapter asks; default: the terminal of this process. */
  readonly terminal?: Terminal;
}

/**
 * The adapter, started. Throws InputError `upper-tester-start` (the program cannot be run, at the line of `command`),
 * `manual-needs-terminal`, `answers-*`. Its outcomes carry no secrets in their messages; results are left as they are.
 */
export function openUpperTester(iut: Iut, options: OpenOptions = {}): UpperTester {
  const excerpt = excerptFor(secretsOf(iut));
  return new GuardedTester(iut, inner(iut, options, excerpt), excerpt);
}

function inner(iut: Iut, options: OpenOptions, excerpt: Excerpt): UpperTester {
  const settings = iut.upperTester;
  switch (settings.kind) {
    case 'exec': {
      const extended = extend(settings, options);
      const Tester = settings.mode === 'session' ? ExecSessionTester : ExecTester;
      return new Tester(extended, program(iut, settings), iut.where(['upper-tester', 'command']), excerpt);
    }
    case 'stdio': {
      const { command, cwd, env } = extend(settings, options);
      const start = { program: program(iut, settings), args: command.slice(1), cwd, env, excerpt };
      return new StdioTester(start, settings.timeoutMs, iut.where(['upper-tester', 'command']));
    }
    case 'http':
      return new HttpTester(settings, excerpt);
    case 'manual': {
      const operator = settings.answers === undefined ? terminalOperator(iut, options) : new ScriptedOperator(settings.answers);
      return new ManualTester(operator, settings.timeoutMs, iut.file);
    }
  }
}

const terminalOperator = (iut: Iut, options: OpenOptions): TerminalOperator =>
  new TerminalOperator(options.terminal ?? findTerminal(iut.where(['upper-tester', 'kind'])));

const extend = <T extends ExecSettings | StdioSettings>(settings: T, options: OpenOptions): T => ({
  ...settings,
  command: [...settings.command, ...(options.extraArgs ?? [])],
});

/**
 * Whether the adapter can be opened, without opening it. Throws InputError `upper-tester-start` (the program of exec or stdio is not there),
 * `manual-needs-terminal`, `answers-*`.
 */
export function checkOpens(iut: Iut): void {
  const { upperTester } = iut;
  switch (upperTester.kind) {
    case 'exec':
    case 'stdio':
      program(iut, upperTester);
      return;
    case 'http':
      return;
    case 'manual':
      if (upperTester.answers === undefined) checkTerminal(iut.where(['upper-tester', 'kind']));
      else new ScriptedOperator(upperTester.answers);
  }
}

function program(iut: Iut, settings: ExecSettings | StdioSettings): string {
  const name = settings.command[0] as string;
  const found = findProgram(name, settings.cwd);
  if ('path' in found) return found.path;
  throw new InputError('upper-tester-start', {
    found: `the upper tester "${name}" cannot be started: ${found.why}`,
    where: iut.where(['upper-tester', 'command']),
    cure: `a program with a slash in its name is looked for from ${settings.cwd}, another one in PATH`,
  });
}

/** Refuses what is ours to know, writes pushes to files, keeps secrets out of messages. */
class GuardedTester implements UpperTester {
  readonly kind: UpperTester['kind'];
  readonly #known: readonly Primitive[];
  readonly #files = new PushFiles();
  #open = true;

  constructor(
    private readonly iut: Iut,
    private readonly tester: UpperTester,
    private readonly excerpt: Excerpt,
  ) {
    this.kind = tester.kind;
    this.#known = primitivesOf(iut.role);
  }

  async call(primitive: Primitive, args: Record<string, unknown>): Promise<Outcome> {
    if (!this.#open) throw new HarnessFault(`upper tester called with ${primitive} after it was closed`);
    if (!this.#known.includes(primitive)) throw new HarnessFault(`${primitive} is no primitive of a ${this.iut.role}`);
    if (this.#lacks(primitive)) return { kind: 'unsupported' };
    const withFile =
      primitive === 'deliver-push' && this.kind !== 'http' && typeof args.wsp === 'string' ? { ...args, file: this.#files.write(args.wsp) } : args;
    return this.#safe(await this.tester.call(primitive, withFile));
  }

  async death(): Promise<Outcome | undefined> {
    const outcome = await this.tester.death?.();
    return outcome && this.#safe(outcome);
  }

  async close(): Promise<void> {
    this.#open = false;
    await this.tester.close();
    this.#files.remove();
  }

  #lacks(primitive: Primitive): boolean {
    const { upperTester } = this.iut;
    if (upperTester.primitives === undefined || upperTester.primitives.includes(primitive)) return false;
    // In a session the process itself is what reset and configure act on.
    return !(upperTester.kind === 'exec' && upperTester.mode === 'session');
  }

  #safe(outcome: Outcome): Outcome {
    switch (outcome.kind) {
      case 'done':
      case 'unsupported':
        return outcome;
      case 'refused':
      case 'trouble':
        return { ...outcome, message: this.excerpt(outcome.message, LIMITS.adapterLogOctets) };
    }
  }
}
