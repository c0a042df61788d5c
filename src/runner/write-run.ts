/** Writes what a run leaves: one folder an IUT with every form of the report, an overview over all, the summary on the terminal. */
import { join } from 'node:path';
import { writeOut } from '../base/write-file.js';
import { writePcapng } from '../record/pcapng.js';
import type { RowRecord, RunLine } from '../record/record.js';
import { decodeFrame } from '../report/decode-frame.js';
import { overviewHtml } from '../report/overview.js';
import type { Report } from '../report/report.js';
import { summaryText } from '../report/summary.js';
import { REPORT_FORMATS, writeReports } from '../report/write-all.js';
import { worstExit } from './exit.js';

export interface RunReport {
  readonly name: string;
  readonly report: Report;
  readonly run: RunLine;
  readonly rows: readonly RowRecord[];
}

/** Gives the exit code of the whole. Throws InputError `cannot-write`. */
export function writeRunReports(out: string, reports: readonly RunReport[]): number {
  for (const { name, report, run, rows } of reports) {
    const dir = join(out, name);
    writeOut(join(dir, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
    writeReports(report, { dir, formats: REPORT_FORMATS, decode: decodeFrame });
    writePcapng({ run, rows }, join(dir, 'record.pcapng'));
    process.stdout.write(summaryText(report, { colour: process.stdout.isTTY === true && !process.env.NO_COLOR }));
  }
  writeOut(join(out, 'index.html'), overviewHtml(reports.map(({ name, report }) => ({ folder: name, report }))));
  return worstExit(reports.map((r) => r.report.exit));
}
