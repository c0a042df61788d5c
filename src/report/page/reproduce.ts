/** Command lines that lead to the same again. */
import { shellWord } from '../../base/shell.js';
import type { Report } from '../report.js';

export interface Reproduce {
  /** The run as it was, seed said. */
  readonly run: string;
  readonly judge: string;
  /** What any run of this implementation begins with. */
  readonly base: string;
}

export function reproduce({ run }: Pick<Report, 'run'>): Reproduce {
  const told = run.command.replace(/^dmct\b/, 'npx dmct');
  const isSeeded = /\s--seed[= ]/.test(told);
  const seed = `--seed ${shellWord(run.seed)}`;
  const iut = /\s--iut[= ]('(?:[^']|'\\'')*'|\S+)/.exec(told)?.[1];
  const own = iut === undefined ? '' : ` --iut ${iut}`;
  const seeded = (): string => {
    if (/^npx dmct run\b/.test(told) && !run.capture) return `${told} ${seed}`;
    return /^npm run\b/.test(told) ? `${told} -- ${seed}` : told;
  };
  return {
    run: isSeeded ? told : seeded(),
    judge: `npx dmct judge record.ndjson${own} --out again`,
    base: `npx dmct run${own} ${seed}`,
  };
}
