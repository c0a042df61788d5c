// Projects and spec files like those of a run of dmct (BENCH_SHAPE: a JSON file), with empty tests. BENCH_REPORTERS=1: the views that a run of
// dmct leaves, by the reporters that Playwright and Allure have for them; else Playwright's own line.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const { folder, projects } = JSON.parse(readFileSync(process.env.BENCH_SHAPE, 'utf8'));
const declare = join(dirname(fileURLToPath(import.meta.url)), 'empty.mjs');
for (const { name, files } of projects) {
  mkdirSync(join(folder, name), { recursive: true });
  for (const { id, rows } of files) {
    const text = `import { declareEmpty } from ${JSON.stringify(declare)};\ndeclareEmpty(${JSON.stringify(id)}, ${rows});\n`;
    writeFileSync(join(folder, name, `${id}.spec.mjs`), text);
  }
}
const views = [
  ['line'],
  ['html', { open: 'never', outputFolder: join(folder, 'html') }],
  ['junit', { outputFile: join(folder, 'junit.xml') }],
  ['allure-playwright', { resultsDir: join(folder, 'allure-results') }],
];

export default defineConfig({
  testDir: folder,
  outputDir: join(folder, 'test-results'),
  fullyParallel: false,
  workers: Number(process.env.DMCT_WORKERS ?? 2),
  timeout: 0,
  reporter: process.env.BENCH_REPORTERS === '1' ? views : [['line']],
  projects: projects.map(({ name }) => ({ name, testDir: join(folder, name), testMatch: '**/*.spec.mjs' })),
});
