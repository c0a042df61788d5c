/** Command lines that lead to the same again, all of them from one folder. */
import { shellWord } from '../../base/shell.js';
import type { Report } from '../report.js';

export interface Reproduce {
  /** The folder that all commands are given in; absent: a report of an older version does not tell. */
  readonly folder?: string;
  /** The run as it was, seed said. */
  readonly run: string;
  readonly judge: string;
  /** What any run of this implementation begins with. */
  readonly base: string;
  readonly wireshark: string;
}

export function reproduce({ run, iut }: Pick<Report, 'run' | 'iut'>): Reproduce {
  const { command, place } = run;
  const dmct = place?.dmct ?? 'npx dmct';
  const told = command.replace(/^dmct\b/, () => dmct);
  const seed = `--seed ${shellWord(run.seed)}`;
  const with_ = (name: string, value: string | undefined): string => (value === undefined ? '' : ` --${name} ${value}`);
  // Of several IUTs of a run each page is about one.
  const file = place ? place.iut && shellWord(place.iut) : optionOf(command, 'iut');
  const ours = `${with_('iut', file)}${with_('scenarios', optionOf(command, 'scenarios'))}`;
  const both = `${with_('iut', optionOf(command, 'client'))}${with_('iut', optionOf(command, 'server'))}`;
  const isProxy = run.capture?.format === 'proxy' && /^dmct proxy\b/.test(command);
  const inOut = (name: string): string => (place ? shellWord(`${place.out.replace(/\/+$/, '')}/${name}`) : name);
  const own = (name: string): string => inOut(place ? `${iut.name}/${name}` : name);
  const again = `${dmct} judge ${own('record.ndjson')}${ours} --out again`;
  const captured = isProxy ? `${dmct} judge ${inOut('record.ndjson')}${both} --out again` : told;
  return {
    ...(place ? { folder: place.folder } : {}),
    run: seeded(told, run.capture ? undefined : seed, dmct),
    judge: run.capture ? captured : again,
    base: `${dmct} run${ours} ${seed}`,
    wireshark: `wireshark ${own('record.pcapng')}`,
  };
}

/** As the shell has it. */
const optionOf = (command: string, name: string): string | undefined => new RegExp(`\\s--${name}[= ]('(?:[^']|'\\\\'')*'|\\S+)`).exec(command)?.[1];

function seeded(told: string, seed: string | undefined, dmct: string): string {
  if (seed === undefined || /\s--seed[= ]/.test(told)) return told;
  if (told === `${dmct} run` || told.startsWith(`${dmct} run `)) return `${told} ${seed}`;
  return /^npm run\b/.test(told) ? `${told} -- ${seed}` : told;
}
