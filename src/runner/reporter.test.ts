import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FullConfig, FullResult, Suite } from '@playwright/test/reporter';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../tests/support/dmct.js';
import { RecordWriter } from '../record/ndjson.js';
import { makePlan, type Plan } from './plan.js';
import DmctReporter from './reporter.js';
import { rowsFolder } from './run-folder.js';

const IUT = 'reference-client';
const ROW = { scenario: 'sr.client.report', row: 'xml' };
const ID = `${ROW.scenario}[${ROW.row}]`;
const INTERRUPTED = { status: 'interrupted' } as FullResult;
const SUITE = { allTests: () => [{ title: ID, parent: { project: () => ({ name: IUT }) } }] } as unknown as Suite;

/** What the reporter says while it is driven. */
async function said(drive: (reporter: DmctReporter, plan: Plan) => Promise<unknown>): Promise<string> {
  const out = temporaryFolder();
  const plan = { ...makePlan({ command: 'dmct run', out, iuts: [IUT] }), resultFile: join(out, 'result.json') };
  const file = join(out, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  vi.stubEnv('DMCT_PLAN', file);
  vi.stubEnv('DMCT_PARENT', undefined);
  const text: string[] = [];
  const spies = [
    vi.spyOn(process.stderr, 'write').mockImplementation((some) => text.push(String(some)) > 0),
    vi.spyOn(process.stdout, 'write').mockReturnValue(true),
  ];
  try {
    const reporter = new DmctReporter();
    await drive(reporter, plan);
    await reporter.onExit();
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
  return text.join('');
}

/** The record of the only row, as its worker leaves it. */
function recordRow({ out, ...plan }: Plan, isWhole: boolean): void {
  const writer = new RecordWriter(join(rowsFolder(out, IUT), `${ID}.ndjson`));
  const iut = { name: IUT, vendor: '', product: '', version: '', role: 'client', file: IUT } as const;
  const { id, seed, started, command } = plan;
  writer.write({ e: 'run', format: 'dmct-record/1', id, seed, started, command, tool: 'dmct 0', planned: [ID], scr: [], iut, part: true });
  writer.write({ e: 'row', ...ROW, sha256: '0' });
  if (isWhole) writer.write({ e: 'row-end', at: 0 });
  writer.close();
}

it('a run that is interrupted before Playwright knew its rows says only that', async () => {
  expect(await said((reporter) => reporter.onEnd(INTERRUPTED))).toBe('dmct: interrupted before the first row, so nothing was judged\n');
});

it.each([
  ['in a row', (plan: Plan) => recordRow(plan, false), '; only what was recorded before is judged'],
  ['before its row', () => {}, '; only what was recorded before is judged'],
  ['after its last row', (plan: Plan) => recordRow(plan, true), ' after the last row; all of it is judged'],
])('a run that is interrupted %s says what is judged', async (_, record, words) => {
  const text = await said(async (reporter, plan) => {
    reporter.onBegin({} as FullConfig, SUITE);
    record(plan);
    await reporter.onEnd(INTERRUPTED);
  });
  expect(text).toContain(`dmct: interrupted${words}\n`);
});

it('a run whose records cannot be joined after an interrupt does not say that anything is judged', async () => {
  const text = await said(async (reporter, plan) => {
    reporter.onBegin({} as FullConfig, SUITE);
    writeFileSync(join(rowsFolder(plan.out, IUT), `${ID}.ndjson`), 'no record\n');
    await reporter.onEnd(INTERRUPTED);
  });
  expect(text).toMatch(/is not JSON[\s\S]*dmct: interrupted\n/);
});
