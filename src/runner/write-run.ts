/** Writes what a run leaves: one folder an IUT with every form of the report, an overview over all, the summary on the terminal. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { writeOut } from '../base/write-file.js';
import { RecordWriter } from '../record/ndjson.js';
import { writePcapng } from '../record/pcapng.js';
import type { RowRecord, RunLine } from '../record/record.js';
import { decodeFrame } from '../report/decode-frame.js';
import type { Finding } from '../report/findings.js';
import { overviewHtml } from '../report/overview.js';
import type { Report } from '../report/report.js';
import { summaryText } from '../report/summary.js';
import { REPORT_FORMATS, writeReports } from '../report/write-all.js';
import { selectScenarios } from '../scenario/selection.js';
import { worstExit, worstOfSides } from './exit.js';
import { type Gating, gatesOf } from './gate.js';

export interface RunReport {
  readonly name: string;
  readonly report: Report;
  readonly run: RunLine;
  readonly rows: readonly RowRecord[];
  /** Of the IUT file, from which the report tells places of the ICS. */
  readonly folder: string;
}

/** Gives the exit code of the whole, that of the gate where there is one; `folder` holds the scenarios, if not dmct's own. Throws InputError `cannot-write` and those of the baseline. */
export function writeRunReports(out: string, reports: readonly RunReport[], gating?: Gating, folder?: string): number {
  const gates =
    gating &&
    gatesOf(
      reports.map((r) => r.report),
      gating,
      folder,
    );
  for (const [n, { name, report, run, rows, folder: home }] of reports.entries()) {
    const gate = gates?.[n];
    const gated = gate ? { gate } : {};
    const dir = join(out, name);
    writeOut(join(dir, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
    writeReports(report, { dir, formats: REPORT_FORMATS, decode: decodeFrame, ...gated });
    writePcapng({ run, rows }, join(dir, 'record.pcapng'));
    process.stdout.write(
      summaryText(fromHere(report, home), {
        colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
        file: relative(process.cwd(), join(dir, 'report.json')),
        ...(isPart(run, report.iut.role, folder) ? { concerns: touched(report, run) } : {}),
        ...gated,
      }),
    );
  }
  writeOut(
    join(out, 'index.html'),
    overviewHtml(
      reports.map(({ name, report }) => ({ folder: name, report })),
      undefined,
      earlierIn(
        out,
        reports.map(({ name }) => name),
      ),
    ),
  );
  const page = reports.length === 1 ? join(out, reports[0]?.name ?? '', 'index.html') : join(out, 'index.html');
  process.stdout.write(`\nreport: ${relative(process.cwd(), page)}\n`);
  const worst = reports.some(({ run }) => run.capture !== undefined) ? worstOfSides : worstExit;
  return worst(gates?.map((g) => g.exit) ?? reports.map((r) => r.report.exit));
}

/** Whether some scenarios of the side were not to be run: somebody selected. */
function isPart(run: RunLine, role: Report['iut']['role'], folder: string | undefined): boolean {
  const planned = new Set(run.planned.map((id) => id.replace(/\[.*/, '')));
  return run.capture === undefined && selectScenarios(role, folder === undefined ? {} : { folder }).some(({ id }) => !planned.has(id));
}

/** Whether a finding concerns what was selected: the items that were named, else those that what was run speaks of; the octets are all of this run. */
function touched(report: Report, run: RunLine): (finding: Finding) => boolean {
  const keys = run.scr.length > 0 ? report.items.map(({ key }) => key) : report.assertions.flatMap(({ items }) => items);
  const names = new Set(keys.flatMap((key) => [key, key.replace(/\/.*/, '')]));
  // An edition, one of its groups (SR:OCF), or an item.
  return ({ kind, name }) => kind !== 'static' || names.has(name) || (!name.includes('/') && names.has(name.replace(/:.*/, '')));
}

/** Folders with reports of runs before this one, by name. */
const earlierIn = (out: string, ours: readonly string[]): string[] =>
  readdirSync(out)
    .filter((name) => !ours.includes(name) && ['report.json', 'index.html'].every((file) => existsSync(join(out, name, file))))
    .sort();

/** The report stays the same wherever it is made; a person at the terminal gets paths from where they stand. */
function fromHere(report: Report, folder: string): Report {
  if (!report.findings) return report;
  const here = (where: string): string => {
    const inside = resolve(folder, where);
    // What lies outside the folder is told from here already.
    return existsSync(inside.replace(/:\d+$/, '')) ? relative(process.cwd(), inside) : where;
  };
  const findings = report.findings.map((finding) => (finding.where === undefined ? finding : { ...finding, where: here(finding.where) }));
  return { ...report, findings };
}

/** The same for captures, which come without a record of their own: it is written beside, so that they can be judged again. */
export function writeCaptureReports(out: string, reports: readonly RunReport[], gating?: Gating, folder?: string): number {
  for (const { name, run, rows } of reports) {
    const writer = new RecordWriter(join(out, name, 'record.ndjson'));
    try {
      writer.write(run);
      for (const { row, events, end } of rows) for (const line of [row, ...events, ...(end ? [end] : [])]) writer.write(line);
    } finally {
      writer.close();
    }
  }
  return writeRunReports(out, reports, gating, folder);
}
