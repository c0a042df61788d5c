/** `dmct judge`: a record judged again, without IUT and without network. */
import { resolve } from 'node:path';
import { InputError } from '../base/errors.js';
import { loadIut } from '../iut/iut-file.js';
import { rowId } from '../judge/scenario.js';
import { type RecordFile, readRecord } from '../record/ndjson.js';
import type { RowRecord } from '../record/record.js';
import { loadBaseline } from '../report/baseline.js';
import { suiteOf } from '../runner/gate.js';
import { judgeRun, plannedFrom } from '../runner/judge-run.js';
import { REFERENCE_IUTS } from '../runner/plan.js';
import { writeRunReports } from '../runner/write-run.js';
import { loadScenarios } from '../scenario/cache.js';
import { selectsItem } from '../scenario/selection.js';
import { gatingOf } from './gating.js';
import type { Command } from './main.js';
import { type CommandSpec, parseOptions } from './options.js';

const SPEC: CommandSpec = {
  usage: 'judge RECORD.ndjson… [--iut FILE] --out DIR [--baseline FILE] [--policy P]',
  about: `
Judges a record again: same octets, same verdicts. Several records of one IUT (shards) are joined. Secrets are never in a record, so
the IUT file is needed for credentials, ICS and PIXIT; a record of a reference IUT finds its own.

  dmct judge reports/latest/acme/record.ndjson --iut acme.yaml --out again
  dmct judge part1/acme/record.ndjson part2/acme/record.ndjson --iut acme.yaml --baseline known.yaml --out all

With a baseline the exit code is that of the gate, as for dmct run: 0 nothing new, 1 new failures, 3 new open verdicts, 5 stale baseline.`,
  options: {
    iut: { value: 'FILE', help: 'the IUT file that the record was made with' },
    out: { value: 'DIR', help: 'where to write the report' },
    baseline: { value: 'FILE', help: 'gate with this list of known failures (made by dmct baseline)' },
    policy: { value: 'POLICY', help: 'no-new-failures (default with a baseline): known failures are excused; strict: none is' },
  },
  positionals: [1, 1000],
};

export const command: Command = {
  summary: 'judge a record again, offline',
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const out = options.one('out');
    if (out === undefined) throw new InputError('usage', { found: '--out is missing', cure: `usage: dmct ${SPEC.usage}` });
    const gating = gatingOf(options);
    if (gating) loadBaseline(gating.file, suiteOf());
    const files = recordsOf(options.positionals);
    const [first] = files;
    if (!first) throw new InputError('usage', { found: 'no record with anything in it is given' });
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
      loadScenarios(),
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
    );
  },
};

/** Of several, one in which a killed run had not yet written a whole line is told and left out. */
function recordsOf(paths: readonly string[]): { readonly file: string; readonly record: RecordFile }[] {
  return paths.flatMap((file) => {
    try {
      return [{ file, record: readRecord(file) }];
    } catch (cause) {
      if (!(cause instanceof InputError && cause.code === 'record-empty') || paths.length === 1) throw cause;
      process.stderr.write(`dmct: ${file} is empty; it is left out\n`);
      return [];
    }
  });
}

function builtIn(name: string): string {
  if (REFERENCE_IUTS.includes(name)) return name;
  throw new InputError('iut-missing', {
    found: `the record is of "${name}"`,
    wanted: 'its IUT file',
    cure: 'dmct judge RECORD --iut FILE --out DIR',
  });
}
