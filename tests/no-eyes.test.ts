/** An adapter that lacks the primitive to look with: what only a look could show is for a person, what is wrong on the wire fails all the same. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openUpperTester } from '../src/iut/adapters/open.js';
import { CLIENT_PRIMITIVES, SERVER_PRIMITIVES } from '../src/iut/primitives.js';
import type { JudgedRow } from '../src/judge/judge.js';
import { runRow } from '../src/scenario/run-row.js';
import { rejudge, rowNamed, rowsOf, SEED, type Side } from './support/drive.js';
import { part, variant } from './support/iut-variants.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-no-eyes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LOOKS = ['read-reports', 'read-tree', 'start-session'];

const blind = (side: Side) =>
  variant(side, folder, `blind-${side}`, (file) => {
    const all = side === 'client' ? CLIENT_PRIMITIVES : SERVER_PRIMITIVES;
    part(file, 'upper-tester').primitives = all.filter((name) => !LOOKS.includes(name));
  });

async function judged(side: Side, rows: ReturnType<typeof rowsOf>, mutantId?: string): Promise<JudgedRow[]> {
  const iut = blind(side);
  const upper = openUpperTester(iut);
  const all: JudgedRow[] = [];
  try {
    for (const { scenario, row } of rows) {
      const mutant = scenario.mutants.find(({ id }) => id === mutantId);
      const { record } = await runRow({ scenario, row, iut, upper, seed: SEED, ...(mutant ? { mutant } : {}) });
      all.push(rejudge(iut, { scenario, row }, record));
    }
  } finally {
    await upper.close();
  }
  return all;
}

const of = ({ assertions }: JudgedRow) => Object.fromEntries(assertions.map((a) => [a.id.split('/')[1], a.verdict]));

describe('without a way to look', () => {
  it.each([
    ['sr', 'server'],
    ['sm', 'client'],
  ] as const)('the rows of %s for a right %s are for a person to look at, and nothing is inconclusive', async (edition, side) => {
    const rows = rowsOf(side).filter(({ scenario }) => scenario.id.startsWith(`${edition}.`));
    const verdicts = (await judged(side, rows)).flatMap(({ assertions }) => assertions.map((a) => `${a.id} ${a.verdict}: ${a.message}`));
    expect(verdicts.filter((line) => !/ (pass|review|not-applicable): /.test(line))).toEqual([]);
    expect(verdicts.filter((line) => line.includes(' review: ')).length).toBeGreaterThan(5);
  });

  it('an HTTP answer that is no success fails', async () => {
    const rows = [rowNamed('sr.server.accepts', 'xml')];
    const [right] = await judged('server', rows);
    const [wrong] = await judged('server', rows, 'http-500');
    const unseen = { stored: 'review', device: 'review', mark: 'review', 'second-alert': 'review' };
    expect(of(right as JudgedRow)).toEqual({ answered: 'review', success: 'review', 'no-dm-answer': 'review', ...unseen });
    expect(of(wrong as JudgedRow)).toEqual({ answered: 'review', success: 'fail', 'no-dm-answer': 'review', ...unseen });
  });
});
