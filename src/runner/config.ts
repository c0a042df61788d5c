/** What playwright.config.ts says, computed from the plan. */
import { join } from 'node:path';
import type { PlaywrightTestConfig } from '@playwright/test';
import { packageRoot } from '../base/package-root.js';
import { stateFolder } from '../base/state-folder.js';
import { makePlan, type Plan, planFromEnvironment, plannedProjects, publishPlan, writeSpecs } from './plan.js';

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
    reporter: [
      [join(packageRoot, 'dist/src/runner/reporter.js')],
      ...(given
        ? []
        : [['line'] as ['line'], ['allure-playwright', { resultsDir: join(plan.out, 'allure-playwright') }] as ['allure-playwright', object]]),
    ],
    projects: projects.map((p) => ({
      name: p.name,
      testDir: join(specs, p.side),
      metadata: { iut: p.iut },
      testMatch: p.scenarios.map((s) => `**/${s.id}.spec.mjs`),
    })),
  };
}

function own(): Plan {
  const plan = makePlan({
    command: `npx playwright ${process.argv.slice(2).join(' ')}`,
    ...(process.env.DMCT_OUT === undefined ? {} : { out: process.env.DMCT_OUT }),
    ...(process.env.DMCT_SEED === undefined ? {} : { seed: process.env.DMCT_SEED }),
  });
  publishPlan(plan);
  return plan;
}
