/**
 * The Playwright reporter of dmct: shows progress, joins the rows' records, judges them and writes all reports. The worker's verdict was
 * for Playwright; what counts is judged here from the record alone, by the same code as `dmct judge`.
 */
import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { bearClosedPipes } from '../base/closed-pipe.js';
import { InputError } from '../base/errors.js';
import { writeOut } from '../base/write-file.js';
import { loadIut } from '../iut/iut-file.js';
import { redact, secretsOf } from '../iut/secrets.js';
import { rowId } from '../judge/scenario.js';
import { RecordWriter, readRecord } from '../record/ndjson.js';
import type { RowRecord } from '../record/record.js';
import { isWhole } from '../report/build.js';
import { selectsItem } from '../scenario/selection.js';
import { worstExit } from './exit.js';
import { judgeRun, runLine } from './judge-run.js';
import { type Plan, type PlannedProject, planFromEnvironment, plannedProjects } from './plan.js';
import { clearRows, clearRunFolder, RUN_LINE_FILE, recordsIn, rowsFolder } from './run-folder.js';
import { lockFolder, type RunLock } from './run-lock.js';
import { writeRunReports } from './write-run.js';

/** Beside the names of projects: what stands in the way of all of them. */
const EVERY = '';

/** What an interrupt leaves of a run. */
const BEFORE_ALL = ' before the first row, so nothing was judged';
const IN_BETWEEN = '; only what was recorded before is judged';
const AFTER_ALL = ' after the last row; all of it is judged';

export default class DmctReporter implements Reporter {
  readonly #plan: Plan | undefined = planFromEnvironment();
  readonly #seen = new Map<string, Set<string>>();
  readonly #trouble: string[] = [];
  readonly #input = new Set<string>();
  /** The exit code of trouble (4) and bad input (2), by project. */
  readonly #broken = new Map<string, 2 | 4>();
  /** The disk is full, or the folder cannot be written any more. */
  #isStopped = false;
  #judgedOf = AFTER_ALL;
  /** Of a plain `npx playwright test`; under `dmct run` that has it. */
  #lock: RunLock | undefined;
  #total = 0;
  #done = 0;

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_config: FullConfig, suite: Suite): void {
    if (!this.#plan) return;
    if (process.env.DMCT_PARENT === undefined) this.#takeFolder(this.#plan);
    // The runner of `dmct run` is a process of its own, and writes to the same pipes.
    bearClosedPipes();
    stopWithParent();
    this.#total = suite.allTests().length;
    for (const test of suite.allTests()) {
      const project = test.parent.project()?.name ?? '';
      if (!this.#seen.has(project)) {
        this.#seen.set(project, new Set());
        clearRunFolder(this.#plan.out, project);
      }
      this.#seen.get(project)?.add(test.title);
    }
    this.#begin(this.#plan);
  }

  /** What was to be run is written first, so that it is known however the run ends. */
  #begin(plan: Plan): void {
    try {
      for (const project of this.#projects(plan)) {
        const writer = new RecordWriter(join(rowsFolder(plan.out, project.name), RUN_LINE_FILE));
        writer.write(this.#selected(plan, project).line);
        writer.close();
      }
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      this.#tellInput(cause.message, EVERY);
    }
  }

  /** What is thrown in a reporter Playwright prints and goes on; so a run that must not write here ends here. */
  #takeFolder(plan: Plan): void {
    try {
      this.#lock = lockFolder(plan, 'DMCT_OUT=DIR');
      process.once('exit', () => this.#lock?.release());
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      process.stderr.write(`dmct: ${cause.message}\n`);
      process.exit(cause.exitCode);
    }
  }

  async onExit(): Promise<void> {
    this.#lock?.release();
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#done++;
    const project = test.parent.project()?.name ?? EVERY;
    for (const error of result.errors) {
      const message = error.message ?? String(error.value ?? 'unknown');
      // What preflight could not foresee is the user's all the same; told once, however many rows met it.
      if (message.startsWith('InputError:')) this.#tellInput(message.slice('InputError:'.length).trim(), project);
      else if (!message.startsWith('Verdict:')) this.#tellTrouble(`${test.title}: ${message.split('\n')[0]}`, project);
    }
    if (result.status === 'timedOut') this.#tellTrouble(`${test.title}: the test ran into Playwright's time-out`, project);
    if (process.stderr.isTTY)
      process.stderr.write(`\r\x1b[K[${this.#done}/${this.#total}] ${project} ${test.title}`.slice(0, (process.stderr.columns ?? 80) + 3));
  }

  /** Where nothing can be recorded any more, nothing is to be driven any more: the first such error stops the run. */
  #tellInput(message: string, project: string): void {
    if (!message.startsWith('cannot write ')) {
      this.#input.add(message);
      this.#break(project, 2);
      return;
    }
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#input.add(message);
    this.#break(EVERY, 2);
    process.kill(process.pid, 'SIGINT');
  }

  #tellTrouble(message: string, project: string): void {
    this.#trouble.push(message);
    this.#break(project, 4);
  }

  #break(project: string, exit: 2 | 4): void {
    if (this.#broken.get(project) !== 2) this.#broken.set(project, exit);
  }

  onError(error: { message?: string }): void {
    const [line = ''] = (error.message ?? 'unknown error').split('\n');
    // An empty selection is the user's, and told as such at the end.
    if (line !== 'Error: No tests found') this.#tellTrouble(line, EVERY);
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] } | undefined> {
    const plan = this.#plan;
    if (!plan) return undefined;
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    const isInterrupted = result.status === 'interrupted' && !this.#isStopped;
    let exit: number;
    let isLeft = false;
    try {
      exit = isInterrupted && this.#seen.size === 0 ? 4 : this.#write(plan);
    } catch (cause) {
      const isInput = cause instanceof InputError;
      // Of a disk that is full one file is enough to name.
      if (!(isInput && cause.code === 'cannot-write' && this.#isStopped))
        process.stderr.write(`dmct: ${isInput ? '' : 'harness fault: '}${(cause as Error).message}\n`);
      exit = isInput ? cause.exitCode : 4;
      isLeft = true;
    }
    const secrets = plan.iuts.flatMap((iut) => secretsOf(loadIut(iut)));
    for (const trouble of this.#trouble) process.stderr.write(`dmct: harness fault: ${redact(trouble, secrets)}\n`);
    for (const input of this.#input) process.stderr.write(`dmct: ${redact(input, secrets)}\n`);
    if (this.#input.size) exit = worstExit([exit, 2]);
    if (this.#trouble.length) exit = worstExit([exit, 4]);
    if (this.#isStopped) process.stderr.write(`dmct: stopped after ${this.#done} of ${this.#total} rows, for what comes could not be recorded\n`);
    if (isLeft) this.#tellLeft(plan);
    if (isInterrupted) process.stderr.write(`dmct: interrupted${this.#seen.size === 0 ? BEFORE_ALL : isLeft ? '' : this.#judgedOf}\n`);
    try {
      writeOut(plan.resultFile, JSON.stringify({ exit }));
    } catch (cause) {
      process.stderr.write(`dmct: ${(cause as Error).message}\n`);
    }
    return { status: exit === 0 ? 'passed' : 'failed' };
  }

  /** Where the records of rows lie that could not be joined. */
  #tellLeft(plan: Plan): void {
    for (const name of this.#seen.keys()) {
      const folder = rowsFolder(plan.out, name);
      const count = recordsIn(join(plan.out, name)).filter((file) => basename(file) !== RUN_LINE_FILE).length;
      const whole = join(plan.out, name, 'record.ndjson');
      if (count === 0 && existsSync(whole)) process.stderr.write(`dmct: the record is ${whole}: dmct judge takes it\n`);
      if (count > 0) process.stderr.write(`dmct: the records of ${count} rows are in ${folder}: dmct judge takes them\n`);
    }
  }

  #write(plan: Plan): number {
    const reports = this.#projects(plan).map((project) => ({ name: project.name, ...this.#judge(plan, project) }));
    if (reports.length === 0) throw new InputError('nothing-selected', { found: 'no test was selected, so nothing was judged' }, 6);
    return writeRunReports(plan.out, reports, plan.gating, plan.selection.folder);
  }

  #brokenOf(project: string): 2 | 4 | undefined {
    const codes = [project, EVERY].map((name) => this.#broken.get(name));
    return codes.includes(2) ? 2 : codes.find((code) => code !== undefined);
  }

  #projects(plan: Plan): PlannedProject[] {
    return plannedProjects(plan).filter((p) => this.#seen.has(p.name));
  }

  /** The rows of an IUT that Playwright took, and the line of the run that says so. */
  #selected(plan: Plan, project: PlannedProject) {
    const iut = loadIut(project.iut);
    const seen = this.#seen.get(project.name) ?? new Set();
    const planned = project.scenarios.flatMap((scenario) =>
      scenario.rows.filter((row) => seen.has(rowId(scenario.id, row.name))).map((row) => ({ scenario, row })),
    );
    const ids = planned.map(({ scenario, row }) => rowId(scenario.id, row.name));
    return { iut, planned, ids, line: runLine(plan, ids, plan.selection.scr ?? [], iut) };
  }

  #judge(plan: Plan, project: PlannedProject) {
    const { iut, planned, ids, line } = this.#selected(plan, project);
    const folder = join(plan.out, project.name);
    const records = joinRows(plan, project.name, ids, join(folder, 'record.ndjson'), line);
    const { report, rows } = judgeRun({
      run: line,
      iut,
      planned,
      records,
      selects: (key) => selectsItem(plan.selection, key),
      folder: plan.selection.folder,
      broken: this.#brokenOf(project.name),
    });
    if (!isWhole(rows)) this.#judgedOf = IN_BETWEEN;
    return { report, run: line, folder: iut.folder, rows: rows.flatMap((r) => (r.record ? [r.record] : [])) };
  }
}

/** `dmct run` has been killed outright: nobody waits for this run, and no device is to be driven on. */
function stopWithParent(): void {
  if (process.env.DMCT_PARENT === undefined) return;
  const stop = (): unknown => process.kill(process.pid, 'SIGINT');
  // It may have gone before this file was loaded.
  if (!process.connected) stop();
  process.once('disconnect', stop);
  process.channel?.unref();
}

/** Joins the records that the workers left, in the order of the plan, into one file. */
function joinRows(plan: Plan, iutName: string, ids: readonly string[], file: string, line: ReturnType<typeof runLine>): Map<string, RowRecord> {
  const folder = rowsFolder(plan.out, iutName);
  const writer = new RecordWriter(file);
  const records = new Map<string, RowRecord>();
  try {
    writer.write(line);
    for (const id of ids) {
      const part = join(folder, `${id}.ndjson`);
      if (!existsSync(part)) continue;
      const record = readRowPart(part);
      if (!record) continue;
      records.set(id, record);
      writer.write(record.row);
      for (const event of record.events) writer.write(event);
      if (record.end) writer.write(record.end);
    }
  } catch (cause) {
    // The rows' own records stay; half of a copy of them is of no use.
    writer.close();
    rmSync(file, { force: true });
    throw cause;
  } finally {
    writer.close();
  }
  clearRows(plan.out, iutName);
  return records;
}

function readRowPart(file: string): RowRecord | undefined {
  return readRecord(file).rows[0];
}
