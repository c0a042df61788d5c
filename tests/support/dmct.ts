/** The compiled program as a user starts it, and one whole run that tests share. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { packageRoot } from '../../src/base/package-root.js';
import type { Report } from '../../src/report/report.js';
import { readReport } from '../../src/report/validate.js';

/** For tests that start whole runs: a machine that does much else is slow, not wrong. */
export const PATIENT = 300_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export const REFERENCE = ['reference-client', 'reference-server'] as const;

/** `node FILE ARGS` in the package folder unless another is named; nothing of the caller's DMCT_ variables reaches it. */
export function start(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = packageRoot): Started {
  const own = Object.entries(process.env).filter(([name]) => !/^(DMCT_|VITEST|FORCE_COLOR|NODE_OPTIONS|TEST$)/.test(name));
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env: { ...Object.fromEntries(own), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  return { child, ended };
}

export const startDmct = (args: readonly string[], env?: Readonly<Record<string, string>>, cwd?: string): Started =>
  start(join(packageRoot, 'dist/src/cli/main.js'), args, env, cwd);

/** As somebody starts it who works in a folder of his own. */
export const dmctIn = (cwd: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> =>
  startDmct(args, env, cwd).ended;

export const dmct = (...args: readonly string[]): Promise<Ended> => startDmct(args).ended;

/** Plain `npx playwright …`, without npx. */
export const playwright = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> =>
  start(join(packageRoot, 'node_modules/@playwright/test/cli.js'), args, env).ended;

/** A new folder, removed when the tests have ended (temporary-root.ts). */
export const temporaryFolder = (): string => mkdtempSync(join(process.env.DMCT_TEST_ROOT ?? tmpdir(), 'run-'));

/** Every file below a folder, relative to it, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** report.json of one IUT, checked against its schema and against itself. */
export const reportOf = (out: string, iut: string): Report => readReport(join(out, iut, 'report.json'));

export const textOf = (out: string, ...path: readonly string[]): string => readFileSync(join(out, ...path), 'utf8');

/** Verdicts by scenario row and by assertion. */
export function verdictsOf(report: Report): Record<string, string> {
  const rowed = (id: string, row?: string): string => (row === undefined ? id : `${id}[${row}]`);
  return Object.fromEntries([...report.scenarios, ...report.assertions].map((entry) => [rowed(entry.id, entry.row), entry.verdict]));
}

export interface WholeRun extends Ended {
  readonly out: string;
  readonly seed: string;
}

let shared: Promise<WholeRun> | undefined;

/** One run of everything against both reference IUTs with seed 7, made once. */
export function wholeRun(): Promise<WholeRun> {
  const out = temporaryFolder();
  shared ??= dmct('run', '--seed', '7', '--out', out).then((ended) => {
    if (!existsSync(join(out, 'index.html'))) throw new Error(`dmct run wrote no report:\n${ended.stdout}${ended.stderr}`);
    return { ...ended, out, seed: '7' };
  });
  return shared;
}
