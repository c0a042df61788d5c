/** Runs every mutant of a scenario, row by row, and says which assertions each one killed (design 3.1 and 4.3). */
import type { Iut } from '../iut/iut.js';
import type { UpperTester } from '../iut/primitives.js';
import { judgeRow } from '../judge/judge.js';
import { judgeMutant, type MutantOutcome } from '../judge/kill.js';
import type { Row, Scenario } from '../judge/scenario.js';
import { rowId } from '../judge/scenario.js';
import type { Surroundings } from '../judge/surroundings.js';
import { boundScenario, runRow } from '../scenario/run-row.js';

export interface MutantResult {
  /** `scenario/mutant`, with `[row]` where there are rows. */
  readonly id: string;
  readonly scenario: string;
  readonly row?: string;
  readonly kind: 'edit' | 'behave';
  readonly kills: readonly string[];
  readonly outcome: MutantOutcome;
  readonly why?: string;
}

export interface MutateOptions {
  readonly iut: Iut;
  readonly upper: UpperTester;
  readonly surroundings: Surroundings;
  readonly seed: string;
}

/** The mutants of one row. A row that is not all pass without a mutant proves nothing: each of its mutants is then an error. */
export async function mutateRow(scenario: Scenario, row: Row, options: MutateOptions): Promise<MutantResult[]> {
  const mutants = scenario.mutants.filter((m) => m.rows.length === 0 || m.rows.includes(row.name ?? ''));
  const { iut, upper, surroundings, seed } = options;
  const bound = boundScenario(scenario, row, iut, seed);
  const plain = await runRow({ scenario, row, iut, upper, seed });
  const sound = judgeRow(bound, row, plain.record, surroundings);
  const results: MutantResult[] = [];
  for (const mutant of mutants) {
    const entry = {
      id: rowId(`${scenario.id}/${mutant.id}`, row.name),
      scenario: scenario.id,
      ...(row.name === undefined ? {} : { row: row.name }),
      kind: mutant.kind,
      kills: mutant.kills,
    };
    if (sound.verdict !== 'pass') {
      const broken = sound.assertions.find((a) => a.verdict !== 'pass');
      results.push({ ...entry, outcome: 'error', why: `without the mutant the row is ${sound.verdict}: ${broken?.id} ${broken?.message ?? ''}` });
      continue;
    }
    const run = await runRow({ scenario, row, iut, upper, seed, mutant });
    const judged = judgeRow(bound, row, run.record, surroundings);
    const setUp = run.record.events.find((e) => e.e === 'step' && e.id === 'set-up');
    const applied = mutant.kind === 'behave' ? !setUp || mutant.verdict !== undefined : run.edits > 0;
    const kill = judgeMutant(scenario, mutant, judged, applied);
    const why = kill.outcome === 'not-applied' ? (run.editTrouble ?? kill.why) : kill.why;
    results.push({ ...entry, outcome: kill.outcome, ...(why === undefined ? {} : { why }) });
  }
  return results;
}

export interface MutationReport {
  readonly format: 'dmct-mutation/1';
  readonly mutants: readonly MutantResult[];
  /** Killed share of all, 0 to 1. */
  readonly score: number;
}

export function mutationReport(mutants: readonly MutantResult[]): MutationReport {
  const killed = mutants.filter((m) => m.outcome === 'killed').length;
  return { format: 'dmct-mutation/1', mutants, score: mutants.length === 0 ? 0 : killed / mutants.length };
}
