import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportOf } from '../../tests/fixtures/report-of.js';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import { validateReport } from '../report/validate.js';
import { writeReports } from '../report/write-all.js';
import { command } from './report.js';

describe('dmct report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dmct-views-'));
  const file = join(folder, 'report.json');
  const report = sampleReport({ rows: 6 });
  writeFileSync(file, JSON.stringify(report));

  test('without a format all of them; with one only that', async () => {
    expect(await command.run([file, '--out', join(folder, 'all')])).toBe(0);
    expect(readdirSync(join(folder, 'all')).sort()).toEqual(['allure-results', 'badge.svg', 'index.html', 'junit.xml', 'sarif.json', 'summary.md']);
    expect(await command.run([file, '--out', join(folder, 'one'), '--badge'])).toBe(0);
    expect(readdirSync(join(folder, 'one'))).toEqual(['badge.svg']);
  });

  test('bad usage is told', async () => {
    await expect(command.run([file])).rejects.toThrow(/--out DIR is missing/);
    await expect(command.run([file, '--out', folder, '--junt'])).rejects.toThrow(/did you mean "--junit"/);
    await expect(command.run([join(folder, 'none.json'), '--out', folder])).rejects.toThrow(/no such file/);
    await expect(command.run([file, '--out', file])).rejects.toThrow(/cannot write/);
  });

  test('Allure results of an earlier run are gone, other files are not', () => {
    const dir = join(folder, 'again');
    writeReports(report, { dir, formats: ['allure'] });
    writeFileSync(join(dir, 'allure-results', 'mine.txt'), '');
    writeReports(reportOf('pass'), { dir, formats: ['allure'] });
    const names = readdirSync(join(dir, 'allure-results'));
    expect(names.filter((n) => n.endsWith('-result.json'))).toHaveLength(1);
    expect(existsSync(join(dir, 'allure-results', 'mine.txt'))).toBe(true);
  });

  test('nothing of the environment and no key beyond the contract gets into any file', () => {
    const secret = 'correct-horse-battery';
    process.env.DMCT_TEST_SECRET = secret;
    const withExtra = { ...report, accounts: { default: { client: { secret } } } };
    expect(() => validateReport(withExtra)).toThrow(/"accounts"/);
    const dir = join(folder, 'secrets');
    writeReports(withExtra, { dir, formats: ['html', 'junit', 'markdown', 'badge', 'allure', 'sarif'] });
    delete process.env.DMCT_TEST_SECRET;
    const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
    expect(names.length).toBeGreaterThan(10);
    for (const e of names) expect(readFileSync(join(e.parentPath, e.name)).includes(secret), e.name).toBe(false);
  });
});
