/**
 * What is judged without acting is judged right: over the frames of a right implementation every passive assertion passes, and each is seen to
 * fail over the frames of each mutant that makes it fail in a run. What crossed is written as packets and read as a capture of somebody else's,
 * so that what the capture does not keep, and what nobody can make out in it, is missing here too.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { observe } from '../src/judge/observed.js';
import { judgeObserved } from '../src/judge/passive.js';
import type { Mutant, Row, Scenario } from '../src/judge/scenario.js';
import type { Surroundings } from '../src/judge/surroundings.js';
import type { Verdict } from '../src/judge/verdict.js';
import { readCapture } from '../src/record/capture/read-capture.js';
import { writePcapng } from '../src/record/pcapng.js';
import type { FrameLine, RowRecord, RunLine } from '../src/record/record.js';
import { captureRow } from '../src/runner/judge-capture.js';
import { loadScenarios } from '../src/scenario/cache.js';
import { boundPassively, runRow } from '../src/scenario/run-row.js';
import { surroundingsOf } from '../src/scenario/surroundings.js';
import { temporaryFolder } from './support/dmct.js';
import { type Bed, eachRow } from './support/rows.js';

/** The nonce in force is not handed over in most rows, so that a bystander cannot hold wrong credentials against anybody. */
const OVER_NONCE = ['credential', 'hmac', 'digest'];

/** Whether the server had to take a report hangs on it, too. */
const OF_A_REPORT = ['sr.server.accepts/success'];

const passiveIn = (scenario: Scenario) => scenario.steps.flatMap((step) => step.expect.filter((a) => a.passive));

const RUN = { e: 'run', started: '2026-01-02T03:04:05.000Z', tool: 'test' } as RunLine;

/** The row as whoever listened has it. Inside TLS nobody hears anything: those frames are handed on as a HAR has them, from the client. */
function asCapture(record: RowRecord, role: 'client' | 'server'): RowRecord {
  const frames = record.events.filter((event): event is FrameLine => event.e === 'frame');
  if (frames.some(({ transport }) => transport === 'https')) {
    const turn = (frame: FrameLine): FrameLine => ({ ...frame, direction: frame.direction === 'from-iut' ? 'to-iut' : 'from-iut' });
    return { ...record, events: role === 'server' ? frames.map(turn) : frames };
  }
  const file = join(temporaryFolder(), 'row.pcapng');
  writePcapng({ run: RUN, rows: [{ ...record, events: frames }] }, file);
  return captureRow(readCapture(file));
}

async function passively(scenario: Scenario, row: Row, { iut, upper }: Bed, mutant?: Mutant): Promise<Map<string, Verdict>> {
  const { record } = await runRow({ scenario, row, iut, upper, seed: '1', ...(mutant ? { mutant } : {}) });
  const surroundings: Surroundings = surroundingsOf(iut);
  const observed = observe(asCapture(record, iut.role), surroundings);
  const bound = (account = 'default'): Scenario => boundPassively(scenario, row, iut, account);
  const judged = judgeObserved(bound, row, observed, surroundings, new Set());
  return new Map(judged.assertions.map((a) => [a.id.split('/')[1] as string, a.verdict]));
}

describe.each(['client', 'server'] as const)('passive assertions about a %s', (side) => {
  it('pass over the frames of the reference, and each is seen to fail', async () => {
    const failed = new Set<string>();
    const asked = loadScenarios()
      .filter((s) => s.side === side)
      .flatMap((s) => passiveIn(s).map((a) => `${s.id}/${a.id}`));
    expect(asked.length).toBeGreaterThan(20);
    const found = await eachRow(`reference-${side}`, async (scenario, row, bed) => {
      const passive = passiveIn(scenario);
      if (passive.length === 0) return [];
      const wrong: string[] = [];
      const plain = await passively(scenario, row, bed);
      for (const { id } of passive) if (plain.get(id) !== 'pass') wrong.push(`${scenario.id}[${row.name}]/${id} without mutant: ${plain.get(id)}`);
      for (const { id } of scenario.steps.flatMap((s) => s.expect))
        if (!passive.some((a) => a.id === id) && plain.get(id) !== 'not-tested')
          wrong.push(`${scenario.id}/${id} needs a stimulus, yet is ${plain.get(id)}`);
      for (const mutant of scenario.mutants.filter((m) => m.rows.length === 0 || m.rows.includes(row.name ?? ''))) {
        const aimed = passive.filter((a) => mutant.kills.includes(a.id));
        if (aimed.length === 0) continue;
        const verdicts = await passively(scenario, row, bed, mutant);
        for (const { id, passive: of } of aimed) {
          const verdict = verdicts.get(id);
          const open = OVER_NONCE.some((name) => name in (of?.check ?? {})) || OF_A_REPORT.includes(`${scenario.id}/${id}`);
          if (verdict === 'fail' || (verdict === 'inconclusive' && open)) failed.add(`${scenario.id}/${id}`);
          else wrong.push(`${scenario.id}/${mutant.id}[${row.name}]: ${id} is ${verdict}`);
        }
      }
      return wrong;
    });
    expect(found.flat()).toEqual([]);
    expect(asked.filter((id) => !failed.has(id))).toEqual([]);
  });
});
