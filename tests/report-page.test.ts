/** The report page in a real browser: nothing is fetched, everything is reached by keyboard, and the DOM stays small at any size. */
import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { decodeFrame } from '../src/report/decode-frame.js';
import { reportHtml } from '../src/report/html.js';
import { assertionKey } from '../src/report/index-report.js';
import { overviewHtml } from '../src/report/overview.js';
import type { Report } from '../src/report/report.js';
import { validateReport } from '../src/report/validate.js';
import { count, sampleReport } from './fixtures/sample-report.js';
import { LOW_CONTRAST, pages } from './support/pages.js';

const { open, missing, title } = pages();
const nodes = (page: Page): Promise<number> => page.evaluate('document.querySelectorAll("*").length');
const hash = (page: Page): Promise<string> => page.evaluate('decodeURIComponent(location.hash)');
const focusText = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent');
/** Presses Tab until the focused element's text is `text`. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    if ((await focusText(page)) === text) return;
  }
  throw new Error(`Tab never reached "${text}"`);
}

describe.skipIf(missing)(`report page ${title}`, () => {
  const report = sampleReport();
  const html = reportHtml(report, decodeFrame);

  test('opens without a request, a script error or a console message', async () => {
    const { page, troubles } = await open(html);
    expect(await page.textContent('#count')).toBe(`${report.items.length} of ${report.items.length} items, worst first`);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('the arrow keys walk through the list at once, and in each list that a key opens', async () => {
    const { page, troubles } = await open(html);
    const rows = async (): Promise<string[]> => (await page.locator('#list a.row .name').allTextContents()).slice(0, 3);
    const onRow = (): Promise<string | undefined> =>
      page.evaluate(() =>
        document.activeElement?.matches('a.row') ? document.activeElement.querySelector('.name')?.textContent : document.activeElement?.tagName,
      );
    const [first, second] = await rows();
    expect(await onRow()).toBe('BODY');
    for (const [key, name] of [
      ['ArrowDown', first],
      ['ArrowDown', second],
      ['ArrowUp', first],
    ] as const) {
      await page.keyboard.press(key);
      expect(await onRow()).toBe(name);
    }
    for (const [key, list] of [
      ['2', 'list=scenarios'],
      ['3', 'list=assertions'],
      ['1', ''],
      ['1', ''],
    ] as const) {
      await page.keyboard.press(key);
      expect((await hash(page)).replace(/^#/, '')).toBe(list);
      const [top, below] = await rows();
      expect(await onRow()).toBe(top);
      await page.keyboard.press('ArrowDown');
      expect(await onRow()).toBe(below);
    }
    await page.goBack();
    await page.locator('#count', { hasText: 'assertions' }).waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('from an item to the marked octets and back, by keyboard only', async () => {
    const failed = report.assertions.find((a) => a.verdict === 'fail');
    const evidence = failed?.evidence[0];
    if (!failed || !evidence) throw new Error('the sample holds no failure');
    const { page, troubles } = await open(html);
    await page.keyboard.press('/');
    await page.keyboard.type(assertionKey(failed));
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#detail h2');
    expect(await hash(page)).toContain(`#item=${failed.items[0]}`);
    expect(await focusText(page)).toBe(failed.items[0]);
    const link = await page.textContent(`[data-assertion="${assertionKey(failed)}"] .evidence a`);
    await tabTo(page, link ?? '');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.dump mark:not(.also)');
    const marked = (await page.locator('.dump mark:not(.also)').allTextContents()).join(' ');
    const octets = evidence.hex.match(/../g) ?? [];
    expect(marked.replace(/\s+/g, ' ').startsWith(octets.join(' ').slice(0, 5))).toBe(true);
    expect(
      marked
        .match(/\b[0-9a-f]{2}\b/g)
        ?.slice(0, octets.length)
        .sort(),
    ).toEqual([...octets].sort());
    expect(await page.textContent('#marked')).toContain(`offset ${evidence.from} to ${evidence.to - 1}, ${octets.length} octet`);
    await tabTo(page, assertionKey(failed));
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card.here');
    expect(await page.getAttribute('.card.here', 'data-assertion')).toBe(assertionKey(failed));
    await tabTo(page, failed.items[0] ?? '');
    await page.keyboard.press('Enter');
    await page.locator('#detail h2', { hasText: failed.items[0] ?? '' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#detail:empty').waitFor({ state: 'attached' });
    expect(await page.getAttribute(':focus', 'data-key')).toBe(`item=${failed.items[0]}`);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('filters by verdict, edition, kind and text; the address keeps them', async () => {
    const { page } = await open(html);
    const shown = async (): Promise<number> => Number((await page.textContent('#count'))?.match(/^(\d+) of/)?.[1] ?? 0);
    await page.click('.verdicts button[value=fail]');
    expect(await shown()).toBe(report.totals.items.fail);
    await page.selectOption('#edition', 'CP');
    expect(await shown()).toBe(report.items.filter((i) => i.verdict === 'fail' && i.edition === 'CP').length);
    await page.reload();
    expect(await shown()).toBe(report.items.filter((i) => i.verdict === 'fail' && i.edition === 'CP').length);
    await page.click('.verdicts button[value=fail]');
    await page.selectOption('#edition', '');
    await page.selectOption('#kind', 'statement');
    expect(await shown()).toBe(report.items.filter((i) => i.kind === 'statement').length);
    await page.fill('#q', 'noti-5.4');
    expect(await shown()).toBe(report.items.filter((i) => i.kind === 'statement' && /noti-5\.4/i.test(i.key)).length);
    await page.fill('#q', 'no such words');
    expect(await page.textContent('#count')).toBe('Nothing matches these filters.');
    await page.close();
  });

  test('below a failed item stands why, below one that passed nothing', async () => {
    const { page } = await open(html);
    const failed = report.items.find((i) => i.verdict === 'fail');
    const passed = report.items.find((i) => i.verdict === 'pass');
    await page.fill('#q', failed?.key ?? '');
    expect(await page.textContent(`[data-key="item=${failed?.key}"] .why`)).toBeTruthy();
    await page.fill('#q', passed?.key ?? '');
    expect(await page.locator(`[data-key="item=${passed?.key}"] .why`).count()).toBe(0);
    await page.close();
  });

  test('a number of the table leads to its items', async () => {
    const { page } = await open(html);
    const cell = page.locator('.totals tbody tr', { hasText: 'SM' }).first().locator('a.t-fail');
    const wanted = await cell.textContent();
    await cell.click();
    await page.locator('#count', { hasText: new RegExp(`^${wanted} of `) }).waitFor();
    await page.close();
  });

  test('what a row did to the tree: each reading beside the one before, by keyboard, in words and marks beside colours', async () => {
    const s = report.scenarios.find((x) => x.trees);
    if (!s) throw new Error('the sample has no row with a tree');
    const { page, troubles } = await open(html, `#scenario=${encodeURIComponent(s.row === undefined ? s.id : `${s.id}[${s.row}]`)}`);
    const applies = s.row === undefined ? 'always.' : `where the ICS says that ${s.row} is supported.`;
    expect(await page.locator('#detail p.soft').first().textContent()).toBe(`Applies: ${applies}`);
    const readings = page.locator('details.tree');
    expect(await readings.locator('> summary').allTextContents()).toEqual([
      'before read ./Test: 15 nodes · first reading of this place',
      'effect read ./Test: 15 nodes · 1 added, 1 removed, 1 changed since before',
      'unchanged read ./Test/Leaf: 1 node · nothing changed since effect',
    ]);
    expect(await readings.evaluateAll((all) => all.map((d) => (d as HTMLDetailsElement).open))).toEqual([false, true, true]);
    const lines = readings.nth(1).locator('> .nodes > li');
    expect(await lines.locator('.mark').allTextContents()).toEqual(['-', '~', '+']);
    const value = s.trees?.[1]?.nodes[1]?.value;
    expect(await lines.evaluateAll((all) => all.map((li) => (li.lastChild?.textContent ?? '').replace(/\s+/g, ' ')))).toEqual([
      'removed: ./Test/Gone chr type text/plain "old"',
      `changed: ./Test/Leaf chr type text/plain "initial" → "${value}"`,
      'added: ./Test/New chr type text/plain "fresh"',
    ]);
    const backgrounds = await lines.evaluateAll((all) => all.map((li) => getComputedStyle(li).backgroundColor));
    expect(new Set(backgrounds).size).toBe(3);
    expect(await readings.nth(1).locator('li').count()).toBe(3);
    await tabTo(page, '13 nodes as before');
    await page.keyboard.press('Enter');
    await readings.nth(1).locator('li.same').nth(12).waitFor();
    expect(await readings.nth(1).locator('li').count()).toBe(16);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await readings.nth(0).locator('li').nth(14).waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('the decoded text that says the marked octets is marked too, and near', async () => {
    const f = report.frames.find((x) => x.unit === 'request' && /wbxml/.test(x.contentType));
    if (!f) throw new Error('the sample has no WBXML request');
    const lines = decodeFrame(f).split('\n');
    const at = lines.findIndex((l) => /STR_I 'IMEI/.test(l));
    const from = Number.parseInt(lines[at] ?? '', 16) + 1;
    const { page, troubles } = await open(html, `#frame=${f.n}&octets=${from}-${from + 4}`);
    const said = page.locator('.decoded .hit');
    expect(await said.allTextContents()).toEqual([`${lines[at]}\n`]);
    expect((await page.textContent('.decoded'))?.trimEnd()).toBe(lines.join('\n').trimEnd());
    const [top = 0, height = 0] = await page.evaluate<number[]>(
      "(() => { const b = document.querySelector('.decoded'), h = b.querySelector('.hit'); return [h.getBoundingClientRect().top - b.getBoundingClientRect().top, b.clientHeight]; })()",
    );
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThan(height);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(`(${LOW_CONTRAST})()`), colorScheme).toEqual([]);
    }
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('each assertion names its line in the scenario', async () => {
    const a = report.assertions[0];
    const s = report.scenarios[0];
    if (!a || !s) throw new Error('the sample is empty');
    const lines = { ...report, assertions: report.assertions.map((x, n) => (n === 0 ? { ...x, line: 4711 } : x)) };
    const { page } = await open(reportHtml(lines), `#assertion=${encodeURIComponent(assertionKey(a))}`);
    const sources = await page.locator('[data-assertion] .source code').allTextContents();
    expect(sources[0]).toBe(`${s.file}:4711`);
    expect(new Set(sources.slice(1))).toEqual(new Set([`${s.file}:${s.line}`]));
    await page.close();
  });

  test('what only the upper tester said has no octets', async () => {
    const [a] = report.assertions;
    if (!a) throw new Error('the sample is empty');
    const told = { frame: 0, from: 0, to: 0, hex: '7b7d', wanted: 'one', got: 'none' };
    const { page } = await open(
      reportHtml({ ...report, assertions: report.assertions.map((x) => (x === a ? { ...x, evidence: [told] } : x)) }),
      `#assertion=${encodeURIComponent(assertionKey(a))}`,
    );
    expect(await page.locator(`[data-assertion="${assertionKey(a)}"] .evidence dt`).allTextContents()).toEqual(['wanted', 'got', 'where']);
    await page.close();
  });

  test('5 000 assertions: few elements at the start, more when they are reached', async () => {
    const large = sampleReport({ rows: 1000, assertions: 5, seed: 'large' });
    expect(large.assertions).toHaveLength(5000);
    const { page, troubles } = await open(reportHtml(large, decodeFrame), '#list=scenarios');
    const before = await nodes(page);
    expect(before).toBeLessThan(1500);
    const rows = await page.locator('#list > li').count();
    expect(rows).toBeLessThan(200);
    await page.locator('#more').scrollIntoViewIfNeeded();
    await page.locator('#list > li').nth(rows).waitFor({ state: 'attached' });
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a body of 200 000 octets is filled where it is looked at', async () => {
    const base = sampleReport({ rows: 1 });
    const body = Buffer.alloc(200_000, 0x41);
    const [first, ...rest] = base.frames;
    if (!first) throw new Error('no frame');
    const big = { ...base, frames: [{ ...first, base64: body.toString('base64'), length: body.length }, ...rest] };
    const { page, troubles } = await open(reportHtml(big), `#frame=${first.n}&octets=150000-150004`);
    await page.waitForSelector('.dump mark:not(.also)');
    expect(await nodes(page)).toBeLessThan(3000);
    expect(await page.locator('.dump mark:not(.also)').first().textContent()).toBe('41 41 41 41');
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('hostile text stays text', async () => {
    const bad = '</script><img src=x onerror="document.title=1"><!--<script>\u2028$' + '{1}`';
    const raw = sampleReport({ rows: 2 });
    const text = JSON.stringify(raw).replaceAll('The report goes out in one HTTP POST', JSON.stringify(bad).slice(1, -1));
    const hostile = JSON.parse(text) as Report;
    const steps = [{ id: bad, direction: bad, action: bad, absence: bad, criteria: [{ id: bad, words: bad }] }];
    const renamed = {
      ...hostile,
      run: { ...hostile.run, command: bad, seed: bad, suite: { version: bad, sha256: bad, scenarios: 1 } },
      iut: { ...hostile.iut, product: bad },
      assertions: hostile.assertions.map((a) => ({ ...a, message: bad })),
      operators: [{ name: bad, answers: [{ at: bad, row: `${bad}\ud800`, primitive: bad, outcome: bad }] }],
      procedures: hostile.scenarios.map((s) => ({ scenario: s.id, purpose: bad, applies: bad, steps })),
    };
    const { page, troubles } = await open(
      reportHtml(validateReport(renamed), () => bad),
      `#frame=${renamed.frames[0]?.n}`,
    );
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.textContent('.decoded')).toBe(bad);
    expect(await page.textContent('h1')).toContain(bad);
    const [row] = renamed.scenarios;
    await page.evaluate(
      `location.hash = ${JSON.stringify(`#scenario=${encodeURIComponent(row?.row === undefined ? (row?.id ?? '') : `${row.id}[${row.row}]`)}`)}`,
    );
    await page.locator('.seq svg').waitFor();
    await page.locator('.fold summary').click();
    expect(await page.textContent('.purpose')).toBe(bad);
    expect(await page.textContent('.procedure')).toContain(bad);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('img').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a phone needs no sideways scrolling, in any view', async () => {
    const failed = report.assertions.find((a) => a.verdict === 'fail');
    const { page } = await open(html, '', 375);
    const withTree = report.scenarios.find((s) => s.trees);
    for (const view of [
      '',
      `#scenario=${encodeURIComponent(`${withTree?.id}${withTree?.row === undefined ? '' : `[${withTree.row}]`}`)}`,
      `#item=${failed?.items[0]}`,
      `#assertion=${encodeURIComponent(failed ? assertionKey(failed) : '')}`,
      `#frame=${failed?.evidence[0]?.frame}&octets=4-9`,
    ]) {
      await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
      expect(await page.evaluate('document.documentElement.scrollWidth'), view).toBeLessThanOrEqual(375);
    }
    await page.close();
  });

  test('every text has a contrast of at least 4.5, light and dark', async () => {
    const failed = report.assertions.find((a) => a.verdict === 'fail');
    const { page } = await open(html, `#assertion=${encodeURIComponent(failed ? assertionKey(failed) : '')}`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(`(${LOW_CONTRAST})()`), colorScheme).toEqual([]);
    }
    const withTree = report.scenarios.find((s) => s.trees);
    await page.evaluate(
      `location.hash = ${JSON.stringify(`#scenario=${encodeURIComponent(`${withTree?.id}${withTree?.row === undefined ? '' : `[${withTree.row}]`}`)}`)}`,
    );
    await page.locator('.nodes .changed').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(`(${LOW_CONTRAST})()`), `tree, ${colorScheme}`).toEqual([]);
    }
    await page.close();
  });

  test('on paper the open verdicts stand in full', async () => {
    const { page } = await open(html);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const open_ = ['fail', 'error', 'inconclusive', 'review'].reduce((sum, v) => sum + (report.totals.assertions[v] ?? 0), 0);
    expect(await page.locator('#print .card').count()).toBe(open_);
    await page.close();
  });

  test('the outcome is green for a run that is conformant, and for no other', async () => {
    const of = (verdict: 'pass' | 'inconclusive' | 'review' | 'not-tested' | 'error'): Report => sampleReport({ rows: 3, verdicts: [[verdict, 1]] });
    const tones: Record<string, string | null> = {};
    for (const verdict of ['pass', 'inconclusive', 'review', 'not-tested', 'error'] as const) {
      const { page } = await open(reportHtml(of(verdict)));
      tones[verdict] = await page.getAttribute('.outcome', 'class');
      if (verdict !== 'pass') expect(await page.locator('.v-pass:visible, .t-pass:visible, .fill-pass').count(), verdict).toBe(0);
      await page.close();
    }
    expect(tones).toEqual({
      pass: 'outcome good',
      inconclusive: 'outcome open',
      review: 'outcome open',
      'not-tested': 'outcome bad',
      error: 'outcome fault',
    });
  });

  test('the overview leads to each report and its items', async () => {
    const server = sampleReport({ role: 'server', seed: 'other' });
    const { page, troubles } = await open(
      overviewHtml([
        { report, folder: 'reference-client' },
        { report: server, folder: 'reference server' },
      ]),
    );
    expect(await page.locator('h2 a').evaluateAll((links) => links.map((a) => a.getAttribute('href')))).toEqual([
      'reference-client/index.html',
      'reference%20server/index.html',
    ]);
    expect(await page.locator('.totals tbody tr').count()).toBe(8);
    const sr = count(server.items.filter((i) => i.edition === 'SR'));
    expect(await page.locator('.totals tbody tr').nth(4).locator('.t-pass').textContent()).toBe(String(sr.pass));
    expect(troubles).toEqual([]);
    await page.close();
    const empty = await open(overviewHtml([]));
    expect(await empty.page.textContent('main')).toContain('Nothing was run.');
    await empty.page.close();
  });
});
