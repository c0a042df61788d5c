/** A record judged again, without IUT and without network: what `dmct judge` does before it writes, and what programs call. */
import { InputError } from '../base/errors.js';
import type { Iut } from '../iut/iut.js';
import { loadIut } from '../iut/iut-file.js';
import { rowId } from '../judge/scenario.js';
import { type RecordFile, readRecord } from '../record/ndjson.js';
import type { RowRecord, RunLine } from '../record/record.js';
import type { JudgedRun } from '../report/build.js';
import type { Report } from '../report/report.js';
import { loadScenarios } from '../scenario/cache.js';
import { selectsItem } from '../scenario/selection.js';
import { checkFinished } from '../scenario/unfinished.js';
import { judgeRun, plannedFrom } from './judge-run.js';
import { REFERENCE_IUTS } from './plan.js';
import { recordFiles } from './record-files.js';

export interface JudgedRecord {
  readonly run: RunLine;
  readonly iut: Iut;
  readonly report: Report;
  readonly rows: readonly JudgedRun[];
  /** What a person should know: a record that was cut off, a scenario that has changed since. */
  readonly notes: readonly string[];
}

export interface JudgeRecordOptions {
  /** The IUT file that the records were made with; of a reference IUT not needed. */
  readonly iut?: string;
  /** Folder with the scenarios, where they are not those of dmct. */
  readonly scenarios?: string;
}

export interface RecordOfRun {
  readonly file: string;
  readonly record: RecordFile;
}

/** Reads and judges the records of one run (its shards) together. Throws InputError for what cannot be read or does not belong together. */
export const judgeFiles = (files: readonly string[], options?: JudgeRecordOptions): JudgedRecord =>
  judgeRecords(
    files.flatMap(recordFiles).map((file) => ({ file, record: readRecord(file) })),
    options,
  );

/** The same of records that are read already. */
export function judgeRecords(read: readonly RecordOfRun[], { iut: iutFile, scenarios }: JudgeRecordOptions = {}): JudgedRecord {
  const [first] = read;
  if (!first) throw new InputError('usage', { found: 'no record is given' });
  for (const one of read) checkSameRun(first, one);
  const iut = loadIut(iutFile ?? builtIn(first.record.run.iut.name));
  if (iut.name !== first.record.run.iut.name)
    throw new InputError('other-iut', { found: `the record is of "${first.record.run.iut.name}", ${iut.file} describes "${iut.name}"` });
  const records = new Map<string, RowRecord>();
  for (const { record } of read) for (const row of record.rows) records.set(rowId(row.row.scenario, row.row.row), row);
  const { planned, changed } = plannedFrom(
    read.map((r) => r.record.run),
    records,
    loadScenarios(scenarios),
  );
  checkFinished(planned.map(({ scenario }) => scenario));
  const run = runOf(read.map((r) => r.record.run));
  const { report, rows } = judgeRun({ run, iut, planned, records, selects: (key) => selectsItem({ scr: run.scr }, key), folder: scenarios });
  const notes = [
    ...read.filter(({ record }) => record.cut).map(({ file }) => `${file} ends in the middle of a line; what was recorded before is judged`),
    ...changed.map((id) => `scenario ${id} has changed since the record was made; it is judged as it is now`),
  ];
  return { run, iut, report, rows, notes };
}

/** What is known of the run: where the line of one tells of all rows, that; else of a row whose neighbours are not known. */
function runOf(runs: readonly RunLine[]): RunLine {
  const whole = runs.filter((run) => !run.part);
  const known = new Set(whole.flatMap((run) => run.planned));
  const stray = runs.find((run) => run.part && run.planned.some((id) => !known.has(id)));
  return (stray ?? whole[0] ?? runs[0]) as RunLine;
}

function checkSameRun(first: RecordOfRun, { file, record }: RecordOfRun): void {
  if (record.run.capture !== undefined)
    throw new InputError('capture', { found: `${file} is the record of a capture, not of a run`, cure: `dmct judge ${file} --iut FILE --out DIR` });
  if (record.run.iut.name === first.record.run.iut.name && record.run.seed === first.record.run.seed) return;
  throw new InputError('records-differ', {
    found: `${file} is of ${record.run.iut.name} with seed ${record.run.seed}, ${first.file} of ${first.record.run.iut.name} with seed ${first.record.run.seed}`,
    cure: 'judge them one by one',
  });
}

function builtIn(name: string): string {
  if (REFERENCE_IUTS.includes(name)) return name;
  throw new InputError('iut-missing', {
    found: `the record is of "${name}"`,
    wanted: 'its IUT file',
    cure: 'dmct judge RECORD --iut FILE --out DIR',
  });
}
