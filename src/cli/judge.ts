/** `dmct judge`: a record judged again, without IUT and without network. */
import { resolve } from 'node:path';
import { InputError } from '../base/errors.js';
import { loadIut } from '../iut/iut-file.js';
import { rowId } from '../judge/scenario.js';
import { readRecord } from '../record/ndjson.js';
import type { RowRecord } from '../record/record.js';
import { loadBaseline } from '../report/baseline.js';
import { suiteOf } from '../runner/gate.js';
import { judgeRun, plannedFrom } from '../runner/judge-run.js';
import { REFERENCE_IUTS } from '../runner/plan.js';
import { writeRunReports } from '../runner/write-run.js';
import { loadScenarios } from '../scenario/cache.js';
import { selectsItem } from '../scenario/selection.js';
import type { Command } from './commands.js';
import { GATE_OPTIONS, gatingOf } from './gating.js';
import { type CommandSpec, parseOptions } from './options.js';
import { SCENARIOS_OPTION, scenariosOf } from './scenarios-option.js';

const SPEC: CommandSpec = {
  usage: 'judge RECORD.ndjson… [--iut FILE] --out DIR [--baseline FILE] [--policy P] [--scenarios DIR]',
  about: `
Judges a record again: same octets, same verdicts. Several records of one IUT (shards) are joined. Secrets are never in a record, so
the IUT file is needed for credentials, ICS and PIXIT; a record of a reference IUT finds its own.`,
  examples: [
    'dmct judge reports/latest/acme/record.ndjson --iut acme.yaml --out again',
    'dmct judge part1/acme/record.ndjson part2/acme/record.ndjson --iut acme.yaml --baseline known.yaml --out all',
  ],
  exit: `as those of dmct run: 0 conformant (with a baseline: nothing new), 1 failures (new ones), 2 bad input, 3 inconclusive or review
left, 4 our fault, 5 stale baseline, 6 nothing judged; when several apply: 2, 4, 6, 1, 3, 5.`,
  takes: ['file'],
  options: {
    iut: { value: 'FILE', help: 'the IUT file that the record was made with' },
    out: { value: 'DIR', help: 'where to write the report' },
    ...GATE_OPTIONS,
    ...SCENARIOS_OPTION,
  },
  positionals: [1, 1000],
};

export const command: Command = {
  summary: 'judge a record again, offline',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const out = options.one('out');
    if (out === undefined) throw new InputError('usage', { found: '--out is missing', cure: `usage: dmct ${SPEC.usage}` });
    const gating = gatingOf(options);
    const folder = scenariosOf(options);
    if (gating) loadBaseline(gating.file, suiteOf([], folder));
    const files = options.positionals.map((file) => ({ file, record: readRecord(file) }));
    const [first] = files;
    if (!first) throw new InputError('usage', { found: 'no record is given' });
    for (const { file, record } of files) {
      if (record.run.iut.name !== first.record.run.iut.name || record.run.seed !== first.record.run.seed) {
        throw new InputError('records-differ', {
          found: `${file} is of ${record.run.iut.name} with seed ${record.run.seed}, ${first.file} of ${first.record.run.iut.name} with seed ${first.record.run.seed}`,
          cure: 'judge them one by one',
        });
      }
      if (record.cut) process.stderr.write(`dmct: ${file} ends in the middle of a line; what was recorded before is judged\n`);
    }
    const iut = loadIut(options.one('iut') ?? builtIn(first.record.run.iut.name));
    if (iut.name !== first.record.run.iut.name)
      throw new InputError('other-iut', { found: `the record is of "${first.record.run.iut.name}", ${iut.file} describes "${iut.name}"` });
    const records = new Map<string, RowRecord>();
    for (const { record } of files) for (const row of record.rows) records.set(rowId(row.row.scenario, row.row.row), row);
    const { planned, changed } = plannedFrom(
      files.map((f) => f.record.run),
      records,
      loadScenarios(folder),
    );
    for (const id of changed) process.stderr.write(`dmct: scenario ${id} has changed since the record was made; it is judged as it is now\n`);
    const { report, rows } = judgeRun({
      run: first.record.run,
      iut,
      planned,
      records,
      selects: (key) => selectsItem({ scr: first.record.run.scr }, key),
    });
    return writeRunReports(
      resolve(out),
      [{ name: iut.name, report, run: first.record.run, rows: rows.flatMap((r) => (r.record ? [r.record] : [])) }],
      gating,
      folder,
    );
  },
};

function builtIn(name: string): string {
  if (REFERENCE_IUTS.includes(name)) return name;
  throw new InputError('iut-missing', {
    found: `the record is of "${name}"`,
    wanted: 'its IUT file',
    cure: 'dmct judge RECORD --iut FILE --out DIR',
  });
}
