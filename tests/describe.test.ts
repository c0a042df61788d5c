/** dmct describe from outside: three files that tell the same tests, ids as addresses, and what it refuses. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateReport } from '../src/report/validate.js';
import { loadScenarios } from '../src/scenario/cache.js';
import { sampleReport } from './fixtures/sample-report.js';
import { dmct, PATIENT } from './support/dmct.js';
import { LOW_CONTRAST, pages } from './support/pages.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-describe-'));
const { open, missing, title } = pages();
interface Written {
  readonly format: string;
  readonly suite: { readonly version: string; readonly sha256: string; readonly scenarios: number };
  readonly descriptions: readonly {
    readonly id: string;
    readonly steps: readonly unknown[];
    readonly mutants: readonly { readonly words: string }[];
  }[];
}
const read = (out: string): { html: string; markdown: string; json: Written } => ({
  html: readFileSync(join(out, 'descriptions.html'), 'utf8'),
  markdown: readFileSync(join(out, 'descriptions.md'), 'utf8'),
  json: JSON.parse(readFileSync(join(out, 'descriptions.json'), 'utf8')) as Written,
});

describe('dmct describe', { timeout: PATIENT }, () => {
  it('writes every scenario in three forms, each with its id as address', async () => {
    const out = join(folder, 'all');
    const ids = loadScenarios().map((s) => s.id);
    expect(await dmct('describe', '--out', out)).toMatchObject({ code: 0, stdout: expect.stringContaining(`${ids.length} tests\n`) });
    const { html, markdown, json } = read(out);
    expect(json).toMatchObject({ format: 'dmct-descriptions/1', suite: { scenarios: ids.length } });
    expect([...json.descriptions.map((d) => d.id)].sort()).toEqual([...ids].sort());
    const anchors = [...html.matchAll(/<section class="test" id="([^"]+)"/g)].map((m) => m[1]);
    expect(anchors.sort()).toEqual([...ids].sort());
    for (const id of ids) {
      expect(html, id).toContain(`<a href="#${id}">`);
      expect(markdown, id).toContain(`\n## ${id}\n`);
    }
    expect(html.match(/<svg class="sequence"/g)).toHaveLength(ids.length);
    expect(html).not.toMatch(/<script|src=|\$\{|undefined/);
    // Faults are told by what they do, not by their ids.
    expect(json.descriptions.flatMap((d) => d.mutants.map((m) => m.words)).filter((words) => words.includes('has the fault'))).toEqual([]);
  });

  it('takes a selection, and tells the same hash whatever it is', async () => {
    const out = join(folder, 'some');
    expect((await dmct('describe', '--scenario', 'sr.*.accepts', '--scenario', 'sr.client.report', '--out', out)).code).toBe(0);
    const { json } = read(out);
    expect(json.descriptions.map((d) => d.id)).toEqual(['sr.client.report', 'sr.server.accepts']);
    expect(json.suite.sha256).toBe(read(join(folder, 'all')).json.suite.sha256);
    expect(json.suite.version.endsWith(`+${json.suite.sha256.slice(0, 12)}`)).toBe(true);
  });

  it('refuses what it cannot do, with the nearest name', async () => {
    expect(await dmct('describe')).toMatchObject({ code: 2, stderr: expect.stringContaining('--out DIR is missing') });
    const wrong = await dmct('describe', '--scenario', 'sr.clent.report', '--out', folder);
    expect(wrong).toMatchObject({ code: 6, stderr: expect.stringContaining('did you mean sr.client.report?') });
    expect(await dmct('describe', '--scr', 'SR/NO-SUCH', '--out', folder)).toMatchObject({ code: 6 });
    expect(await dmct('describe', '--out', '/dev/null/x')).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot write') });
  });

  it.skipIf(missing)(`reads well ${title}: nothing fetched, no sideways scrolling on a phone, contrast, a sheet for each test on paper`, async () => {
    const out = join(folder, 'page');
    await dmct('describe', '--scr', 'SR/*', '--out', out);
    const { html, json } = read(out);
    const { page, troubles } = await open(html, '#sr.client.report', 360);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(await page.evaluate("Math.abs(document.getElementById('sr.client.report').getBoundingClientRect().top) < 40")).toBe(true);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(`(${LOW_CONTRAST})()`), colorScheme).toEqual([]);
    }
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect([...pdf.matchAll(/\/Type\s*\/Page\b/g)].length).toBeGreaterThan(json.descriptions.length);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it.skipIf(missing)(`scrolls no page sideways ${title}, whatever values the tests have`, async () => {
    const { html } = read(join(folder, 'all'));
    for (const width of [1280, 800, 390]) {
      const { page } = await open(html, '', width);
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${width}`).toBeLessThanOrEqual(width);
      await page.close();
    }
  });

  it('gives a report its purposes and procedures, by the same words', async () => {
    const out = join(folder, 'run');
    await dmct('run', '--iut', 'reference-client', '--scenario', 'sr.client.report', '--out', out);
    const report = validateReport(JSON.parse(readFileSync(join(out, 'reference-client/report.json'), 'utf8')));
    const told = read(join(folder, 'all')).json;
    expect(report.run.suite).toEqual(told.suite);
    const own = told.descriptions.find((d) => d.id === 'sr.client.report') as unknown as {
      purpose: string;
      steps: { action: string; criteria: { words: string }[] }[];
    };
    const [procedure] = report.procedures ?? [];
    expect(procedure).toMatchObject({
      scenario: 'sr.client.report',
      purpose: own.purpose,
      rows: { xml: { encoding: 'xml' }, wbxml: { encoding: 'wbxml' } },
    });
    expect(procedure?.steps.map((s) => s.action)).toEqual(own.steps.map((s) => s.action));
    expect(procedure?.steps.map((s) => s.criteria.map((c) => c.words))).toEqual(own.steps.map((s) => s.criteria.map((c) => c.words)));
    expect(report.operators).toBeUndefined();
    expect(sampleReport().operators).toHaveLength(1);
  });
});
