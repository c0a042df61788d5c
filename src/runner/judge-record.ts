/** A record judged again, without IUT and without network: what `dmct judge` does before it writes, and what programs call. */
import { isDeepStrictEqual } from 'node:util';
import { formatWhere, InputError } from '../base/errors.js';
import type { Iut } from '../iut/iut.js';
import { loadIut } from '../iut/iut-file.js';
import { type Row, rowId, type Scenario } from '../judge/scenario.js';
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
  const records = rowsOf(read);
  const { planned, changed } = plannedFrom(
    read.map((r) => r.record.run),
    records,
    loadScenarios(scenarios),
  );
  checkSides(read, iut, planned);
  checkFinished(planned.map(({ scenario }) => scenario));
  const run = runOf(read.map((r) => r.record.run));
  const notes = [
    ...joinedRuns(read),
    ...(iut.version === run.iut.version
      ? []
      : [`the record is of version "${run.iut.version}"; the report names "${iut.version}", as ${iut.file} does`]),
    ...read.filter(({ record }) => record.cut).map(({ file }) => noteOfCut(file)),
    ...changed.map((id) => `scenario ${id} has changed since the record was made; it is judged as it is now`),
  ];
  const { report, rows } = judgeRun({ run, iut, planned, records, notes, selects: (key) => selectsItem({ scr: run.scr }, key), folder: scenarios });
  return { run, iut, report, rows };
}

export const noteOfCut = (file: string): string => `${file} ends in the middle of a line; what was recorded before is judged`;

/** What is known of the run: where the line of one tells of all rows, that; else of a row whose neighbours are not known. */
function runOf(runs: readonly RunLine[]): RunLine {
  const whole = runs.filter((run) => !run.part);
  const known = new Set(whole.flatMap((run) => run.planned));
  const stray = runs.find((run) => run.part && run.planned.some((id) => !known.has(id)));
  return (stray ?? whole[0] ?? runs[0]) as RunLine;
}

/** Each row once. Where a row stands twice and not the same, choosing one would be choosing the verdict. */
function rowsOf(read: readonly RecordOfRun[]): Map<string, RowRecord> {
  const found = new Map<string, { readonly row: RowRecord; readonly place: string }>();
  for (const { file, record } of read) {
    const planned = new Set(record.run.planned);
    for (const [i, row] of record.rows.entries()) {
      const id = rowId(row.row.scenario, row.row.row);
      const where = { file, line: record.lines[i] as number };
      const bad = (clause: string, cure: string): InputError => new InputError('record-row', { found: `${id} is recorded ${clause}`, where, cure });
      if (!planned.has(id)) throw bad('here, and the "run" line of this file does not plan it', 'is this the record as dmct wrote it?');
      const first = found.get(id);
      if (first && !isDeepStrictEqual(first.row, row)) throw bad(`here and, otherwise, at ${first.place}`, 'judge them one by one');
      if (!first) found.set(id, { row, place: formatWhere(where) });
    }
  }
  return new Map([...found].map(([id, { row }]) => [id, row]));
}

/** Whose octets are whose hangs on the side. */
function checkSides(read: readonly RecordOfRun[], iut: Iut, planned: readonly { readonly scenario: Scenario; readonly row: Row }[]): void {
  for (const { file, record } of read) {
    const { role } = record.run.iut;
    const other = planned.find(({ scenario }) => scenario.side !== role);
    if (!other && iut.role === role) continue;
    const against = other
      ? `${rowId(other.scenario.id, other.row.name)} is a test of a ${other.scenario.side}`
      : `${iut.file} describes a ${iut.role}`;
    throw new InputError('record-side', {
      found: `iut.role is ${role}, and ${against}`,
      where: { file, line: 1 },
      cure: 'is this the record as dmct wrote it?',
    });
  }
}

/** Shards are runs of their own. That several are joined is told, as it is not known here that they are of one IUT on one day. */
function joinedRuns(read: readonly RecordOfRun[]): string[] {
  const runs = new Map(read.toReversed().map(({ file, record }) => [record.run.id, file]));
  if (runs.size < 2) return [];
  const each = [...runs].toReversed().map(([id, file]) => `${id} (${file})`);
  return [`records of ${runs.size} runs are joined: ${each.join(', ')}`];
}

/** What the records of one run, or of its shards, have in common. */
function identityOf({ seed, scr, iut }: RunLine): Readonly<Record<string, string>> {
  const { vendor, product, version, role } = iut;
  return { seed, vendor, product, version, role, scr: scr.join(' ') };
}

function checkSameRun(first: RecordOfRun, { file, record }: RecordOfRun): void {
  if (record.run.capture !== undefined)
    throw new InputError('capture', { found: `${file} is the record of a capture, not of a run`, cure: `dmct judge ${file} --iut FILE --out DIR` });
  const [own, wanted] = [identityOf(record.run), identityOf(first.record.run)];
  const differing = Object.keys(wanted).find((key) => own[key] !== wanted[key]);
  if (record.run.iut.name === first.record.run.iut.name && differing === undefined) return;
  const shown = (of: RecordOfRun, identity: typeof own): string =>
    of.record.run.iut.name + (differing === undefined ? '' : ` with ${differing} ${identity[differing] || '""'}`);
  throw new InputError('records-differ', {
    found: `${file} is of ${shown({ file, record }, own)}, ${first.file} of ${shown(first, wanted)}`,
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
