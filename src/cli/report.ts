/** `dmct report`: every view of a report again, from report.json alone. */

import { InputError } from '../base/errors.js';
import { readReport } from '../report/validate.js';
import { REPORT_FORMATS, writeReports } from '../report/write-all.js';
import { gatesOf } from '../runner/gate.js';
import { checkPageFree } from '../runner/run-folder.js';
import type { Command } from './commands.js';
import { GATE_OPTIONS, gatingOf } from './gating.js';
import { type CommandSpec, parseOptions } from './options.js';

const SPEC: CommandSpec = {
  usage: 'report REPORT.json --out DIR [--html] [--junit] [--allure] [--markdown] [--badge] [--sarif] [--baseline FILE]',
  about: `
Makes what people and CI systems read from a report.json; without a format, all of them.
  index.html       one page: items, assertions, frames and their octets; opens without network
  junit.xml        one test case an assertion; inconclusive and review are failures of that type
  summary.md       a job summary
  badge.svg        green only for exit code 0
  sarif.json       SARIF 2.1.0 for code scanning: a result for each open assertion, at its line in the scenario
  allure-results/  one result a scenario row, with the octets of its frames
With a baseline, JUnit, summary and SARIF tell known failures apart from new ones, as those of a gated run do.`,
  examples: ['dmct report reports/latest/reference-client/report.json --out site --html --badge'],
  exit: '0 written, whatever the verdicts are; 2 bad input.',
  takes: ['file'],
  options: {
    out: { value: 'DIR', help: 'folder to write to; made when it is not there' },
    html: { help: 'index.html' },
    junit: { help: 'junit.xml' },
    allure: { help: 'allure-results/' },
    markdown: { help: 'summary.md' },
    badge: { help: 'badge.svg' },
    sarif: { help: 'sarif.json' },
    ...GATE_OPTIONS,
  },
  positionals: [1, 1],
};

export const command: Command = {
  summary: 'page, JUnit, SARIF, Allure, Markdown and badge from a report.json',
  spec: SPEC,
  async run(args) {
    const parsed = parseOptions(SPEC, args);
    if (parsed === 'help') return 0;
    const dir = parsed.one('out');
    if (!dir) throw new InputError('usage', { found: '--out DIR is missing', cure: `usage: dmct ${SPEC.usage}` });
    const report = readReport(parsed.positionals[0] ?? '');
    checkPageFree(dir, report);
    const asked = REPORT_FORMATS.filter((format) => parsed.flag(format));
    const gating = gatingOf(parsed);
    const [gate] = gating ? gatesOf([report], gating) : [];
    const formats = asked.length ? asked : REPORT_FORMATS;
    for (const path of writeReports(report, { dir, formats, ...(gate ? { gate } : {}) })) process.stdout.write(`${path}\n`);
    return 0;
  },
};
