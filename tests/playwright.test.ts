/** Playwright's own tools on our scenarios: plain runs, --grep, --shard, --list; and that nothing but passing is ever green. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { differences } from '../src/report/differences.js';
import { withoutVolatile } from '../src/report/volatile.js';
import { makePlan } from '../src/runner/plan.js';
import { loadScenarios } from '../src/scenario/cache.js';
import { loadCatalogue } from '../src/scr/catalogue.js';
import { dmct, filesBelow, PATIENT, playwright, REFERENCE, reportOf, temporaryFolder, verdictsOf, type WholeRun, wholeRun } from './support/dmct.js';
import { variant } from './support/iut-files.js';

let whole: WholeRun;
beforeAll(async () => {
  whole = await wholeRun();
}, PATIENT);

describe('npx playwright test', { timeout: PATIENT }, () => {
  it('gives the report of dmct run, and what allure-playwright makes beside it', async () => {
    const out = temporaryFolder();
    const ended = await playwright(['test'], { DMCT_OUT: out, DMCT_SEED: whole.seed });
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    for (const iut of REFERENCE) {
      const [plain, run] = [reportOf(out, iut), reportOf(whole.out, iut)];
      expect(plain.run.command).toBe('npx playwright test');
      expect(differences(withoutVolatile(plain), withoutVolatile(run))).toEqual([]);
    }
    const rows = REFERENCE.flatMap((iut) => reportOf(out, iut).scenarios).length;
    expect(filesBelow(join(out, 'allure-playwright')).filter((f) => f.endsWith('-result.json'))).toHaveLength(rows);
    expect(existsSync(join(whole.out, 'allure-playwright'))).toBe(false);
  });

  it('runs with --grep only the scenarios of an item, says what was not run, and touches no file of others', async () => {
    const out = temporaryFolder();
    const foreign = ['reference-client/notes.txt', 'reference-client/rows/notes.txt', 'reference-server/report.json', 'notes.txt'];
    for (const file of foreign) {
      mkdirSync(join(out, file, '..'), { recursive: true });
      writeFileSync(join(out, file), 'mine');
    }
    const ended = await playwright(['test', '--grep', '@DM-SR-C-002-M'], { DMCT_OUT: out });
    expect(ended.code).toBe(0);
    const report = reportOf(out, 'reference-client');
    const wanted = loadScenarios().filter((s) => s.steps.some((step) => step.expect.some((a) => a.scr.includes('SR/DM-SR-C-002-M'))));
    expect(wanted.length).toBeGreaterThan(0);
    expect([...new Set(report.scenarios.map((s) => s.id))]).toEqual(wanted.map((s) => s.id));
    expect(report.run.command).toBe('npx playwright test --grep @DM-SR-C-002-M');
    expect(report.items).toHaveLength(reportOf(whole.out, 'reference-client').items.length);
    expect(report.items.find((i) => i.key === 'SR/DM-SR-C-002-M')?.verdict).toBe('pass');
    const untouched = report.items.filter((i) => i.assertions.length === 0).map((i) => i.verdict);
    expect(new Set(untouched)).toEqual(new Set(['not-tested', 'not-applicable', 'excluded']));
    for (const file of foreign) expect(readFileSync(join(out, file), 'utf8'), file).toBe('mine');
  });

  it('writes nothing with --list', async () => {
    const out = join(temporaryFolder(), 'out');
    const ended = await playwright(['test', '--list'], { DMCT_OUT: out });
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('sr.client.report[xml]');
    expect(existsSync(out)).toBe(false);
  });

  it('is red when nothing is selected', async () => {
    const out = join(temporaryFolder(), 'out');
    const ended = await playwright(['test', '--grep', 'no such scenario'], { DMCT_OUT: out });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('no test was selected, so nothing was judged');
    expect(existsSync(out)).toBe(false);
  });
});

describe('shards', { timeout: PATIENT }, () => {
  it('run side by side, and their records joined give the whole report', async () => {
    const outs = [temporaryFolder(), temporaryFolder()];
    const runs = await Promise.all(outs.map((out, i) => dmct('run', '--seed', whole.seed, '--shard', `${i + 1}/2`, '--out', out)));
    expect(runs.map((ended) => [ended.code, ended.stderr])).toEqual(outs.map(() => [0, '']));
    const merged = temporaryFolder();
    for (const iut of REFERENCE) {
      const records = outs.map((out) => join(out, iut, 'record.ndjson')).filter((file) => existsSync(file));
      expect(records.length).toBeGreaterThan(0);
      expect((await dmct('judge', ...records, '--out', merged)).code).toBe(0);
      const [joined, run] = [reportOf(merged, iut), reportOf(whole.out, iut)];
      expect(verdictsOf(joined)).toEqual(verdictsOf(run));
      const { notes, ...same } = joined;
      expect(differences(withoutVolatile(same), withoutVolatile(run))).toEqual([]);
      // Runs that were joined, which the one is not.
      expect(notes ?? []).toEqual(records.length > 1 ? [expect.stringContaining('2 runs')] : []);
    }
    const rows = outs.map((out) => REFERENCE.filter((iut) => existsSync(join(out, iut))).flatMap((iut) => reportOf(out, iut).scenarios).length);
    expect(Math.min(...rows)).toBeGreaterThan(0);
  });

  it('that get no row are an empty selection', async () => {
    const ended = await dmct('run', '--scenario', 'sr.client.report', '--shard', '9/9', '--out', join(temporaryFolder(), 'out'));
    expect(ended.code).toBe(6);
    expect(ended.stderr).toContain('nothing was judged');
  });
});

describe('an IUT that is wrong', { timeout: PATIENT }, () => {
  const iut = variant({ role: 'client', name: 'acme-client', faults: ['report-without-cred'] });

  it('is red everywhere, and dmct exits with 1', async () => {
    const out = temporaryFolder();
    const ended = await dmct('run', '--iut', iut, '--scenario', 'sr.client.report', '--out', out);
    const report = reportOf(out, 'acme-client');
    expect(ended.code).toBe(1);
    expect(report.exit).toBe(1);
    expect(ended.stdout).toContain('NON-CONFORMANT');
    expect(report.scenarios.map((s) => s.verdict)).toEqual(report.scenarios.map(() => 'fail'));
    const failed = report.assertions.filter((a) => a.verdict === 'fail');
    expect(failed.filter((a) => !a.id.startsWith('sr.client.report/cred'))).toEqual([]);
    expect(readFileSync(join(out, 'acme-client/junit.xml'), 'utf8')).toContain(`failures="${failed.length}"`);
  });

  it('fails Playwright tests without costing a worker each', async () => {
    const silent = variant({ role: 'client', name: 'silent-client', faults: ['never-reports'] });
    const plan = makePlan({
      command: 'test',
      iuts: [silent],
      out: temporaryFolder(),
      selection: { scenario: ['sr.client.report', 'sr.client.two-samples'] },
    });
    const file = join(plan.out, 'plan.json');
    writeFileSync(file, JSON.stringify(plan));
    const ended = await playwright(['test', '--reporter=json'], { DMCT_PLAN: file, DMCT_WORKERS: '1' });
    expect(ended.code).toBe(1);
    const results = resultsIn(JSON.parse(ended.stdout));
    expect(results.filter((r) => r.status === 'failed').length).toBeGreaterThan(2);
    for (const r of results) for (const error of r.errors) expect(error.message).toMatch(/^Verdict: fail\n/);
    // One worker a spec file at most, however many of its rows fail.
    expect(new Set(results.map((r) => r.workerIndex)).size).toBeLessThanOrEqual(2);
    rmSync(plan.out, { recursive: true });
  });
});

describe('a selection', { timeout: PATIENT }, () => {
  it('by --scr leaves only these items in the report', async () => {
    const out = temporaryFolder();
    const ended = await dmct('run', '--scr', 'SR/DM-SR-C-00*', '--out', out);
    expect(ended.code).toBe(0);
    const wanted = [...loadCatalogue().items.keys()].filter((key) => key.startsWith('SR/DM-SR-C-00'));
    expect(reportOf(out, 'reference-client').items.map((i) => i.key)).toEqual(wanted);
    expect(filesBelow(out).some((f) => f.startsWith('reference-server'))).toBe(false);
  });

  it('of which nothing is applicable is never green', async () => {
    const out = temporaryFolder();
    const iut = variant({ role: 'client', name: 'no-reports', ics: { SR: 'no' } });
    const ended = await dmct('run', '--iut', iut, '--scr', 'SR/*', '--out', out);
    expect(ended.code).toBe(6);
    expect(ended.stdout).toContain('NOTHING JUDGED');
    const report = reportOf(out, 'no-reports');
    expect(Object.keys(report.totals.assertions)).toEqual(['not-applicable']);
    expect(readFileSync(join(out, 'no-reports/junit.xml'), 'utf8')).toContain('nothing was judged');
    expect(readFileSync(join(out, 'no-reports/badge.svg'), 'utf8')).not.toContain('conformant');
  });

  it('of nothing that exists names the nearest', async () => {
    const ended = await dmct('run', '--scenario', 'sr.client.reprot', '--out', join(temporaryFolder(), 'out'));
    expect(ended.code).toBe(6);
    expect(ended.stderr).toContain('did you mean sr.client.report?');
  });
});

interface Result {
  readonly status: string;
  readonly workerIndex: number;
  readonly errors: readonly { readonly message: string }[];
}
interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs?: readonly { readonly tests: readonly { readonly results: readonly Result[] }[] }[];
}

function resultsIn(suite: Suite): Result[] {
  const own = (suite.specs ?? []).flatMap((spec) => spec.tests.flatMap((test) => test.results));
  return [...own, ...(suite.suites ?? []).flatMap(resultsIn)];
}
