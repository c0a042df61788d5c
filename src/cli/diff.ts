/** `dmct diff`: what changed between two reports, and whether it got worse. */
import { InputError } from '../base/errors.js';
import { type Diff, diffReports, isWorse } from '../report/diff.js';
import { diffMarkdown, diffText } from '../report/diff-text.js';
import { readReport } from '../report/validate.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';

const SPEC: CommandSpec = {
  usage: 'diff A.json B.json [--json | --markdown]',
  about: `
Compares two reports, A before and B after: which assertions fail newly, pass newly, fail in another way or changed otherwise; what is newly
wrong with the ICS itself; where the IUT newly crashes, hangs or the like; what only one of the two selected; what was added to the suite or
taken from it; what changed of IUT, ICS, PIXIT, seed and dmct. Verdicts are compared only where both reports have the assertion: one that is
new in B and fails is told as a change of the suite, not as a regression.`,
  examples: ['dmct diff release-4.1/report.json reports/latest/acme/report.json', 'dmct diff old.json new.json --markdown >> "$GITHUB_STEP_SUMMARY"'],
  exit: '0 nothing fails newly, 1 something does, or the ICS is newly wrong, or the IUT newly crashes or hangs, 2 bad input, or nothing in common.',
  takes: ['file'],
  options: {
    json: { help: 'everything, as JSON ("format": "dmct-diff/1")' },
    markdown: { help: 'for a job summary or a merge request' },
  },
  positionals: [2, 2],
};

export const command: Command = {
  summary: 'what changed between two reports, and did it get worse?',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    if (options.flag('json') && options.flag('markdown'))
      throw new InputError('usage', { found: '--json and --markdown together', cure: `usage: dmct ${SPEC.usage}` });
    const [a, b] = options.positionals as [string, string];
    const [before, after] = [readReport(a), readReport(b)];
    const ids = new Set(before.assertions.map((x) => x.id));
    if (!after.assertions.some((x) => ids.has(x.id)))
      throw new InputError('nothing-common', {
        found: `${a} (DM ${before.iut.role}) and ${b} (DM ${after.iut.role}) have no assertion in common`,
        cure: 'compare reports of the same side and selection',
      });
    const diff = diffReports(before, after);
    process.stdout.write(form(diff, options.flag('json') ? 'json' : options.flag('markdown') ? 'markdown' : 'text'));
    return isWorse(diff) ? 1 : 0;
  },
};

function form(diff: Diff, as: 'json' | 'markdown' | 'text'): string {
  if (as === 'json') return `${JSON.stringify(diff, null, 2)}\n`;
  return as === 'markdown' ? diffMarkdown(diff) : diffText(diff);
}
