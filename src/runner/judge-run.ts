/** From a record to a report: the same way for a live run, for `dmct judge`, and for a test. */
import { InputError } from '../base/errors.js';
import { packageVersion } from '../base/package-root.js';
import { proceduresOf } from '../describe/procedure.js';
import type { Iut } from '../iut/iut.js';
import { isBuiltIn } from '../iut/iut-file.js';
import { icsSha256, pixitSha256, redactedPixit } from '../iut/pixit-report.js';
import { secretsOf } from '../iut/secrets.js';
import { contradictions } from '../judge/claims.js';
import { clearCredentials } from '../judge/clear-credentials.js';
import { addressNotes } from '../judge/dm-address.js';
import { judgeRow } from '../judge/judge.js';
import type { Row, Scenario } from '../judge/scenario.js';
import { rowId } from '../judge/scenario.js';
import { lastEventAt } from '../record/last-event.js';
import type { Place, RowRecord, RunLine } from '../record/record.js';
import { buildReport, type JudgedRun, type ReportParts } from '../report/build.js';
import { claimsOf, staticFindings, wireFindings } from '../report/findings.js';
import { framesBefore } from '../report/frame-numbers.js';
import type { Report } from '../report/report.js';
import { beforehand, claimedRow } from '../scenario/beforehand.js';
import { suiteIdentity } from '../scenario/suite.js';
import { icsOf, surroundingsOf } from '../scenario/surroundings.js';
import { loadCatalogue } from '../scr/catalogue.js';
import { redactReport } from './redact-report.js';

export interface JudgeRunOptions {
  readonly run: RunLine;
  readonly iut: Iut;
  /** Rows that were to be run, in order. */
  readonly planned: readonly { readonly scenario: Scenario; readonly row: Row }[];
  readonly records: ReadonlyMap<string, RowRecord>;
  readonly selects?: (key: string) => boolean;
  /** Folder with the scenarios, where they are not those of dmct. */
  readonly folder?: string | undefined;
  readonly broken?: ReportParts['broken'];
  /** What is to be told of the records. */
  readonly notes?: readonly string[];
}

export function judgeRun(options: JudgeRunOptions): { report: Report; rows: readonly JudgedRun[] } {
  const { run, iut } = options;
  const surroundings = surroundingsOf(iut);
  const planned = options.planned.map(({ scenario, row }) => ({ scenario, row, record: options.records.get(rowId(scenario.id, row.name)) }));
  const framesOf = framesBefore(planned.map(({ record }) => record));
  const rows = planned.map(({ scenario, row, record }): JudgedRun => {
    // What has run is judged by what it shows, whatever the IUT file says by now.
    const before = record ? claimedRow(scenario, row, iut, run.seed, surroundings) : beforehand(scenario, row, iut, run.seed, surroundings);
    const judged = 'unasked' in before ? before.unasked : judgeRow(before.bind(), row, record, surroundings, framesOf.get(record));
    return { scenario, row, judged, ...(record ? { record } : {}) };
  });
  const { selects, folder, broken, notes } = options;
  return { report: reportOf({ run, iut, rows, selects, folder, broken, notes }), rows };
}

/** report.json from judged rows; what the IUT file and the catalogue say beside them is put in. */
export function reportOf(judged: {
  readonly run: RunLine;
  readonly iut: Iut;
  readonly rows: readonly JudgedRun[];
  readonly selects?: ((key: string) => boolean) | undefined;
  readonly folder?: string | undefined;
  readonly broken?: ReportParts['broken'];
  readonly notes?: readonly string[] | undefined;
}): Report {
  const { run, iut, rows, notes = [] } = judged;
  const ics = icsOf(iut);
  const catalogue = loadCatalogue();
  const report = buildReport({
    run,
    finished: lastEventAt(
      run,
      rows.flatMap(({ record }) => record ?? []),
    ),
    version: packageVersion,
    iut: { name: iut.name, vendor: iut.vendor, product: iut.product, version: iut.version, role: iut.role },
    ics: { sha256: icsSha256(iut), answers: ics.all() },
    pixit: { sha256: pixitSha256(iut), values: redactedPixit(iut) },
    assume: iut.pixit.assume,
    catalogue,
    claimed: (key) => ics.claimed(key),
    findings: (frames) => [...staticFindings(ics, iut.folder), ...wireFindings(contradictions(frames, claimsOf(ics, iut.role)), ics, iut.folder)],
    // In a capture the client was set up by somebody else, for another server.
    notes: (frames) => [...notes, ...(iut.role === 'client' && !run.capture ? addressNotes(frames, iut.lowerTester) : [])],
    selects: judged.selects ?? (() => true),
    rows,
    broken: judged.broken,
    suite: suiteIdentity(judged.folder),
    procedures: proceduresOf(
      rows.map(({ scenario }) => scenario),
      catalogue,
    ),
  });
  return redactReport(report, [...secretsOf(iut), ...clearCredentials(rows.flatMap(({ record }) => record ?? []))]);
}

/** The first line of a run's record. */
export function runLine(
  parts: { id: string; seed: string; started: string; command: string; place?: Place },
  planned: readonly string[],
  scr: readonly string[],
  iut: Iut,
): RunLine {
  return {
    e: 'run',
    format: 'dmct-record/1',
    id: parts.id,
    seed: parts.seed,
    started: parts.started,
    command: parts.command,
    ...(parts.place ? { place: { ...parts.place, ...(isBuiltIn(iut) ? {} : { iut: iut.file }) } } : {}),
    planned,
    scr,
    tool: `dmct ${packageVersion}`,
    iut: { name: iut.name, vendor: iut.vendor, product: iut.product, version: iut.version, role: iut.role, file: iut.file },
  };
}

/** The rows that a record was planned with, as their scenarios are now. One that is gone is an error; a changed one is told. */
export function plannedFrom(
  runs: readonly RunLine[],
  records: ReadonlyMap<string, RowRecord>,
  scenarios: readonly Scenario[],
): { planned: { scenario: Scenario; row: Row }[]; changed: string[] } {
  const known = new Map(scenarios.flatMap((scenario) => scenario.rows.map((row) => [rowId(scenario.id, row.name), { scenario, row }] as const)));
  const changed = new Set<string>();
  const ids = new Set([...runs.flatMap((run) => run.planned), ...records.keys()]);
  const planned = [...ids].map((id) => {
    const found = known.get(id);
    if (!found)
      throw new InputError('unknown-scenario', {
        found: `the record holds ${id}, which this dmct does not have`,
        cure: 'judge it with the version of dmct that made it; a scenario of your own is found with --scenarios DIR',
      });
    const record = records.get(id);
    if (record && record.row.sha256 !== found.scenario.sha256) changed.add(found.scenario.id);
    return found;
  });
  // The order of the scenarios, however many shards there were.
  const order = [...known.values()];
  return { planned: planned.sort((a, b) => order.indexOf(a) - order.indexOf(b)), changed: [...changed] };
}
