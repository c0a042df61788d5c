/** Writes the views of one report into a folder. */
import { existsSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeError, writeOut } from '../base/write-file.js';
import { allureFiles } from './allure.js';
import { badgeSvg } from './badge.js';
import { decodeFrame } from './decode-frame.js';
import type { Gate } from './gate.js';
import { reportHtml } from './html.js';
import { junitXml } from './junit.js';
import { markdownSummary } from './markdown.js';
import type { Report, ReportFrame } from './report.js';
import { sarifLog } from './sarif.js';

export const REPORT_FORMATS = ['html', 'junit', 'allure', 'markdown', 'badge', 'sarif'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface WriteOptions {
  readonly dir: string;
  readonly formats: readonly ReportFormat[];
  /** Text shown below a frame's octets in the page, '' for none; the listing of `dmct decode` unless told. */
  readonly decode?: (frame: ReportFrame) => string;
  /** What a baseline made of it: told by JUnit, Markdown and SARIF. Page and badge say what the product does. */
  readonly gate?: Gate;
}

/** Where results for Allure lie, beside the files of the report. */
export const ALLURE_FOLDER = 'allure-results';

/** Writes each format once and gives the paths written (for Allure its folder). Throws InputError `cannot-write`. */
export function writeReports(report: Report, { dir, formats, decode = decodeFrame, gate }: WriteOptions): string[] {
  const write: Readonly<Record<ReportFormat, () => string>> = {
    html: () => file(join(dir, 'index.html'), reportHtml(report, decode)),
    junit: () => file(join(dir, 'junit.xml'), junitXml(report, gate)),
    markdown: () => file(join(dir, 'summary.md'), markdownSummary(report, gate)),
    badge: () => file(join(dir, 'badge.svg'), badgeSvg(report)),
    sarif: () => file(join(dir, 'sarif.json'), sarifLog(report, gate)),
    allure: () => allure(report, join(dir, ALLURE_FOLDER)),
  };
  return [...new Set(formats)].map((format) => write[format]());
}

function file(path: string, text: string): string {
  writeOut(path, text);
  return path;
}

function allure(report: Report, dir: string): string {
  clearAllure(dir);
  for (const { name, data } of allureFiles(report)) writeOut(join(dir, name), data);
  return dir;
}

/** Results of an earlier run would be shown as if they belonged to this one, so what Allure names of ours lie there are removed. */
export function clearAllure(dir: string): void {
  const ours = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-(result\.json|attachment\.(wbxml|xml|bin))$/;
  try {
    for (const name of existsSync(dir) ? readdirSync(dir) : []) if (ours.test(name)) unlinkSync(join(dir, name));
  } catch (cause) {
    throw writeError(dir, cause);
  }
}
