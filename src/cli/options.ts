/** Options of one command: declared once, parsed strictly, explained by --help. */
import { parseArgs } from 'node:util';
import { InputError, unknownName } from '../base/errors.js';

/** What a value is, for who completes it: a file, a folder, a name of ours, one of these words; `text`: anything. */
export type Takes = 'file' | 'folder' | 'text' | 'scenario' | 'item' | 'iut' | 'fault' | readonly string[];

export interface OptionSpec {
  /** `FILE`, `DIR`, `N` …; absent: a flag without value. */
  readonly value?: string;
  /** What a shell completes it with; absent: FILE is a file, DIR a folder, of anything else nothing is known. */
  readonly takes?: Takes;
  readonly many?: boolean;
  readonly help: string;
}

export interface CommandSpec {
  /** Line after `usage: dmct`. */
  readonly usage: string;
  /** What it does, for whom. */
  readonly about: string;
  /** Lines to copy, each beginning with `dmct`. */
  readonly examples?: readonly string[];
  /** What its exit codes mean, in one sentence. */
  readonly exit?: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** How many positional arguments at least and at most. */
  readonly positionals?: readonly [least: number, most: number];
  /** What they are, in order; the last one stands for all that follow. */
  readonly takes?: readonly Takes[];
}

/** What completes the value of an option. */
export const takesOf = ({ value, takes }: OptionSpec): Takes => takes ?? (value === 'FILE' ? 'file' : value === 'DIR' ? 'folder' : 'text');

export interface Parsed {
  readonly positionals: readonly string[];
  /** Last value given. */
  one(name: string): string | undefined;
  all(name: string): readonly string[];
  flag(name: string): boolean;
}

/** Parses `args`; prints help and gives 'help' when asked to. Throws InputError `unknown-option`, `missing-value`, `usage`. */
export function parseOptions(spec: CommandSpec, args: readonly string[]): Parsed | 'help' {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(helpText(spec));
    return 'help';
  }
  const options = Object.fromEntries(
    Object.entries(spec.options).map(([name, o]) => [
      name,
      { type: o.value === undefined ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  );
  for (const arg of args) {
    if (arg === '--') break;
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name !== undefined && !(name in spec.options))
      throw unknownName(
        'unknown-option',
        'option',
        `--${name}`,
        Object.keys(spec.options).map((o) => `--${o}`),
      );
  }
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true }) as typeof parsed;
  } catch (cause) {
    const [, option] = /^Option '(?:-\w, )?(--[^ ']+)[^']*' argument is ambiguous/.exec((cause as Error).message) ?? [];
    if (option !== undefined) {
      const value = args[args.findIndex((arg, n) => arg === option && args[n + 1]?.startsWith('-')) + 1];
      throw new InputError('missing-value', { found: `${option} has no value before ${value}`, cure: `if that is its value: ${option}=${value}` });
    }
    throw new InputError('usage', { found: (cause as Error).message.split('\n')[0] ?? 'bad usage', cure: `usage: dmct ${spec.usage}` });
  }
  const [least, most] = spec.positionals ?? [0, 0];
  if (parsed.positionals.length < least || parsed.positionals.length > most) {
    const extra = parsed.positionals[most];
    throw new InputError('usage', {
      found: parsed.positionals.length < least ? 'an argument is missing' : `unexpected argument "${extra}"`,
      cure: `usage: dmct ${spec.usage}`,
    });
  }
  const all = (name: string): readonly string[] => ((parsed.values[name] as unknown[] | undefined) ?? []).map(String);
  for (const [name, { value }] of Object.entries(spec.options))
    if ((value === 'DIR' || value === 'FILE') && all(name).includes(''))
      throw new InputError('option-value', { found: `--${name} is empty`, wanted: value });
  return { positionals: parsed.positionals, all, one: (name) => all(name).at(-1), flag: (name) => all(name).length > 0 };
}

/** What `--help` prints: usage, what it does, options, examples, exit codes. */
export function helpText(spec: CommandSpec): string {
  const rows = Object.entries(spec.options).map(([name, o]) => [`--${name}${o.value ? ` ${o.value}` : ''}${o.many ? ' …' : ''}`, o.help] as const);
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  const options = rows.length ? `\noptions\n${rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')}\n` : '';
  const examples = spec.examples?.length ? `\nexamples\n${spec.examples.map((line) => `  ${line}`).join('\n')}\n` : '';
  const exit = spec.exit === undefined ? '' : `\nexit codes\n  ${spec.exit.trim().replace(/\n/g, '\n  ')}\n`;
  return `usage: dmct ${spec.usage}\n\n${spec.about.trim()}\n${options}${examples}${exit}`;
}
