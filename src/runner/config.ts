/** What playwright.config.ts says, computed from the plan. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PlaywrightTestConfig, ReporterDescription } from '@playwright/test';
import { packageRoot } from '../base/package-root.js';
import { stateFolder } from '../base/state-folder.js';
import { DEFAULT_OUT, makePlan, type Plan, planFromEnvironment, plannedProjects, publishPlan, writeSpecs } from './plan.js';
import { PLAYWRIGHT_FOLDER } from './run-folder.js';

export function playwrightConfig(): PlaywrightTestConfig {
  const given = planFromEnvironment();
  const plan = given ?? own();
  const projects = plannedProjects(plan);
  const specs = writeSpecs(projects);
  return {
    testDir: specs,
    outputDir: join(stateFolder(), 'test-results', plan.id),
    // One file a scenario, rows in order: a big file or fullyParallel would bind every file again for every test.
    fullyParallel: false,
    workers: Number(process.env.DMCT_WORKERS ?? 2),
    // The scenario's own deadlines come from PIXIT; Playwright must not cut them short.
    timeout: 0,
    reporter: reporters(plan, given !== undefined),
    projects: projects.map((p) => ({
      name: p.name,
      testDir: join(specs, p.side),
      metadata: { iut: p.iut },
      testMatch: p.scenarios.map((s) => `**/${s.id}.spec.mjs`),
    })),
  };
}

/** Under `dmct run` ours alone; a plain Playwright run also shows Playwright's lines and leaves what allure-playwright makes; `--list` writes nothing. */
function reporters(plan: Plan, isPlanned: boolean): ReporterDescription[] {
  if (process.argv.includes('--list')) return [['list']];
  const ours: ReporterDescription = [join(packageRoot, 'dist/src/runner/reporter.js')];
  return isPlanned ? [ours] : [ours, ['line'], ['allure-playwright', { resultsDir: join(plan.out, PLAYWRIGHT_FOLDER) }]];
}

/** The plan of a plain `npx playwright test`; its file goes when Playwright ends. */
function own(): Plan {
  const plan = makePlan({
    command: `npx playwright ${process.argv.slice(2).join(' ')}`,
    place: { folder: process.cwd(), dmct: 'npx dmct', out: process.env.DMCT_OUT ?? DEFAULT_OUT },
    ...(process.env.DMCT_OUT === undefined ? {} : { out: process.env.DMCT_OUT }),
    ...(process.env.DMCT_SEED === undefined ? {} : { seed: process.env.DMCT_SEED }),
  });
  const file = publishPlan(plan);
  process.once('exit', () => {
    for (const left of [file, plan.resultFile]) rmSync(left, { force: true });
  });
  return plan;
}
