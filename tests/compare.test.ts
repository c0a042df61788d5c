/** dmct diff and dmct matrix from outside: exit codes, forms, and the matrix in a real browser: nothing fetched, every link leads to its item. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCode } from '../src/judge/verdict.js';
import type { Report } from '../src/report/report.js';
import { count, sampleReport } from './fixtures/sample-report.js';
import { dmct, PATIENT } from './support/dmct.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-compare-'));
const path = (...names: string[]): string => join(folder, ...names);
const good = sampleReport({ rows: 8, verdicts: [['pass', 1]] });

function write(name: string, report: Report): string {
  mkdirSync(path(name), { recursive: true });
  writeFileSync(path(name, 'report.json'), JSON.stringify(report));
  return path(name, 'report.json');
}

/** The report in which the first assertion fails, and its items with it. */
function failing(report: Report): Report {
  const assertions = report.assertions.map((a, n) => (n === 0 ? { ...a, verdict: 'fail' as const } : a));
  const hit = new Set(assertions[0]?.items);
  const items = report.items.map((item) => (hit.has(item.key) ? { ...item, verdict: 'fail' as const } : item));
  return {
    ...report,
    assertions,
    items,
    iut: { ...report.iut, name: 'globex', product: 'Globex & Co', version: '9' },
    totals: { ...report.totals, assertions: count(assertions), items: count(items) },
    exit: exitCode(assertions.map((a) => a.verdict)),
  };
}

const A = write('a', good);
const B = write('b', failing(good));
const SERVER = write('s', { ...sampleReport({ rows: 4, role: 'server' }), iut: { ...good.iut, name: 'mdm', role: 'server' } });

describe('dmct diff', { timeout: PATIENT }, () => {
  it('is 1 when something fails newly, 0 when nothing does', async () => {
    const worse = await dmct('diff', A, B);
    expect(worse.stdout).toMatch(/newly failing\n {2}\S+: pass → fail/);
    expect(worse.code).toBe(1);
    const better = await dmct('diff', B, A);
    expect(better.stdout).toMatch(/newly passing\n {2}\S+: fail → pass/);
    expect(better.code).toBe(0);
    expect(await dmct('diff', A, A)).toMatchObject({ code: 0, stdout: expect.stringContaining('0 newly failing') });
  });

  it('gives JSON and Markdown', async () => {
    const json = await dmct('diff', A, B, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      format: 'dmct-diff/1',
      a: { exit: 0 },
      b: { iut: 'globex', exit: 1 },
      newlyFailing: [{ from: 'pass', to: 'fail' }],
    });
    expect(json.code).toBe(1);
    expect((await dmct('diff', A, B, '--markdown')).stdout).toMatch(/^## ❌ 1 newly failing[\s\S]*### Circumstances/);
  });

  it('is 2 for bad input', async () => {
    expect(await dmct('diff', A)).toMatchObject({ code: 2, stderr: expect.stringContaining('an argument is missing') });
    expect(await dmct('diff', A, path('none.json'))).toMatchObject({ code: 2, stderr: expect.stringContaining('no such file') });
    expect(await dmct('diff', A, B, '--json', '--markdown')).toMatchObject({ code: 2 });
    const alien = { ...good, assertions: [], items: [], totals: { ...good.totals, assertions: {}, items: {} } };
    expect(await dmct('diff', A, write('alien', alien))).toMatchObject({ code: 2, stderr: expect.stringContaining('no assertion in common') });
  });
});

const EXECUTABLE = '/usr/bin/chromium';
const missing = !existsSync(EXECUTABLE) && process.env.CI === undefined;

describe('dmct matrix', { timeout: PATIENT }, () => {
  let browser: Browser;
  beforeAll(async () => {
    const made = await dmct('matrix', A, B, SERVER, '--out', path('table'));
    expect(made, made.stderr).toMatchObject({ code: 0 });
    if (!missing) browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => browser?.close());

  it('writes page, Markdown, JSON, and the page of each report that is not there already', async () => {
    expect(readdirSync(path('table')).sort()).toEqual([good.iut.name, 'globex', 'index.html', 'matrix.json', 'matrix.md', 'mdm'].sort());
    expect(JSON.parse(readFileSync(path('table', 'matrix.json'), 'utf8'))).toMatchObject({ format: 'dmct-matrix/1' });
    expect((await dmct('report', B, '--out', path('b'), '--html')).code).toBe(0);
    const inside = await dmct('matrix', A, B, '--out', folder);
    expect(inside.stdout).not.toContain('globex');
    expect(readFileSync(path('matrix.md'), 'utf8')).toContain('](b/index.html#item=');
  });

  it.skipIf(missing)(
    `links every verdict to its item, fetches nothing, reads well on a phone${missing ? ' (skipped: chromium is not installed)' : ''}`,
    async () => {
      const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
      const troubles: string[] = [];
      page.on('pageerror', (e) => troubles.push(e.message));
      page.on('console', (m) => troubles.push(m.text()));
      page.on('request', (r) => r.url().startsWith('file:') || r.url() === 'data:,' || troubles.push(r.url()));
      const url = pathToFileURL(path('table', 'index.html')).href;
      await page.goto(url);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      const cell = page.locator('td[data-iut="Globex & Co 9 (globex)"] a.v-fail').first();
      expect(await cell.isVisible()).toBe(true);
      const row = page.locator('tr', { has: cell }).first();
      const key = await row.locator('th b').textContent();
      await page.locator('#client-differing').check();
      expect(await page.locator('tr.differs').first().isVisible()).toBe(true);
      expect(await page.locator('.side').first().locator('tr.alike:visible').count()).toBe(0);
      await cell.click();
      await page.waitForURL(/globex\/index\.html#item=/);
      expect(await page.locator('#detail h2').textContent()).toBe(key);
      expect(await page.locator('#detail .chip').first().textContent()).toBe('fail');
      expect(troubles).toEqual([]);
      await page.close();
    },
  );

  it('tells columns apart: by name, reports of one implementation by run, one run judged twice by folder', async () => {
    const renamed = (name: string, run: string): Report => ({
      ...good,
      iut: { ...good.iut, name, product: 'P', version: '1' },
      run: { ...good.run, id: run },
    });
    const files = [
      write('d1', renamed('one', 'r1')),
      write('d2', renamed('two', 'r1')),
      write('d3', renamed('two', 'r2')),
      write('d4', renamed('two', 'r2')),
    ];
    expect((await dmct('matrix', ...files, '--out', path('apart'))).code).toBe(0);
    const labels = ['P 1 (one)', 'P 1 (two, run r1)', 'P 1 (two, two-2)', 'P 1 (two, two-3)'];
    const head = readFileSync(path('apart', 'matrix.md'), 'utf8')
      .split('\n')
      .find((line) => line.startsWith('| Item |'));
    expect([...(head ?? '').matchAll(/\[([^\]]*)\]\(/g)].map((m) => m[1])).toEqual(labels);
    const html = readFileSync(path('apart', 'index.html'), 'utf8');
    for (const label of labels) expect(html).toContain(`<td data-iut="${label}">`);
    expect(html).toContain('<th scope="col">P 1<span class="soft">two, run r1</span></th>');
  });

  it('never takes the place of the page of a report, nor do others', async () => {
    const page = path('own', 'index.html');
    const own = write('own', { ...good, run: { ...good.run, id: 'mine' } });
    expect((await dmct('report', own, '--out', path('own'), '--html')).code).toBe(0);
    const before = readFileSync(page, 'utf8');
    for (const args of [
      ['matrix', A, B],
      ['report', B],
      ['judge', path('none.ndjson')],
      ['run', '--iut', 'reference-client', '--scenario', 'sr.client.report'],
    ]) {
      const { code, stderr, stdout } = await dmct(...args, '--out', path('own'));
      expect(stderr).toContain(
        `own holds the report of ${good.iut.name} (run mine): report.json, of which index.html is the page; wanted a folder without`,
      );
      expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 });
    }
    expect(readFileSync(page, 'utf8')).toBe(before);
  });

  it('is 2 for bad input', async () => {
    expect(await dmct('matrix', A, B)).toMatchObject({ code: 2, stderr: expect.stringContaining('--out DIR is missing') });
    expect(await dmct('matrix', A, A, '--out', path('t2'))).toMatchObject({ code: 2, stderr: expect.stringContaining('given twice') });
    const none = { ...good, items: [], totals: { ...good.totals, items: {} }, assertions: good.assertions.map((a) => ({ ...a, items: [] })) };
    expect(await dmct('matrix', A, write('none', none), '--out', path('t2'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no item in common'),
    });
  });
});
