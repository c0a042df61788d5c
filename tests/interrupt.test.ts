/** A run that is stopped in the middle: what it had recorded can be judged, nothing of it runs on, and it is never green. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../src/report/report.js';
import { loadScenarios } from '../src/scenario/cache.js';
import { dmct, PATIENT, reportOf, type Started, startDmct, temporaryFolder } from './support/dmct.js';
import { variant } from './support/iut-files.js';

const IUT = 'slow-client';
const ROWS = loadScenarios()
  .filter((s) => s.side === 'client')
  .flatMap((s) => s.rows).length;
const ENOUGH = 3;

interface Middle extends Started {
  readonly out: string;
  readonly rows: string;
}

/** A run against a client, one worker, as soon as a few rows have begun. */
async function inTheMiddle(): Promise<Middle> {
  const out = temporaryFolder();
  const rows = join(out, IUT, 'rows');
  // A file of somebody else keeps the folder, so that it can be watched from the start.
  mkdirSync(rows, { recursive: true });
  writeFileSync(join(rows, 'notes.txt'), '');
  const begun = new Promise<void>((resolve) => {
    const watcher = watch(rows, () => {
      if (recordsOfRows(rows).length < ENOUGH) return;
      watcher.close();
      resolve();
    });
  });
  const started = startDmct(['run', '--iut', variant({ role: 'client', name: IUT }), '--workers', '1', '--out', out]);
  await Promise.race([begun, started.ended.then((e) => Promise.reject(new Error(`it ended too early: ${e.stdout}${e.stderr}`)))]);
  return { ...started, out, rows };
}

/** Of rows: what the run was to be stands beside them. */
const recordsOfRows = (rows: string): string[] => recordsIn(rows).filter((file) => !file.endsWith('/run.ndjson'));

const recordsIn = (rows: string): string[] =>
  readdirSync(rows)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => join(rows, name));

/** Command lines of the processes below a process, itself left out. */
function descendants(pid: number): Map<number, string> {
  const all = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .map(([, own, parent, args = '']) => ({ own: Number(own), parent: Number(parent), args }));
  const found = new Map<number, string>();
  const below = (parent: number): void => {
    for (const p of all.filter((other) => other.parent === parent)) {
      found.set(p.own, p.args);
      below(p.own);
    }
  };
  below(pid);
  return found;
}

/** Resolves when none of these processes is left; rejects after a minute. */
async function gone(pids: readonly number[]): Promise<void> {
  const lives = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  const deadline = performance.now() + 60_000;
  while (pids.some(lives)) {
    if (performance.now() > deadline) throw new Error(`still running: ${pids.filter(lives).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a run that is interrupted', { timeout: PATIENT }, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s ends its processes, reports what there is, and can be judged again', async (signal) => {
    const { child, ended, out } = await inTheMiddle();
    const processes = descendants(child.pid as number);
    expect([...processes.values()].filter((args) => args.includes('client/program.js'))).toHaveLength(1);
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    await gone([...processes.keys()]);
    expect(code).toBe(4);
    expect(stderr).toContain('interrupted');
    expect(stdout).not.toContain('CONFORMANT  ');

    const report = reportOf(out, IUT);
    expect(report.exit).toBe(4);
    expect(report.scenarios).toHaveLength(ROWS);
    expect(report.scenarios.filter((s) => s.verdict === 'pass').length).toBeGreaterThanOrEqual(ENOUGH - 1);
    // What the IUT did while it was being stopped is no finding; of the row that was cut a control may be missing.
    expect(report.assertions.filter((a) => !['pass', 'not-tested', 'inconclusive'].includes(a.verdict))).toEqual([]);
    expect(report.scenarios.filter((s) => s.verdict === 'inconclusive').length).toBeLessThanOrEqual(1);

    const again = temporaryFolder();
    const judged = await dmct('judge', join(out, IUT, 'record.ndjson'), '--iut', variant({ role: 'client', name: IUT }), '--out', again);
    expect(judged.code).toBe(4);
    expect(reportOf(again, IUT).assertions).toEqual(report.assertions);
  });

  it('before its first row says that, and judges nothing', async () => {
    const out = temporaryFolder();
    const { child, ended } = startDmct(['run', '--iut', variant({ role: 'client', name: IUT }), '--out', out]);
    // The lock is there before the runner is started.
    await new Promise<void>((resolve) => {
      const watcher = watch(out, (_, name) => {
        if (name !== '.dmct-run') return;
        watcher.close();
        resolve();
      });
    });
    child.kill('SIGTERM');
    const { code, stderr, signal } = await ended;
    expect(stderr).not.toMatch(/no test was selected|harness fault/);
    if (signal === null) expect([code, stderr]).toEqual([4, expect.stringMatching(/^dmct: interrupted/m)]);
    expect(existsSync(join(out, IUT, 'report.json'))).toBe(false);
  });

  it('and killed outright leaves the records of its rows, which dmct judge takes', async () => {
    const { child, ended, out, rows } = await inTheMiddle();
    const processes = descendants(child.pid as number);
    const runner = [...processes].find(([, args]) => args.includes('@playwright/test/cli.js'))?.[0] as number;
    process.kill(runner, 'SIGKILL');
    const { code, stderr } = await ended;
    await gone([...processes.keys()]);
    expect(code).toBe(4);
    expect(stderr).toContain('the runner ended (SIGKILL) without a result');
    await judgedFromRows(out, rows);
  });

  it('and killed with every process of it at once leaves them too', async () => {
    const { child, ended, out, rows } = await inTheMiddle();
    const processes = [child.pid as number, ...descendants(child.pid as number).keys()];
    for (const pid of processes) process.kill(pid, 'SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    await gone(processes);
    await judgedFromRows(out, rows);
    // What it left is in nobody's way.
    expect((await dmct('run', '--iut', variant({ role: 'client', name: IUT }), '--scenario', 'noti.client.session', '--out', out)).code).toBe(0);
  });

  it('of which only dmct itself is killed drives the device no further', async () => {
    const { child, ended, out } = await inTheMiddle();
    const processes = descendants(child.pid as number);
    child.kill('SIGKILL');
    await gone([...processes.keys()]);
    await ended;
    const report = reportOf(out, IUT);
    expect(report.scenarios.filter((s) => s.verdict === 'pass').length).toBeLessThan(ROWS);
    expect(report.scenarios.filter((s) => s.verdict === 'fail')).toEqual([]);
    const again = temporaryFolder();
    await dmct('judge', join(out, IUT, 'record.ndjson'), '--iut', variant({ role: 'client', name: IUT }), '--out', again);
    expect(reportOf(again, IUT).assertions).toEqual(report.assertions);
  });
});

async function judgedFromRows(out: string, rows: string): Promise<void> {
  expect(existsSync(join(out, IUT, 'report.json'))).toBe(false);
  const files = recordsIn(rows);
  expect(files.length).toBeGreaterThanOrEqual(ENOUGH);
  const iut = variant({ role: 'client', name: IUT });
  const missing = await dmct('judge', join(out, IUT, 'record.ndjson'), '--iut', iut, '--out', temporaryFolder());
  expect(missing.stderr).toContain(`record.ndjson is not there: the run was cut off`);
  expect(missing.stderr).toContain(`dmct judge ${rows}`);
  expect(missing.code).toBe(2);

  const reports = await Promise.all(
    [files, [out], [rows]].map(async (given) => {
      const again = temporaryFolder();
      expect((await dmct('judge', ...given, '--iut', iut, '--out', again)).code).toBe(4);
      return reportOf(again, IUT);
    }),
  );
  const [report] = reports as [Report];
  for (const other of reports) expect(other.scenarios).toEqual(report.scenarios);
  // Rows that had not begun count, too.
  expect(report.scenarios).toHaveLength(ROWS);
  expect(report.totals.scenarios['not-tested']).toBeGreaterThan(0);
  expect(report.scenarios.filter((s) => s.verdict === 'pass').length).toBeGreaterThanOrEqual(ENOUGH - 1);
  expect(report.scenarios.filter((s) => s.verdict === 'fail')).toEqual([]);
}
