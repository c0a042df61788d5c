/** Writes what a run leaves: one folder an IUT with every form of the report, an overview over all, the summary on the terminal. */
import { join } from 'node:path';
import { writePcapng } from '../record/pcapng.js';
import type { RowRecord, RunLine } from '../record/record.js';
import { decodeFrame } from '../report/decode-frame.js';
import { writeOverview } from '../report/overview.js';
import type { Report } from '../report/report.js';
import { renderSummary } from '../report/summary.js';
import { writeReports } from '../report/write-all.js';
import { worstExit } from './exit.js';

export interface RunReport {
  readonly name: string;
  readonly report: Report;
  readonly run: RunLine;
  readonly rows: readonly RowRecord[];
}

/** Gives the exit code of the whole. */
export async function writeRunReports(out: string, reports: readonly RunReport[]): Promise<number> {
  for (const { name, report, run, rows } of reports) {
    const folder = join(out, name);
    await writeReports(report, { dir: folder, decode: decodeFrame });
    writePcapng({ run, rows }, join(folder, 'record.pcapng'));
  }
  writeOverview(
    reports.map(({ name, report }) => ({ folder: name, report })),
    out,
  );
  process.stdout.write(
    renderSummary(
      reports.map((r) => r.report),
      { colour: process.stdout.isTTY === true && !process.env.NO_COLOR, out },
    ),
  );
  return worstExit(reports.map((r) => r.report.exit));
}
