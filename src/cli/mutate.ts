/** `dmct mutate`: sees every assertion fail when it should. */
import { join, resolve } from 'node:path';
import { InputError } from '../base/errors.js';
import { checkFolder } from '../base/writable-folder.js';
import { writeOut } from '../base/write-file.js';
import { openUpperTester } from '../iut/adapters/open.js';
import { loadIut } from '../iut/iut-file.js';
import type { Row, Scenario } from '../judge/scenario.js';
import { type MutantResult, mutateRow, mutationReport } from '../runner/mutate.js';
import { REFERENCE_IUTS } from '../runner/plan.js';
import { nothingSelected, selectScenarios } from '../scenario/selection.js';
import { surroundingsOf } from '../scenario/surroundings.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';
import { SCENARIOS_OPTION, scenariosOf } from './scenarios-option.js';

const SPEC: CommandSpec = {
  usage: 'mutate [--scenario GLOB]… [--scenarios DIR] [--side client|server] [--first-row] [--jobs N] [--seed N] --out DIR',
  about: `
Runs every mutant of every scenario against the reference IUTs: a wire edit or a named fault that must make exactly the assertions fail
that it names. Writes DIR/mutation.json.`,
  examples: ['dmct mutate --scenario sr.client.report --out mutants', 'dmct mutate --scenarios mine --out mutants'],
  exit: '0 all are killed, 1 not all, 2 bad input, 6 there is none.',
  options: {
    scenario: { value: 'GLOB', takes: 'scenario', many: true, help: 'only these scenarios' },
    ...SCENARIOS_OPTION,
    side: { value: 'SIDE', takes: ['client', 'server'], help: 'only client or only server' },
    'first-row': { help: 'only the first row of each scenario that a mutant runs on' },
    jobs: { value: 'N', help: 'rows at a time, each with an IUT of its own (default: 4)' },
    seed: { value: 'N', help: 'seed (default: 1)' },
    out: { value: 'DIR', help: 'where mutation.json goes' },
  },
};

export const command: Command = {
  summary: 'prove that every assertion can fail',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const out = options.one('out');
    if (out === undefined) throw new InputError('usage', { found: '--out is missing', cure: `usage: dmct ${SPEC.usage}` });
    const side = options.one('side');
    if (side !== undefined && side !== 'client' && side !== 'server')
      throw new InputError('usage', { found: `--side is "${side}"`, wanted: 'client | server' });
    const jobs = options.one('jobs') ?? '4';
    if (!/^[1-9]\d?$/.test(jobs)) throw new InputError('usage', { found: `--jobs is "${jobs}"`, wanted: 'a number from 1 to 99' });
    const folder = scenariosOf(options);
    checkFolder(resolve(out));
    const started = performance.now();
    const results = await mutateAll({
      scenario: options.all('scenario'),
      ...(folder === undefined ? {} : { folder }),
      ...(side === undefined ? {} : { side }),
      firstRow: options.flag('first-row'),
      jobs: Number(jobs),
      seed: options.one('seed') ?? '1',
    });
    const report = mutationReport(results);
    writeOut(join(resolve(out), 'mutation.json'), `${JSON.stringify(report, null, 1)}\n`);
    const seconds = (performance.now() - started) / 1000;
    for (const r of results) if (r.outcome !== 'killed') process.stdout.write(`${r.outcome.padEnd(16)} ${r.id}: ${r.why ?? ''}\n`);
    const killed = results.filter((r) => r.outcome === 'killed').length;
    process.stdout.write(`${killed} of ${results.length} mutants killed in ${seconds.toFixed(1)} s (${(results.length / seconds).toFixed(0)}/s)\n`);
    if (results.length === 0) return 6;
    return killed === results.length ? 0 : 1;
  },
};

interface MutateAll {
  readonly scenario: readonly string[];
  /** Folder with the scenarios; default: those of dmct. */
  readonly folder?: string;
  readonly side?: 'client' | 'server';
  readonly firstRow: boolean;
  readonly jobs: number;
  readonly seed: string;
}

export async function mutateAll(options: MutateAll): Promise<MutantResult[]> {
  const sides = options.side ? [options.side] : (['client', 'server'] as const);
  const results: MutantResult[] = [];
  const selection = { scenario: options.scenario, ...(options.folder === undefined ? {} : { folder: options.folder }) };
  let found = 0;
  for (const side of sides) {
    const iut = loadIut(REFERENCE_IUTS.find((name) => name.endsWith(side)) as string);
    let scenarios: Scenario[];
    try {
      scenarios = selectScenarios(side, selection);
    } catch (cause) {
      if (cause instanceof InputError && cause.code === 'nothing-selected' && sides.length > 1) continue;
      throw cause;
    }
    found++;
    const rows = scenarios.flatMap((scenario) => rowsToRun(scenario, options.firstRow).map((row) => ({ scenario, row })));
    const slots: MutantResult[][] = rows.map(() => []);
    let next = 0;
    let done = 0;
    const lane = async (): Promise<void> => {
      const upper = openUpperTester(iut);
      try {
        for (let i = next++; i < rows.length; i = next++) {
          const { scenario, row } = rows[i] as { scenario: Scenario; row: Row };
          slots[i] = await mutateRow(scenario, row, { iut, upper, surroundings: surroundingsOf(iut), seed: options.seed });
          progress(`[${++done}/${rows.length}] ${side} ${scenario.id}`);
        }
      } finally {
        await upper.close();
      }
    };
    await Promise.all(Array.from({ length: Math.min(options.jobs, rows.length) }, lane));
    progress('');
    results.push(...slots.flat());
  }
  if (found === 0) throw nothingSelected(selection, options.side);
  return results;
}

/** One line that is written over on a terminal; where standard error is a file, as in CI, nothing. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
}

/** With `firstRow`, as few rows as give every mutant one run. */
function rowsToRun(scenario: Scenario, firstRow: boolean): readonly Row[] {
  if (!firstRow) return scenario.rows;
  const wanted = new Set(scenario.mutants.map((m) => m.rows[0] ?? scenario.rows[0]?.name));
  return scenario.rows.filter((row) => wanted.has(row.name));
}
