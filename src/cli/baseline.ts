/** `dmct baseline`: the list of known failures, made from a report and kept by people. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { writeOut } from '../base/write-file.js';
import { loadBaseline } from '../report/baseline.js';
import { findingKey, findingsTold, isAboutIcs } from '../report/findings.js';
import { readReport } from '../report/validate.js';
import { writeBaseline } from '../report/write-baseline.js';
import { suiteOf } from '../runner/gate.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';

const SPEC: CommandSpec = {
  usage: 'baseline REPORT.json --out FILE [--reason TEXT] [--owner NAME] [--expires DATE]',
  about: `
Writes every failed, inconclusive or review assertion of a report into a baseline, and every crash, hang or the like of the IUT, row by row.
Where the file is already there, its entries keep their reason, owner, expiry and comments; what passes now is taken out, what fails in another
way gets a new fingerprint, what the report does not speak of stays. A finding about the ICS is mended in the ICS: no baseline excuses it. Look
at what changed (git diff) before you commit it: an entry is a promise, not a bin.`,
  examples: [
    'dmct run --iut my-device.yaml --out reports/gate',
    "dmct baseline reports/gate/my-device/report.json --out known.yaml --owner mueller --reason 'escaping, repaired in 4.3' --expires 2031-12-31",
    'dmct run --iut my-device.yaml --baseline known.yaml',
  ],
  exit: '0 written, 2 bad input, 6 nothing was judged in the report.',
  takes: ['file'],
  options: {
    out: { value: 'FILE', help: 'the baseline; made, or brought up to date' },
    reason: { value: 'TEXT', help: 'why new entries are known; without it they ask for a reason' },
    owner: { value: 'NAME', help: 'who takes care of new entries' },
    expires: { value: 'DATE', help: 'the last day on which new entries are excused, as 2031-12-31' },
  },
  positionals: [1, 1],
};

export const command: Command = {
  summary: 'make a list of known failures from a report, to gate with',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const out = options.one('out');
    if (out === undefined) throw new InputError('usage', { found: '--out FILE is missing', cure: `usage: dmct ${SPEC.usage}` });
    const words = Object.fromEntries(
      ['reason', 'owner', 'expires'].flatMap((name) => (options.one(name) === undefined ? [] : [[name, filled(name, options.one(name) as string)]])),
    );
    const report = readReport(options.positionals[0] as string);
    if (report.exit === 6)
      throw new InputError('nothing-judged', { found: 'nothing was judged in this report', cure: 'there is nothing to know: run it again' }, 6);
    const old = existsSync(out) ? { baseline: loadBaseline(out, suiteOf([report])), text: readFileSync(out, 'utf8') } : undefined;
    const { text, added, kept, removed } = writeBaseline(report, words, schemaFrom(out), old);
    writeOut(out, text);
    loadBaseline(out, suiteOf([report]));
    for (const id of added) process.stdout.write(`added    ${id}\n`);
    for (const id of removed) process.stdout.write(`removed  ${id}\n`);
    process.stdout.write(`${out}: ${added.length} added, ${kept.length} kept, ${removed.length} removed\n`);
    const findings = (report.findings ?? []).filter(isAboutIcs);
    // Whoever gates with the file is not to wonder why the build stays red.
    if (findings.length > 0)
      process.stderr.write(
        `dmct: ${findingsTold(findings)} (${findings.map(findingKey).join(', ')}): no baseline excuses that; mend the answer, or repair the implementation\n`,
      );
    return 0;
  },
};

function filled(name: string, text: string): string {
  if (text.trim() === '') throw new InputError('option-value', { found: `--${name} is empty` });
  if (name === 'expires' && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) !== text)
    throw new InputError('option-value', { found: `--expires is "${text}"`, wanted: 'a date as 2031-12-31' });
  return text;
}

/** The schema as an editor finds it from the baseline. */
const schemaFrom = (out: string): string =>
  relative(dirname(resolve(out)), join(packageRoot, 'src/report/baseline.schema.json'))
    .split(sep)
    .join('/');
