/** The folder that a run fills for one IUT: what lies in it, and how it is made ready for the next run without touching what is not ours. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors.js';
import { writeError } from '../base/write-file.js';
import type { Report } from '../report/report.js';
import { readReport } from '../report/validate.js';
import { ALLURE_FOLDER, clearAllure } from '../report/write-all.js';

const RUN_FILES: readonly string[] = [
  'report.json',
  'index.html',
  'junit.xml',
  'summary.md',
  'badge.svg',
  'sarif.json',
  'record.ndjson',
  'record.pcapng',
];
const ROWS_FOLDER = 'rows';
/** Of a plain Playwright run. */
export const PLAYWRIGHT_FOLDER = 'allure-playwright';

/** What a run writes into the folder of an IUT or, as the overview and what Playwright makes, beside it: no IUT can be called so. */
export const RUN_NAMES: readonly string[] = [...RUN_FILES, ROWS_FOLDER, ALLURE_FOLDER, PLAYWRIGHT_FOLDER];

/**
 * Throws InputError `other-report` where an index.html that is to be written would take the place of a report's page: of any report, or, where a
 * report is written out again, of another one.
 */
export function checkPageFree(out: string, own?: Pick<Report, 'run' | 'iut'>): void {
  const file = join(out, 'report.json');
  if (!existsSync(file)) return;
  const found = reportIn(file);
  if (own && found?.run.id === own.run.id && found.iut.name === own.iut.name) return;
  const whose = found ? ` of ${found.iut.name} (run ${found.run.id})` : '';
  throw new InputError('other-report', {
    found: `${out} holds the report${whose}: report.json, of which index.html is the page`,
    wanted: 'a folder without a report, as its index.html is replaced',
    cure: 'choose another --out',
  });
}

/** Undefined for a file that is no report. */
function reportIn(file: string): Pick<Report, 'run' | 'iut'> | undefined {
  try {
    return readReport(file);
  } catch {
    return undefined;
  }
}

/** Where the workers leave one record a row, before the reporter joins them; a killed run leaves it behind, and `dmct judge` reads it. */
export function rowsFolder(out: string, iutName: string): string {
  return join(out, iutName, ROWS_FOLDER);
}

/** Beside the records of rows: the line of the run, which says what rows there were to be. */
export const RUN_LINE_FILE = 'run.ndjson';

/** The records that workers left in the folder of one IUT. */
export function recordsIn(folder: string): string[] {
  const rows = join(folder, ROWS_FOLDER);
  if (!existsSync(rows)) return [];
  return readdirSync(rows)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => join(rows, name));
}

/** Removes what an earlier run left, by name; anything else in the folder stays. Throws InputError `cannot-write`. */
export function clearRunFolder(out: string, iutName: string): void {
  const folder = join(out, iutName);
  try {
    for (const name of RUN_FILES) rmSync(join(folder, name), { force: true });
  } catch (cause) {
    throw writeError(folder, cause);
  }
  clearRows(out, iutName);
  clearAllure(join(folder, ALLURE_FOLDER));
}

/** Removes the records of rows, and their folder when nothing else is in it. */
export function clearRows(out: string, iutName: string): void {
  const folder = rowsFolder(out, iutName);
  try {
    for (const name of readdirSync(folder)) if (name.endsWith('.ndjson')) rmSync(join(folder, name));
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw writeError(folder, cause);
  }
}
