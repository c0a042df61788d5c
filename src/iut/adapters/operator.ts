/** The two operators of the manual adapter: a person at the terminal, and a file of scripted answers. */
import { closeSync, openSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { ReadStream, WriteStream } from 'node:tty';
import { InputError, type Where } from '../../base/errors.js';
import { readYaml, type YamlValue } from '../../base/yaml.js';
import type { Primitive } from '../primitives.js';
import type { Operator } from './manual.js';
import { QUESTIONS } from './questions.js';

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * The terminal of this process. The run's workers have no terminal on stdin, so the controlling one is opened by its name then.
 * Throws InputError `manual-needs-terminal` when there is none.
 */
export function findTerminal(where: Where): Terminal {
  if (process.stdin.isTTY && process.stderr.isTTY) return { input: process.stdin, output: process.stderr };
  try {
    return { input: new ReadStream(openSync('/dev/tty', 'r')), output: new WriteStream(openSync('/dev/tty', 'w')) };
  } catch {
    throw noTerminal(where);
  }
}

/** Whether a worker of a run, which has no terminal on stdin, would find one. Throws InputError `manual-needs-terminal`. */
export function checkTerminal(where: Where): void {
  try {
    closeSync(openSync('/dev/tty', 'r+'));
  } catch {
    throw noTerminal(where);
  }
}

const noTerminal = (where: Where): InputError =>
  new InputError('manual-needs-terminal', {
    found: 'the upper tester is manual, and there is no terminal to ask on',
    where,
    cure: 'run dmct in a terminal, or give upper-tester.answers a file of scripted answers, or use another kind of upper tester',
  });

/**
 * Lines broken between words, further lines set in below their first. Blanks inside a value stay as they are; a word longer than the terminal
 * is wide (an address, JSON) is left to it.
 */
export function folded(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => foldedLine(line, columns - 1))
    .join('\n');
}

function foldedLine(line: string, width: number, inside = `${/^ */.exec(line)?.[0] ?? ''}  `): readonly string[] {
  const start = line.search(/[^ ]/);
  if (line.length <= width) return [line];
  const before = line.lastIndexOf(' ', width);
  const at = before > start ? before : line.indexOf(' ', Math.max(width, start));
  return at < 0 ? [line] : [line.slice(0, at), ...foldedLine(`${inside}${line.slice(at + 1)}`, width, inside)];
}

export class TerminalOperator implements Operator {
  readonly #lines: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #over = false;
  readonly #reader: Interface;

  constructor(private readonly terminal: Terminal) {
    this.#reader = createInterface({ input: terminal.input, output: terminal.output });
    this.#reader.on('line', (line) => {
      this.#lines.push(line);
      this.#serve();
    });
    this.#reader.on('close', () => {
      this.#over = true;
      this.#serve();
    });
    // With a reader on the terminal ^C would only end the reader; it is meant for dmct.
    this.#reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  }

  tell(text: string): void {
    // The line of progress that the run keeps at the bottom gives way to a question.
    const { isTTY: isTerminal = false, columns = 80 } = this.terminal.output as Partial<WriteStream>;
    this.terminal.output.write(isTerminal ? `\r\x1b[K${folded(text, columns)}\n` : `${text}\n`);
  }

  ask(prompt: string, _about: Primitive | 'name', signal: AbortSignal): Promise<string | undefined> {
    this.terminal.output.write(prompt);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting = undefined;
        reject(signal.reason);
      };
      this.#waiting = (line) => {
        signal.removeEventListener('abort', onAbort);
        resolve(line);
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#serve();
    });
  }

  async close(): Promise<void> {
    this.#reader.close();
    if (this.terminal.input instanceof ReadStream && this.terminal.input !== process.stdin) this.terminal.input.destroy();
    if (this.terminal.output instanceof WriteStream && this.terminal.output !== process.stderr) this.terminal.output.destroy();
  }

  #serve(): void {
    const take = this.#waiting;
    if (!take || (this.#lines.length === 0 && !this.#over)) return;
    this.#waiting = undefined;
    take(this.#lines.shift());
  }
}

/**
 * Answers from a YAML file: `name: …` and `answers:`, a map from primitive to the lines typed for it. Each call of a primitive takes them
 * anew; a primitive that is not listed is `u`. Throws InputError `answers-unknown`, `answers-shape`.
 */
export class ScriptedOperator implements Operator {
  readonly #name: string;
  readonly #answers = new Map<string, readonly string[]>();
  #left: string[] = [];
  #about: Primitive | undefined;

  constructor(file: string) {
    const yaml = readYaml(file);
    const root = map(yaml.value);
    const answers = map(root?.answers);
    if (!root || !answers)
      throw yaml.error('answers-shape', ['answers'], 'scripted answers need a map "answers"', { cure: 'answers: { reset: [d], … }' });
    this.#name = typeof root.name === 'string' ? root.name : 'script';
    for (const [primitive, given] of Object.entries(answers)) {
      const at = ['answers', primitive];
      if (!(primitive in QUESTIONS)) throw yaml.error('answers-unknown', at, `unknown primitive "${primitive}"`, { key: true });
      const lines = typeof given === 'string' ? [given] : given;
      if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string'))
        throw yaml.error('answers-shape', at, `the answers to ${primitive} are no lines`, { wanted: 'a line, or a list of lines' });
      this.#answers.set(primitive, lines as string[]);
    }
  }

  tell(): void {}

  async ask(_prompt: string, about: Primitive | 'name'): Promise<string | undefined> {
    if (about === 'name') return this.#name;
    if (this.#about !== about || this.#left.length === 0) {
      this.#about = about;
      this.#left = [...(this.#answers.get(about) ?? ['u'])];
    }
    return this.#left.shift();
  }

  async close(): Promise<void> {}
}

const map = (value: YamlValue | undefined): Readonly<Record<string, YamlValue>> | undefined =>
  typeof value === 'object' && !Array.isArray(value) ? value : undefined;
