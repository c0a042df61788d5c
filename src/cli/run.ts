/** `dmct run`: scenarios against IUTs, through Playwright, which reports and exits as the judge says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { HarnessFault, InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { shellWords } from '../base/shell.js';
import { loadBaseline } from '../report/baseline.js';
import { announcements, violations } from '../runner/announce.js';
import { suiteOf } from '../runner/gate.js';
import { listRows } from '../runner/list-rows.js';
import { DEFAULT_OUT, makePlan, type Plan, plannedProjects, publishPlan, REFERENCE_IUTS } from '../runner/plan.js';
import { preflight } from '../runner/preflight.js';
import { checkPageFree } from '../runner/run-folder.js';
import { lockFolder, type RunLock } from '../runner/run-lock.js';
import { placeOf } from './as-started.js';
import type { Command } from './commands.js';
import { GATE_OPTIONS, gatingOf } from './gating.js';
import { noIutLines } from './no-iut.js';
import { type CommandSpec, parseOptions } from './options.js';
import { SCENARIOS_OPTION, scenariosOf } from './scenarios-option.js';

const SPEC: CommandSpec = {
  usage:
    'run [--iut FILE]… [--out DIR] [--seed N] [--scr GLOB]… [--scenario GLOB]… [--scenarios DIR] [--workers N] [--list] [--shard I/N] [--baseline FILE] [--policy P]',
  about: `
Runs every scenario that fits the IUT's side and writes report.json, index.html, junit.xml, sarif.json, allure results, the record and a
pcapng to DIR/<iut name>/, and an overview to DIR/index.html.

A baseline lists failures and crashes that are known, with reason, owner and expiry; dmct baseline makes one. It changes no verdict, only the
exit code and what is told. An entry that passes now, has expired or is gone is exit 5, with a line that says what to do.`,
  examples: [
    'dmct run                                             # both reference IUTs: the self-test',
    'dmct run --iut my-device.yaml                        # your device',
    "dmct run --iut my-device.yaml --scr 'SR/*'           # what concerns these items",
    'dmct run --iut my-device.yaml --scenarios mine       # scenarios of your own (dmct new scenario)',
    'dmct run --iut my-device.yaml --list                 # what would run, and why not the rest',
    'dmct run --iut my-device.yaml --baseline known.yaml  # gate a build: only what is not in known.yaml breaks it',
  ],
  exit: `0 conformant (or nothing new), 1 not, 2 bad input, 3 inconclusive or review left, 4 our fault, 5 stale baseline, 6 nothing selected;
when several apply: 2, 4, 6, 1, 3, 5.`,
  options: {
    iut: { value: 'FILE', takes: 'iut', many: true, help: `IUT file, or ${REFERENCE_IUTS.join(' or ')} (default: both)` },
    out: { value: 'DIR', help: 'where to write (default: reports/latest)' },
    seed: { value: 'N', help: 'seed of nonces, session ids and marker texts (default: 1)' },
    scr: {
      value: 'GLOB',
      takes: 'item',
      many: true,
      help: "only scenarios with assertions on these items ('SR/*', DM-SR-C-002-M); all assertions of these scenarios count",
    },
    scenario: { value: 'GLOB', takes: 'scenario', many: true, help: 'only these scenarios' },
    ...SCENARIOS_OPTION,
    workers: { value: 'N', help: 'rows run at a time against reference IUTs (default: 2; a vendor IUT gets 1)' },
    ...GATE_OPTIONS,
    list: { help: 'only say which rows would run, and why the others not' },
    shard: { value: 'I/N', help: 'only this part of the rows; join the records with dmct judge' },
  },
};

export const command: Command = {
  summary: 'run scenarios against an IUT and report',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const seed = options.one('seed');
    if (seed !== undefined && !/^[A-Za-z0-9._-]{1,64}$/.test(seed))
      throw new InputError('seed', { found: `--seed is "${seed}"`, wanted: 'up to 64 letters, digits, dots, hyphens' });
    const out = options.one('out');
    const [workers, shard] = [options.one('workers'), options.one('shard')];
    const parts = { ...(workers === undefined ? {} : { workers }), ...(shard === undefined ? {} : { shard }) };
    checkParts(parts);
    if (shard !== undefined && options.flag('list'))
      throw new InputError('usage', { found: '--list tells the rows of all shards', cure: 'leave out --shard or --list' });
    const gating = gatingOf(options);
    const folder = scenariosOf(options);
    const plan = makePlan({
      command: `dmct run ${shellWords(args)}`.trim(),
      place: placeOf(out ?? DEFAULT_OUT),
      iuts: options.all('iut'),
      ...(out === undefined ? {} : { out }),
      ...(seed === undefined ? {} : { seed }),
      ...(gating === undefined ? {} : { gating }),
      selection: { scr: options.all('scr'), scenario: options.all('scenario'), ...(folder === undefined ? {} : { folder }) },
    });
    if (options.flag('list')) {
      const { lines, isAny } = listRows(plan);
      process.stdout.write(`${lines.join('\n')}\n`);
      return isAny ? 0 : 6;
    }
    if (options.all('iut').length === 0) for (const line of noIutLines(process.cwd())) process.stdout.write(`${line}\n`);
    return runPlan(plan, parts);
  },
};

interface Parts {
  readonly workers?: string;
  readonly shard?: string;
}

function checkParts({ workers = '1', shard = '1/1' }: Parts): void {
  const [, part, parts] = /^(\d{1,3})\/(\d{1,3})$/.exec(shard) ?? [];
  if (!(Number(part) >= 1 && Number(part) <= Number(parts)))
    throw new InputError('shard', { found: `--shard is "${shard}"`, wanted: 'I/N with I from 1 to N: --shard 1/2' });
  if (!/^[1-9]\d?$/.test(workers)) throw new InputError('workers', { found: `--workers is "${workers}"`, wanted: 'a number from 1 to 99' });
}

export async function runPlan(plan: Plan, options: Parts = {}): Promise<number> {
  // Bad files and empty selections are the user's to see before anything starts.
  const projects = plannedProjects(plan);
  if (plan.gating) loadBaseline(plan.gating.file, suiteOf([], plan.selection.folder));
  if (new Set(projects.map((p) => p.name)).size < projects.length)
    throw new InputError('same-name', {
      found: 'two IUT files have the same name',
      cure: 'their reports would overwrite each other: give them different iut.name',
    });
  const workers = options.workers ?? (plan.iuts.every((iut) => REFERENCE_IUTS.includes(iut)) ? '2' : '1');
  checkPageFree(plan.out);
  try {
    await preflight(plan, projects);
  } catch (cause) {
    if (cause instanceof InputError) tell(violations(projects));
    throw cause;
  }
  const lock = lockFolder(plan);
  try {
    tell(announcements(projects));
    return await runLocked(plan, lock, workers, options.shard);
  } finally {
    lock.release();
  }
}

function tell(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`dmct: ${line}\n`);
}

async function runLocked(plan: Plan, lock: RunLock, workers: string, shard: string | undefined): Promise<number> {
  const planFile = publishPlan(plan);
  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const args = [
    cli,
    'test',
    '--config',
    join(packageRoot, 'dist/src/runner/playwright.config.js'),
    ...(shard === undefined ? [] : [`--shard=${shard}`]),
  ];
  const child = spawn(process.execPath, args, {
    // Over the fourth the reporter learns that this process is gone, whatever killed it.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, DMCT_PLAN: planFile, DMCT_WORKERS: workers, DMCT_PARENT: String(process.pid) },
  });
  if (child.pid !== undefined) lock.add(child.pid);
  const { how, isInterrupted } = await endOf(child);
  try {
    if (isInterrupted && !existsSync(plan.resultFile)) {
      process.stderr.write(`dmct: interrupted before a report could be written; what was recorded, if anything, dmct judge ${plan.out} takes\n`);
      return 4;
    }
    if (!existsSync(plan.resultFile)) throw new HarnessFault(`the runner ended (${how}) without a result`);
    return (JSON.parse(readFileSync(plan.resultFile, 'utf8')) as { exit: number }).exit;
  } finally {
    rmSync(plan.resultFile, { force: true });
    rmSync(planFile, { force: true });
  }
}

/**
 * How the runner ended. An interruption is handed on as SIGINT, at which Playwright stops its workers, and they their IUTs, and the reporter
 * writes what there is; a second one within a second, as a terminal sends it, changes nothing.
 */
async function endOf(child: ChildProcess): Promise<{ readonly how: string; readonly isInterrupted: boolean }> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
    child.kill('SIGINT');
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const how = await new Promise<string>((resolve) => {
      child.on('error', (cause) => resolve(cause.message));
      child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    return { how, isInterrupted };
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}
