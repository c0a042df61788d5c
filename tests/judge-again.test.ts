/** The verdict of a live run, and of its record after it was written and read: the same, for every mutant of every scenario. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { judgeRow } from '../src/judge/judge.js';
import { rowId } from '../src/judge/scenario.js';
import { RecordWriter, readRecord } from '../src/record/ndjson.js';
import { runLine } from '../src/runner/judge-run.js';
import { loadScenarios } from '../src/scenario/cache.js';
import { boundScenario, runRow } from '../src/scenario/run-row.js';
import { surroundingsOf } from '../src/scenario/surroundings.js';
import { REFERENCE } from './support/dmct.js';
import { eachRow } from './support/rows.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-again-'));
afterAll(() => rmSync(folder, { recursive: true }));
const seed = '1';

describe('judging a record again gives the live verdicts', () => {
  it.each(REFERENCE)('for every mutant of every scenario, on the first row it is run on: %s', async (name) => {
    const judged = await eachRow(name, async (scenario, row, { iut, upper }) => {
      const surroundings = surroundingsOf(iut);
      const bound = boundScenario(scenario, row, iut, seed);
      const mutants = scenario.mutants.filter((m) => (m.rows[0] ?? scenario.rows[0]?.name) === row.name);
      const failed: boolean[] = [];
      for (const mutant of mutants) {
        const id = `${rowId(scenario.id, row.name)} ${mutant.id}`;
        const writer = new RecordWriter(join(folder, `${id}.ndjson`));
        writer.write(runLine({ id, seed, started: '2026-01-01T00:00:00.000Z', command: 'test' }, [], [], iut));
        const { record } = await runRow({ scenario, row, iut, upper, seed, mutant, write: (line) => writer.write(line) });
        writer.close();
        const live = judgeRow(bound, row, record, surroundings);
        const read = readRecord(writer.file).rows;
        expect(read, id).toEqual([record]);
        expect(JSON.stringify(judgeRow(bound, row, read[0], surroundings)), id).toBe(JSON.stringify(live));
        failed.push(live.verdict !== 'pass');
      }
      return failed;
    });
    const all = loadScenarios()
      .filter((s) => name.endsWith(s.side))
      .flatMap((s) => s.mutants);
    expect(judged.flat()).toHaveLength(all.length);
    expect(judged.flat().every(Boolean)).toBe(true);
  });
});
