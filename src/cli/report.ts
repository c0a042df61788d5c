/** `dmct report`: every view of a report again, from report.json alone. */

import { InputError } from '../base/errors.js';
import { readReport } from '../report/validate.js';
import { REPORT_FORMATS, writeReports } from '../report/write-all.js';
import type { Command } from './main.js';
import { type CommandSpec, parseOptions } from './options.js';

const SPEC: CommandSpec = {
  usage: 'report REPORT.json --out DIR [--html] [--junit] [--allure] [--markdown] [--badge]',
  about: `
Makes what people and CI systems read from a report.json; without a format, all of them.
  index.html       one page: items, assertions, frames and their octets; opens without network
  junit.xml        one test case an assertion; inconclusive and review are failures of that type
  summary.md       a job summary
  badge.svg        green only for exit code 0
  allure-results/  one result a scenario row, with the octets of its frames
Exit code 0 when they are written, whatever the verdicts are.

example: dmct report reports/latest/reference-client/report.json --out site --html --badge`,
  options: {
    out: { value: 'DIR', help: 'folder to write to; made when it is not there' },
    html: { help: 'index.html' },
    junit: { help: 'junit.xml' },
    allure: { help: 'allure-results/' },
    markdown: { help: 'summary.md' },
    badge: { help: 'badge.svg' },
  },
  positionals: [1, 1],
};

export const command: Command = {
  summary: 'page, JUnit, Allure, Markdown and badge from a report.json',
  async run(args) {
    const parsed = parseOptions(SPEC, args);
    if (parsed === 'help') return 0;
    const dir = parsed.one('out');
    if (!dir) throw new InputError('usage', { found: '--out DIR is missing', cure: `usage: dmct ${SPEC.usage}` });
    const report = readReport(parsed.positionals[0] ?? '');
    const asked = REPORT_FORMATS.filter((format) => parsed.flag(format));
    for (const path of writeReports(report, { dir, formats: asked.length ? asked : REPORT_FORMATS })) process.stdout.write(`${path}\n`);
    return 0;
  },
};
