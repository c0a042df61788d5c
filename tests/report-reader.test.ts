/** The report as a certification engineer reads it: who and what on top, filters that count right, sequences, octets, keyboard, phone, paper. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { decodeFrame } from '../src/report/decode-frame.js';
import { reportHtml } from '../src/report/html.js';
import { assertionKey, scenarioKey, scenarioOf } from '../src/report/index-report.js';
import type { Report } from '../src/report/report.js';
import { validateReport } from '../src/report/validate.js';
import { sampleReport } from './fixtures/sample-report.js';
import { LOW_CONTRAST, pages } from './support/pages.js';

const { open, missing, title } = pages();
const sample = sampleReport();
const first = sample.assertions.find((a) => a.verdict === 'fail' && a.evidence.length > 0) as Report['assertions'][number];
/** The sample with a text that only its octets tell apart, cited at two places of one frame. */
const report = validateReport({
  ...sample,
  assertions: sample.assertions.map((a) =>
    a === first
      ? {
          ...a,
          message: 'wanted "DM/1.3", got " DM/1.3" (right but for white space around it)',
          evidence: [
            { ...(a.evidence[0] as Report['assertions'][number]['evidence'][number]), wanted: '"DM/1.3"', got: ' DM/1.3' },
            { frame: a.evidence[0]?.frame ?? 0, from: 0, to: 2, hex: '0000', wanted: 'a\ttab', got: 'two  blanks' },
          ],
        }
      : a,
  ),
});
const html = reportHtml(report, decodeFrame);
const items = new Map(report.items.map((i) => [i.key, i]));
const shown = async (page: Page): Promise<number> => Number((await page.textContent('#count'))?.match(/^(\d+) of/)?.[1] ?? 0);
const row = report.scenarios.find((s) => scenarioKey(s) === scenarioOf(first)) as Report['scenarios'][number];
const at = (name: string, value: string): string => `#${name}=${encodeURIComponent(value)}`;

describe.skipIf(missing)(`report reader ${title}`, () => {
  test('the head says who, what, which suite, which statements, who answered, and how to get it again', async () => {
    const { page } = await open(html);
    const text = (await page.locator('main').textContent()) ?? '';
    for (const wanted of [report.ics.sha256, report.pixit.sha256, '0.1.0+0123456789ab', 'U3: composed-sha256', 'Jane Doe', '2026-01-02 03:04:31 UTC'])
      expect(text).toContain(wanted);
    expect(text).toContain(`npx ${report.run.command}`);
    expect(text).toContain('npx dmct judge record.ndjson --iut acme-client.iut.yaml --out again');
    expect(await page.locator('.facts.legend dt').allTextContents()).toHaveLength(8);
    await page.close();
  });

  test('every filter counts what the data holds, in each list, and the address brings it back', async () => {
    const { page, troubles } = await open(html);
    const mandatory = (key: string): boolean => items.get(key)?.mandatory === true;
    await page.check('#mandatory');
    expect(await shown(page)).toBe(report.items.filter((i) => i.mandatory).length);
    await page.keyboard.press('Escape');
    await page.click('.tabs a[data-list=assertions]');
    await page.locator('#count', { hasText: 'assertions' }).waitFor();
    expect(await shown(page)).toBe(report.assertions.filter((a) => a.items.some(mandatory)).length);
    await page.selectOption('#edition', 'NOTI');
    const inNoti = report.assertions.filter((a) => a.items.some((k) => items.get(k)?.edition === 'NOTI' && mandatory(k)));
    expect(await shown(page)).toBe(inNoti.length);
    await page.click('.verdicts button[value=fail]');
    expect(await shown(page)).toBe(inNoti.filter((a) => a.verdict === 'fail').length);
    await page.reload();
    expect(await shown(page)).toBe(inNoti.filter((a) => a.verdict === 'fail').length);
    await page.click('#clear');
    expect(await shown(page)).toBe(report.assertions.length);
    await page.fill('#in', row.id);
    expect(await shown(page)).toBe(report.assertions.filter((a) => a.id.startsWith(row.id)).length);
    expect(await page.locator('#scenario-names option').evaluateAll((all) => all.map((o) => o.getAttribute('value')))).toContain(row.id);
    await page.fill('#in', '');
    await page.fill('#q', 'right but for white space');
    expect(await page.locator('#list .name').allTextContents()).toEqual([assertionKey(first)]);
    await page.click('.tabs a[data-list=scenarios]');
    await page.locator('#count', { hasText: 'scenario rows' }).waitFor();
    expect(await page.locator('#list .name').allTextContents()).toEqual([scenarioKey(row)]);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a row is drawn from its frames: parties, arrows by direction with what they say, the failing one marked, no label on another', async () => {
    const long = report.scenarios.find((s) => s.frames.length >= 4) as Report['scenarios'][number];
    for (const width of [1360, 360]) {
      const { page } = await open(html, at('scenario', scenarioKey(long)), width);
      const arrows = page.locator('.seq a.seq-arrow');
      await arrows.first().waitFor();
      expect(await arrows.count()).toBe(long.frames.length);
      const told = await arrows.evaluateAll((all) => all.map((a) => a.getAttribute('aria-label') ?? ''));
      const direction = (n: number): string => (report.frames.find((f) => f.n === n)?.direction === 'to-iut' ? 'to' : 'from');
      expect(told.map((t) => t.split(':')[0])).toEqual(long.frames.map((n) => `frame ${n} ${direction(n)} the IUT`));
      expect(told.join('\n')).toContain('notification, session ');
      expect(told.join('\n')).toMatch(/POST \/dm · \d+ octets: (package #\d: )?\w/);
      expect(await page.locator('.seq-party').allTextContents()).toEqual(
        width === 360 ? ['Upper', 'tester', 'Tester', 'IUT'] : ['Upper tester', 'Tester', 'IUT'],
      );
      expect(await page.evaluate(`(${OVERLAPS})()`)).toEqual([]);
      await page.close();
    }
    const { page } = await open(html, at('scenario', scenarioKey(row)));
    const bad = new Set(
      report.assertions.filter((a) => scenarioOf(a) === scenarioKey(row) && a.verdict === 'fail').flatMap((a) => a.evidence.map((e) => e.frame)),
    );
    await page.locator('.seq a.seq-arrow').first().waitFor();
    expect(await page.locator('.seq a.seq-arrow.seq-bad').count()).toBe(bad.size);
    expect(new Set(await page.locator('.seq a.seq-step.seq-bad .seq-id').allTextContents())).toEqual(new Set(['wait-for-report']));
    await page.close();
  });

  test('by keyboard from the list to a row, along its arrows to a frame, on to the next and back', async () => {
    const { page, troubles } = await open(html);
    await page.keyboard.press('2');
    await page.locator('#count', { hasText: 'scenario rows' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(row.id);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.locator('.seq a.seq-arrow').first().waitFor();
    for (let i = 0; i < 30 && !(await page.evaluate("document.activeElement.matches('a.seq-arrow')")); i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#detail h2', { hasText: `Frame ${row.frames[0]}` }).waitFor();
    await page.keyboard.press('n');
    await page.locator('#detail h2', { hasText: `Frame ${row.frames[1]}` }).waitFor();
    await page.keyboard.press('p');
    await page.locator('#detail h2', { hasText: `Frame ${row.frames[0]}` }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#detail:empty').waitFor({ state: 'attached' });
    await page.keyboard.press('3');
    await page.locator('#count', { hasText: 'assertions' }).waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('wanted and got show what hides in them, and where they part', async () => {
    const { page } = await open(html, at('assertion', assertionKey(first)));
    const card = page.locator('.card.here');
    expect(await card.locator('.evidence').first().locator('dd').nth(1).textContent()).toBe('"·DM/1.3"');
    expect(await card.locator('.evidence').first().locator('mark.differs').allTextContents()).toEqual(['∅', '·']);
    expect(await card.locator('.evidence').nth(1).locator('dd').allTextContents()).toEqual(['a⇥tab', 'two··blanks', expect.anything(), '00 00']);
    expect(await card.locator('p.break').last().textContent()).toContain('got "·DM/1.3" (right but');
    await card.getByText('all its places in frame').click();
    await page.waitForSelector('#marked');
    expect(await page.textContent('#marked')).toMatch(/^Marked: offset \d+ to \d+, \d+ octets?; offset 0 to 1, 2 octets$/);
    expect(await page.locator('.dump mark:not(.also)').count()).toBeGreaterThanOrEqual(2);
    await page.close();
  });

  test('octets: a ruler, copies as hex, and the decoded text beside them where there is room', async () => {
    const frame = report.frames.find((f) => /wbxml/.test(f.contentType) && f.unit === 'request') as Report['frames'][number];
    const { page } = await open(html, `#frame=${frame.n}&octets=2-5`);
    expect(await page.textContent('.dump .ruler')).toBe('offset  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f');
    const [dump, decoded] = [await page.locator('.dump').boundingBox(), await page.locator('.decoded').boundingBox()];
    expect((decoded?.x ?? 0) - ((dump?.x ?? 0) + (dump?.width ?? 0))).toBeGreaterThan(0);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText('Copy the marked octets').click();
    await page.getByText('Copied 3 octets').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      Buffer.from(frame.base64 ?? '', 'base64')
        .subarray(2, 5)
        .toString('hex'),
    );
    await page.close();
    const phone = await open(html, `#frame=${frame.n}&octets=2-5`, 360);
    expect(await phone.page.textContent('.dump .ruler')).toBe('offset  00 01 02 03 04 05 06 07');
    expect(
      await phone.page.evaluate("document.querySelector('.dump').scrollWidth - document.querySelector('.dump').clientWidth"),
    ).toBeLessThanOrEqual(0);
    await phone.page.close();
  });

  test('a phone of 360 pixels: no view is wider, everything folded is reachable', async () => {
    const { page } = await open(html, '', 360);
    for (const view of ['', '#list=assertions', at('scenario', scenarioKey(row)), at('assertion', assertionKey(first)), `#frame=${row.frames[0]}`]) {
      await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      expect(await page.evaluate('document.documentElement.scrollWidth'), view).toBeLessThanOrEqual(360);
    }
    await page.close();
  });

  test('names and roles: each control has a name, each heading a place, sequences and octets can be reached; contrast holds in both schemes', async () => {
    const { page } = await open(html, at('scenario', scenarioKey(row)));
    await page.locator('.seq a.seq-arrow').first().waitFor();
    expect(await page.evaluate(`(${NAMELESS})()`)).toEqual([]);
    expect(await page.getByRole('navigation').count()).toBe(1);
    expect(await page.getByRole('search').count()).toBe(1);
    expect(await page.getByRole('main').count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.getByRole('group', { name: `Sequence of ${scenarioKey(row)}` }).count()).toBe(1);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(`(${LOW_CONTRAST})()`), colorScheme).toEqual([]);
      expect(await page.evaluate(`(${LOW_FILL})()`), `drawn, ${colorScheme}`).toEqual([]);
    }
    await page.close();
  });

  test('on paper: a first page like a certificate, every item with its verdict, what is open with its octets and its sequence', async () => {
    const { page, troubles } = await open(html);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const count = [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length;
    expect(count).toBeGreaterThan(3);
    const text = textOfPdf(pdf);
    if (text !== undefined) {
      const [cover = '', ...rest] = text.split('\f');
      expect(cover).toContain('conformance test report');
      for (const n of Object.values(report.totals.items)) expect(cover).toMatch(new RegExp(`\\b${n}\\b`));
      expect(cover).toContain(report.ics.sha256);
      expect(cover).toContain('Approved by');
      expect(cover).toMatch(new RegExp(`1 / ${count}\\b`));
      const whole = rest.join('\n');
      for (const item of report.items) expect(whole.includes(item.key), item.key).toBe(true);
      const open_ = report.assertions.filter((a) => a.verdict === 'fail');
      for (const a of open_) expect(whole.replace(/\s+/g, '').includes(assertionKey(a)), assertionKey(a)).toBe(true);
    }
    expect(await page.locator('#print > *').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 680, height: 900 });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(680);
    expect(await page.locator('#print tbody tr').count()).toBe(report.items.length);
    expect(await page.locator('#print .seq svg').count()).toBeGreaterThan(0);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('details.facts[open]').count()).toBe(0);
    await page.close();
  });

  test('a row that floods is drawn a part at a time', async () => {
    const [frame] = report.frames;
    const frames = Array.from({ length: 3000 }, (_, i) => ({ ...(frame as Report['frames'][number]), n: i + 1, at: i }));
    const flood = { ...row, frames: frames.map((f) => f.n), trace: [{ at: 0, step: 'push', what: 'done' }] };
    const of = { ...report, frames, scenarios: [flood], assertions: [], items: [], procedures: [] };
    const { page, troubles } = await open(reportHtml(of), at('scenario', scenarioKey(row)));
    const arrows = page.locator('.seq a.seq-arrow');
    await arrows.first().waitFor();
    const before = await arrows.count();
    expect(before).toBeLessThan(300);
    await page.locator('.seq button').click();
    expect(await arrows.count()).toBeGreaterThan(before);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a report of an older version has no words for its procedures, and is read all the same', async () => {
    const { procedures: _p, operators: _o, ...old } = report;
    const { suite: _s, ...run } = old.run;
    const { page, troubles } = await open(reportHtml(validateReport({ ...old, run })), at('scenario', scenarioKey(row)));
    await page.locator('.seq a.seq-arrow').first().waitFor();
    expect(await page.locator('.facts.operators').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.close();
  });
});

/** Text of a PDF, pages apart, where poppler is installed. */
function textOfPdf(pdf: Buffer): string | undefined {
  if (!existsSync('/usr/bin/pdftotext')) return undefined;
  const file = join(mkdtempSync(join(tmpdir(), 'dmct-pdf-')), 'report.pdf');
  writeFileSync(file, pdf);
  return execFileSync('/usr/bin/pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}

/** Runs in the page: texts of a diagram that stand on each other or on an arrow, or outside of it. */
const OVERLAPS = `() => {
  const svg = document.querySelector('.seq svg');
  const room = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
  const meets = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const out = [];
  boxes.forEach(([text, box], i) => {
    if (box.left < room.left - 1 || box.right > room.right + 1) out.push('outside: ' + text);
    for (const [other, b] of boxes.slice(i + 1)) if (meets(box, b)) out.push(text + ' / ' + other);
    for (const line of svg.querySelectorAll('.seq-line')) { const b = line.getBoundingClientRect(); if (b.top > box.top + 2 && b.bottom < box.bottom - 2 && Math.min(b.right, box.right) - Math.max(b.left, box.left) > 1) out.push('on a line: ' + text); }
  });
  return out;
}`;

/** Runs in the page: what can be focused without having a name. */
const NAMELESS = `() => [...document.querySelectorAll('a[href], button, input, select, [tabindex="0"]')]
  .filter((e) => e.checkVisibility() && !(e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels.length)))
  .map((e) => e.outerHTML.slice(0, 80))`;

/** Runs in the page: texts of the diagram whose fill is too near to what they stand on. */
const LOW_FILL = `() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const card = rgb(getComputedStyle(document.querySelector('.seq')).backgroundColor);
  const out = [];
  for (const text of document.querySelectorAll('.seq svg text')) {
    const band = text.parentElement.querySelector('.seq-band, .seq-box');
    const [a, b] = [light(rgb(getComputedStyle(text).fill)), light(band ? rgb(getComputedStyle(band).fill) : card)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) out.push(text.textContent);
  }
  return out;
}`;
