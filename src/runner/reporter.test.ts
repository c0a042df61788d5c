import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FullResult } from '@playwright/test/reporter';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../tests/support/dmct.js';
import { makePlan } from './plan.js';
import DmctReporter from './reporter.js';

it('a run that is interrupted before Playwright knew its rows says only that', async () => {
  const out = temporaryFolder();
  const plan = { ...makePlan({ command: 'dmct run', out, iuts: ['reference-client'] }), resultFile: join(out, 'result.json') };
  const file = join(out, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  vi.stubEnv('DMCT_PLAN', file);
  const said: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  try {
    await new DmctReporter().onEnd({ status: 'interrupted' } as FullResult);
  } finally {
    spy.mockRestore();
    vi.unstubAllEnvs();
  }
  expect(said.join('')).toBe('dmct: interrupted before the first row, so nothing was judged\n');
});
