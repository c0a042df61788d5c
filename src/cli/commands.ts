/** The table of commands: one file each in this folder, loaded when asked for. Help, completion and manual are made from it. */
import type { CommandSpec } from './options.js';

/** A command takes its arguments and gives the exit code. */
export interface Command {
  readonly summary: string;
  /** Its options, for help, completion and the manual; absent where it has `parts`. */
  readonly spec?: CommandSpec;
  /** The words that may follow it, each a command of its own. */
  readonly parts?: Readonly<Record<string, Command>>;
  run(args: readonly string[]): Promise<number>;
}

export const COMMANDS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  init: () => import('./init.js'),
  check: () => import('./check.js'),
  run: () => import('./run.js'),
  judge: () => import('./judge.js'),
  proxy: () => import('./proxy.js'),
  baseline: () => import('./baseline.js'),
  diff: () => import('./diff.js'),
  matrix: () => import('./matrix.js'),
  mutate: () => import('./mutate.js'),
  decode: () => import('./decode.js'),
  encode: () => import('./encode.js'),
  scr: () => import('./scr.js'),
  ics: () => import('./ics.js'),
  coverage: () => import('./coverage.js'),
  report: () => import('./report.js'),
  describe: () => import('./describe.js'),
  new: () => import('./new.js'),
  lint: () => import('./lint.js'),
  simulate: () => import('./simulate.js'),
  completion: () => import('./completion.js'),
};

/** All commands, loaded, in the order of the table. */
export async function allCommands(): Promise<ReadonlyMap<string, Command>> {
  const loaded = await Promise.all(Object.entries(COMMANDS).map(async ([name, load]) => [name, (await load()).command] as const));
  return new Map(loaded);
}

/** A command that takes options, with the path of words that leads to it. */
export interface Leaf {
  readonly words: readonly string[];
  readonly summary: string;
  readonly spec: CommandSpec;
}

/** Every command that takes options: `run`, `scr list`, … Throws for one that shows no options: then nothing could tell of it. */
export async function leaves(): Promise<readonly Leaf[]> {
  const below = (command: Command, words: readonly string[]): readonly Leaf[] => {
    if (command.parts) return Object.entries(command.parts).flatMap(([word, part]) => below(part, [...words, word]));
    if (!command.spec) throw new Error(`dmct ${words.join(' ')} does not show its options: give its command a spec`);
    return [{ words, summary: command.summary, spec: command.spec }];
  };
  return [...(await allCommands())].flatMap(([name, command]) => below(command, [name]));
}
