/** Runs scenario rows against any program that speaks JSON lines, in process: no Playwright, no files. */
import { openUpperTester } from '../../src/iut/adapters/open.js';
import type { Iut } from '../../src/iut/iut.js';
import { loadIut } from '../../src/iut/iut-file.js';
import type { UpperTester } from '../../src/iut/primitives.js';
import { type JudgedRow, judgeRow } from '../../src/judge/judge.js';
import type { Row, Scenario } from '../../src/judge/scenario.js';
import type { RecordLine, RowRecord } from '../../src/record/record.js';
import { loadScenarios } from '../../src/scenario/cache.js';
import { boundScenario, runRow } from '../../src/scenario/run-row.js';
import { surroundingsOf } from '../../src/scenario/surroundings.js';

export type Side = 'client' | 'server';

export const SEED = '1';

/** The reference IUT of a side with another program behind it, and short times: what is not there after them never comes. */
export function iutOf(side: Side, command: readonly string[], times: Readonly<Record<string, string>> = {}, timeoutMs = 5_000): Iut {
  const reference = loadIut(`reference-${side}`);
  if (reference.upperTester.kind !== 'stdio') throw new Error('the reference IUTs speak stdio');
  const short = { 'start.within': '400ms', 'report.within': '400ms', 'response.within': '400ms', 'quiet.for': '200ms' };
  return {
    ...reference,
    upperTester: { ...reference.upperTester, command, timeoutMs },
    pixit: { ...reference.pixit, values: { ...reference.pixit.values, ...short, ...times } },
  };
}

export function rowsOf(side: Side): { scenario: Scenario; row: Row }[] {
  return loadScenarios()
    .filter((s) => s.side === side)
    .flatMap((scenario) => scenario.rows.map((row) => ({ scenario, row })));
}

export function rowNamed(scenarioId: string, row?: string): { scenario: Scenario; row: Row } {
  const scenario = loadScenarios().find((s) => s.id === scenarioId);
  const found = scenario?.rows.find((r) => r.name === row);
  if (!scenario || !found) throw new Error(`there is no ${scenarioId}[${row}]`);
  return { scenario, row: found };
}

export interface Driven {
  readonly judged: JudgedRow;
  readonly record: RowRecord;
  readonly lines: readonly RecordLine[];
}

export async function drive(iut: Iut, upper: UpperTester, { scenario, row }: { scenario: Scenario; row: Row }): Promise<Driven> {
  const lines: RecordLine[] = [];
  const { record } = await runRow({ scenario, row, iut, upper, seed: SEED, write: (line) => lines.push(line) });
  return { judged: rejudge(iut, { scenario, row }, record), record, lines };
}

export function rejudge(iut: Iut, { scenario, row }: { scenario: Scenario; row: Row }, record: RowRecord): JudgedRow {
  return judgeRow(boundScenario(scenario, row, iut, SEED), row, record, surroundingsOf(iut));
}

/** Runs rows with `lanes` programs at a time. */
export async function driveAll(
  iut: Iut,
  rows: readonly { scenario: Scenario; row: Row }[],
  lanes: number,
  seen: (driven: Driven, scenario: Scenario) => void = () => undefined,
): Promise<JudgedRow[]> {
  const judged: JudgedRow[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    const upper = openUpperTester(iut);
    try {
      for (let i = next++; i < rows.length; i = next++) {
        const row = rows[i] as { scenario: Scenario; row: Row };
        const driven = await drive(iut, upper, row);
        seen(driven, boundScenario(row.scenario, row.row, iut, SEED));
        judged[i] = driven.judged;
      }
    } finally {
      await upper.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return judged;
}
