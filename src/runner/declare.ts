/**
 * Declares the Playwright tests of one scenario, a test a row. The verdict is the judge's; Playwright shows it. `_baseTest` has all but the
 * browser fixtures, which would cost 9 ms a test (facts of the platform; pinned by package.json).
 */
import { join } from 'node:path';
import vm from 'node:vm';
import { _baseTest, type TestInfo } from '@playwright/test';
import { HarnessFault } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { openUpperTester } from '../iut/adapters/open.js';
import type { Iut } from '../iut/iut.js';
import { loadIut } from '../iut/iut-file.js';
import type { UpperTester } from '../iut/primitives.js';
import { redact, secretsOf } from '../iut/secrets.js';
import { clearCredentials } from '../judge/clear-credentials.js';
import { type JudgedRow, judgeRow } from '../judge/judge.js';
import type { Row, Scenario } from '../judge/scenario.js';
import { rowId } from '../judge/scenario.js';
import type { Surroundings } from '../judge/surroundings.js';
import { beforehand } from '../scenario/beforehand.js';
import { loadScenarios } from '../scenario/cache.js';
import { runRow } from '../scenario/run-row.js';
import { surroundingsOf } from '../scenario/surroundings.js';
import { runLine } from './judge-run.js';
import { type Plan, planFromEnvironment } from './plan.js';
import { cutRows, cutRowsOnSignals, RowFile } from './row-file.js';
import { rowsFolder } from './run-folder.js';

/** A verdict that is no pass, for Playwright's reporters. Its stack is the scenario's line, not ours. */
class VerdictError extends Error {
  override readonly name = 'Verdict';
}

interface Station {
  readonly iut: Iut;
  readonly upper: UpperTester;
  readonly surroundings: Surroundings;
}

// Playwright types _baseTest without the fixtures of a browser; ours are added to it.
const test = _baseTest.extend<{ keepWorker: undefined }, { station: Station }>({
  station: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use, worker) => {
      const iut = loadIut((worker.project.metadata as { iut: string }).iut);
      const upper = openUpperTester(iut);
      await use({ iut, upper, surroundings: surroundingsOf(iut) });
      cutRows();
      await upper.close();
    },
    { scope: 'worker' },
  ],
  keepWorker: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use, info) => {
      await use(undefined);
      keepWorker(info);
    },
    { auto: true },
  ],
});

/**
 * A failing test costs Playwright a new worker, half a second; a non-conformant IUT would pay that for every row. After a mere verdict the
 * worker is sound, so it is kept (private field, guarded: without it runs are slower, nothing else). Crashes and time-outs still restart.
 */
function keepWorker(info: TestInfo): void {
  const inner = info as TestInfo & { _isFailure?: unknown };
  const onlyVerdicts = info.errors.length > 0 && info.errors.every((e) => (e.message ?? '').startsWith('Verdict:'));
  if (info.status === 'failed' && onlyVerdicts && typeof inner._isFailure === 'function')
    Object.defineProperty(info, '_isFailure', { value: () => false });
}

cutRowsOnSignals();

export function declareScenario(id: string): void {
  const plan = planFromEnvironment();
  if (!plan) throw new HarnessFault('DMCT_PLAN is not set; run through playwright.config.ts');
  const scenario = loadScenarios(plan.selection.folder).find((s) => s.id === id);
  if (!scenario) throw new HarnessFault(`scenario ${id} is gone since its spec was written`);
  type Declaration = [title: string, details: { tag: string[] }, body: (fixtures: { station: Station }, info: TestInfo) => Promise<void>];
  const declaration = (index: number): Declaration => {
    const row = scenario.rows[index] as Row;
    // Playwright reads the fixtures' names from the pattern of the function's first parameter.
    return [rowId(scenario.id, row.name), { tag: tagsOf(scenario) }, async ({ station }, info) => runTest(scenario, row, station, plan, info)];
  };
  // The calls of `test` stand on the scenario's line of a script that bears the file's name: reporters then point into the YAML.
  const file = scenario.file.startsWith('/') ? scenario.file : join(packageRoot, scenario.file);
  const script = `${'\n'.repeat(scenario.line - 1)}(function(test,declaration,n){for(let i=0;i<n;i++)test(...declaration(i));})`;
  const run = new vm.Script(script, { filename: file }).runInThisContext() as (t: typeof test, d: typeof declaration, n: number) => void;
  run(test, declaration, scenario.rows.length);
}

/** Item ids without and with their edition, and the side: --grep @DM-SR-C-002-M, --grep @NOTI. */
function tagsOf(scenario: Scenario): string[] {
  const items = [...new Set(scenario.steps.flatMap((s) => s.expect.flatMap((a) => a.scr)))];
  const split = items.map((key) => [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)] as const);
  return [...new Set([...split.map(([, id]) => `@${id}`), ...split.map(([edition]) => `@${edition}`), `@${scenario.side}`])];
}

async function runTest(scenario: Scenario, row: Row, station: Station, plan: Plan, info: TestInfo): Promise<void> {
  const { iut, upper, surroundings } = station;
  const { out, seed } = plan;
  const before = beforehand(scenario, row, iut, seed, surroundings);
  if ('unasked' in before) return test.skip(true, before.unasked.reason);
  const bound = before.bind();
  const file = new RowFile(join(rowsFolder(out, iut.name), `${rowId(scenario.id, row.name)}.ndjson`));
  try {
    file.write({ ...runLine(plan, [rowId(scenario.id, row.name)], plan.selection.scr ?? [], iut), part: true });
    const { record } = await runRow({ scenario, row, iut, upper, seed, write: (line) => file.write(line) });
    file.check();
    const judged = judgeRow(bound, row, record, surroundings);
    if (judged.verdict === 'not-applicable') test.skip(true, judged.assertions[0]?.message);
    if (judged.verdict !== 'pass') throw verdictError(judged, [...secretsOf(iut), ...clearCredentials([record])]);
  } finally {
    file.close();
    info.attachments.push({ name: 'record', path: file.path, contentType: 'application/x-ndjson' });
  }
}

function verdictError(judged: JudgedRow, secrets: readonly string[]): VerdictError {
  const lines = judged.assertions
    .filter((a) => a.verdict !== 'pass' && a.verdict !== 'not-applicable')
    .map((a) => `${a.verdict.padEnd(12)} ${a.id} (${a.items.join(', ')}): ${a.message ?? ''}`);
  const error = new VerdictError(redact(`${judged.verdict}\n${lines.join('\n')}`, secrets));
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
