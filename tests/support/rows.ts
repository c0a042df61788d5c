/** Rows of scenarios run in this process against a reference IUT, which is a process of its own as ever. */
import { openUpperTester } from '../../src/iut/adapters/open.js';
import type { Iut } from '../../src/iut/iut.js';
import { loadIut } from '../../src/iut/iut-file.js';
import type { UpperTester } from '../../src/iut/primitives.js';
import type { Row, Scenario } from '../../src/judge/scenario.js';
import { loadScenarios } from '../../src/scenario/cache.js';

export interface Bed {
  readonly iut: Iut;
  readonly upper: UpperTester;
}

/** Does `work` for each row of that IUT's side, several at a time, each lane with an IUT of its own; results in the order of the rows. */
export async function eachRow<T>(name: string, work: (scenario: Scenario, row: Row, bed: Bed) => Promise<T>, lanes = 3): Promise<T[]> {
  const iut = loadIut(name);
  const rows = loadScenarios()
    .filter((s) => s.side === iut.role)
    .flatMap((scenario) => scenario.rows.map((row) => ({ scenario, row })));
  const results: T[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    const upper = openUpperTester(iut);
    try {
      for (let i = next++; i < rows.length; i = next++) {
        const { scenario, row } = rows[i] as (typeof rows)[number];
        results[i] = await work(scenario, row, { iut, upper });
      }
    } finally {
      await upper.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
