/** `dmct init`: the files of a new IUT, from a few questions or from flags. They run at once, against the reference. */
import { lstatSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { writeAll } from '../base/write-file.js';
import { type NewFile, newIut, variablesOf } from '../iut/new/new-iut.js';
import { meant, WISHES, type Wishes, type WishQuestion, whyWrong } from '../iut/new/wishes.js';
import { asStarted, quoted } from './as-started.js';
import type { Command } from './main.js';
import { type CommandSpec, type OptionSpec, type Parsed, parseOptions } from './options.js';
import { openQuestions, type Questions } from './questions.js';

const SPEC: CommandSpec = {
  usage: 'init [DIR] [--role client|server] [--name NAME] [--edition SR,NOTI] [--adapter shell|node|python] … [--yes] [--force]',
  about: `
Writes into DIR (default: here) all that a first run needs: NAME.yaml, the IUT file; NAME.ics.yaml, an ICS form with every requirement of the
editions; NAME.pixit.yaml, every parameter of the tests; and an adapter, ut.mjs, ut.sh or ut.py. Until you replace it, function by function,
the adapter drives the reference client or server of dmct, so the first run is green, and you see how it looks when all is right.

On a terminal it asks for what no flag says. No file is ever overwritten, unless with --force.`,
  examples: ['dmct init', 'dmct init acme --role client --name acme --adapter shell --edition SR,NOTI --yes'],
  exit: '0 written, 2 bad input or a file is there already.',
  options: {
    ...Object.fromEntries(WISHES.map((wish) => [wish.name, optionOf(wish)])),
    yes: { help: 'ask nothing, take the defaults' },
    force: { help: 'overwrite files that are there' },
  },
  positionals: [0, 1],
  takes: ['folder'],
};

function optionOf(wish: WishQuestion): OptionSpec {
  const { value, choices } = wish;
  return { value, ...(choices ? { takes: choices({ role: 'server' }) } : {}), help: helpOf(wish) };
}

function helpOf({ ask, choices, otherwise, when, many }: WishQuestion): string {
  const sample = { role: when?.({ role: 'client' }) === false ? 'server' : 'client', name: 'NAME' };
  const ofClient = choices?.({ role: 'client' }) ?? [];
  const all = choices?.({ role: 'server' }).map((word) => (ofClient.includes(word) ? word : `${word}, for a server`));
  const words = all ? `${all.join(many ? ',' : ' | ')}; ` : '';
  return `${ask} ${words ? `(${words}` : '('}${otherwise ? `default: ${otherwise(sample) || 'none'}` : 'needed without a terminal'})`;
}

export const command: Command = {
  summary: 'a new IUT file, ICS, PIXIT and adapter that run at once',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const dir = options.positionals[0] ?? '.';
    const wishes = await gather(options);
    const files = newIut(wishes, relative(resolve(dir), packageRoot) || '.');
    write(dir, files, options.flag('force'));
    process.stdout.write(told(dir, wishes, files));
    return 0;
  },
};

/** The answers: flags first, then the terminal, then defaults. Throws InputError `usage`, `option-value`. */
async function gather(options: Parsed): Promise<Wishes> {
  const isAsking = !options.flag('yes') && process.stdin.isTTY === true && process.stdout.isTTY === true;
  const needed = WISHES.filter(({ name, otherwise }) => otherwise === undefined && options.one(name) === undefined);
  if (needed.length > 0 && !isAsking)
    throw new InputError('usage', {
      found: `${needed.map(({ name }) => `--${name}`).join(' and ')} ${needed.length === 1 ? 'is' : 'are'} missing, and there is no terminal to ask on`,
      wanted: needed.map(({ name, value, choices }) => `--${name} ${choices?.({}).join('|') ?? value}`).join(' '),
      cure: 'dmct init --help tells the other flags, which all have defaults',
    });
  // A wrong flag is told before the first question.
  const wishes: Record<string, string> = {};
  for (const wish of WISHES) {
    const given = options.one(wish.name);
    if (given === undefined) continue;
    const answer = flag(wish, { role: 'client', ...wishes }, given);
    if (wish.when && wishes.role !== undefined && !wish.when(wishes))
      throw new InputError('option-value', { found: `--${wish.name} says nothing for this ${wishes.role}`, cure: 'take it out' });
    wishes[wish.name] = answer;
  }
  const questions = isAsking ? openQuestions() : undefined;
  try {
    for (const wish of WISHES) {
      const given = wishes[wish.name];
      // The role may have been asked for meanwhile.
      if (given !== undefined) flag(wish, wishes, given);
      if (given !== undefined || wish.when?.(wishes) === false) continue;
      const fallback = wish.otherwise?.(wishes);
      wishes[wish.name] = questions ? await asked(questions, wish, wishes, fallback) : (fallback as string);
    }
  } finally {
    questions?.close();
  }
  return wishes;
}

/** What a flag means. Throws InputError `option-value`. */
function flag(wish: WishQuestion, wishes: Wishes, given: string): string {
  const answer = meant(wish, wishes, given);
  const wrong = whyWrong(wish, wishes, answer);
  if (wrong) throw new InputError('option-value', { found: `--${wish.name} is "${given}"`, ...wrong });
  return answer;
}

/** Asks until the answer will do. */
async function asked(questions: Questions, wish: WishQuestion, wishes: Wishes, fallback: string | undefined): Promise<string> {
  const choices = wish.choices ? ` (${wish.choices(wishes).join(wish.many ? ',' : ' | ')})` : '';
  const end = wish.ask.endsWith('?') ? '' : ':';
  const prompt = `${wish.ask}${end}${choices}${fallback ? ` [${fallback}]` : ''} `;
  for (;;) {
    const typed = (await questions.ask(prompt)).trim();
    const answer = typed === '' && fallback !== undefined ? fallback : meant(wish, wishes, typed);
    const wrong = whyWrong(wish, wishes, answer);
    if (!wrong) return answer;
    questions.tell(`  "${answer}" will not do; wanted ${wrong.wanted}${wrong.cure ? `. ${wrong.cure}` : ''}`);
  }
}

/** All or nothing: that a file is there is found before the first is written. */
function write(dir: string, files: readonly NewFile[], isForced: boolean): void {
  const entries = files.map(({ name }) => join(dir, name)).flatMap((path) => entryAt(path) ?? []);
  const there = entries.map(({ path }) => path);
  if (there.length > 0 && !isForced)
    throw new InputError('file-exists', {
      found: `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already`,
      cure: 'choose another --name or folder, or overwrite with --force; nothing was written',
    });
  const odd = entries.find(({ isFile }) => !isFile);
  if (odd)
    throw new InputError('cannot-write', {
      found: `${odd.path} is no file, so it cannot be overwritten`,
      cure: 'choose another --name or folder; nothing was written',
    });
  writeAll(files.map(({ name, text, isProgram }) => ({ path: join(dir, name), data: text, ...(isProgram ? { mode: 0o755 } : {}) })));
}

/** What stands at a path: a link that leads nowhere too. */
function entryAt(path: string): { readonly path: string; readonly isFile: boolean } | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat && { path, isFile: stat.isFile() };
  } catch {
    // A folder above is none: told when writing.
    return undefined;
  }
}

function told(dir: string, wishes: Wishes, files: readonly NewFile[]): string {
  const width = Math.max(...files.map(({ name }) => join(dir, name).length));
  const dmct = asStarted(process.argv[1] ?? '');
  const iut = quoted(join(dir, `${wishes.name}.yaml`));
  const ics = quoted(join(dir, `${wishes.name}.ics.yaml`));
  const exports = variablesOf(wishes).map((name) => `  export ${name}=…`);
  const next = [
    [`${dmct} check ${iut}`, 'what will be tested, and what is in the way'],
    [`${dmct} run --iut ${iut}`, `a first report: the reference ${wishes.role}, through your adapter`],
    [`${dmct} ics check ${ics}`, 'once you have answered its lines'],
  ] as const;
  const room = Math.max(...next.map(([line]) => line.length));
  return `${[
    ...files.map(({ name, what }) => `wrote ${join(dir, name).padEnd(width)}  ${what}`),
    '',
    ...(exports.length ? ['First set the secrets:', ...exports, ''] : []),
    'Next:',
    ...next.map(([line, why]) => `  ${line.padEnd(room)}   # ${why}`),
    '',
    `Then replace what is marked REPLACE in ${join(dir, files.at(-1)?.name ?? '')}, and go through the ICS and the PIXIT.`,
  ].join('\n')}\n`;
}
