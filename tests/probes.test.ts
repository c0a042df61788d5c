/**
 * IUTs that do nothing pass nothing (design: an assertion that a probe passes proves nothing). Every row of every scenario is run against
 * every probe; what passes nevertheless stands in data/probe-passes.yaml with its reason, and no longer than it does pass.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROBES } from '../simulators/probes/probe.js';
import { durationMs } from '../src/base/duration.js';
import { packageRoot } from '../src/base/package-root.js';
import { readYaml } from '../src/base/yaml.js';
import type { JudgedRow } from '../src/judge/judge.js';
import type { Scenario } from '../src/judge/scenario.js';
import { PATIENT } from './support/dmct.js';
import { driveAll, iutOf, rowsOf, type Side } from './support/drive.js';

interface Allowed {
  readonly side: Side;
  readonly probe: string;
  readonly assertion: string;
  readonly reason: string;
}

const program = `${packageRoot}/dist/simulators/probes/program.js`;
const listed = readYaml(fileURLToPath(new URL('data/probe-passes.yaml', import.meta.url))).value as { passes?: Allowed[] };
const allowed = listed.passes ?? [];

const NAMES = PROBES.map((p) => p.id);

describe.each(['client', 'server'] as const)('probes of the %s side', { timeout: PATIENT }, (side) => {
  beforeAll(() => {
    if (!existsSync(program)) throw new Error(`${program} is not built: run npm run build first`);
  });

  it.each(NAMES)('%s passes nothing but what the list allows', async (probe) => {
    const rows = rowsOf(side);
    expect(rows.length).toBeGreaterThan(10);
    const late: string[] = [];
    const judged = await driveAll(iutOf(side, [process.execPath, program, side, probe]), rows, 4, ({ record }, scenario) => {
      const most = deadlines(scenario) + SLACK_MS;
      if ((record.end?.at ?? Infinity) > most) late.push(`${scenario.id}: ${record.end?.at} ms, its deadlines make ${most} ms`);
    });
    expect(late).toEqual([]);
    expect(judged).toHaveLength(rows.length);
    expect(judged.flatMap((row) => row.assertions.filter((a) => a.verdict === 'error'))).toEqual([]);
    expect(passes(judged)).toEqual(
      allowed
        .filter((a) => a.side === side && a.probe === probe)
        .map((a) => a.assertion)
        .sort(),
    );
    // Nothing that was run against a probe may look like a conformant row either.
    expect(judged.filter((row) => row.verdict === 'pass').map((row) => row.id)).toEqual([]);
  });
});

it.each(['client', 'server'] as const)('sees the reference %s pass where the probes do not', async (side) => {
  const rows = rowsOf(side).slice(0, 2);
  const iut = iutOf(side, [process.execPath, `${packageRoot}/dist/simulators/${side}/program.js`], { 'start.within': '5s', 'response.within': '5s' });
  expect((await driveAll(iut, rows, 1)).map((row) => row.verdict)).toEqual(['pass', 'pass']);
});

it('gives a reason for every allowed pass, once', () => {
  for (const entry of allowed) {
    expect(entry.reason, entry.assertion).toMatch(/\S{3,}.*\s\S+/);
    expect(NAMES).toContain(entry.probe);
  }
  expect(new Set(allowed.map((a) => `${a.side} ${a.probe} ${a.assertion}`)).size).toBe(allowed.length);
});

/** Calls of the adapter, the start of a process, and a machine that does much else. */
const SLACK_MS = 60_000;
/** PIXIT response.within of iutOf: one exchange of ours with a server takes it at most twice, to dial and to exchange. */
const RESPONSE_MS = 400;

/** What the deadlines of a row make together. */
function deadlines(scenario: Scenario): number {
  return scenario.steps.reduce((sum, { verb, with: { within, for: window } }) => {
    const waits = durationMs(String(window ?? within)) ?? 0;
    return sum + (verb === 'send' ? 2 * RESPONSE_MS : verb === 'use' ? 0 : waits);
  }, 0);
}

/** `scenario/assertion` of every row in which it passed. */
function passes(judged: readonly JudgedRow[]): string[] {
  return [...new Set(judged.flatMap((row) => row.assertions.filter((a) => a.verdict === 'pass').map((a) => a.id)))].sort();
}
