/** Pages in a real browser: written to a file, opened, watched for errors, console messages and requests. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll } from 'vitest';

const EXECUTABLE = '/usr/bin/chromium';
const ARGS = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

export interface Pages {
  /** Whether the tests have to be skipped: never in CI. */
  readonly missing: boolean;
  readonly title: string;
  /** A page open at `hash`; `troubles` gathers script errors, console messages and every request but the file itself. */
  open(html: string, hash?: string, width?: number): Promise<{ readonly page: Page; readonly troubles: string[] }>;
}

/** Call once at the top of a test file: the browser lives as long as its tests. */
export function pages(): Pages {
  const missing = !existsSync(EXECUTABLE) && process.env.CI === undefined;
  const folder = mkdtempSync(join(tmpdir(), 'dmct-page-'));
  let browser: Browser | undefined;
  let files = 0;
  beforeAll(async () => {
    if (!missing) browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGS.split(' ') });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    missing,
    title: `in ${EXECUTABLE}${missing ? ' (skipped: it is not installed)' : ''}`,
    async open(html, hash = '', width = 1360) {
      if (!browser) throw new Error('the browser has not started');
      const file = join(folder, `${files++}.html`);
      writeFileSync(file, html);
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      page.setDefaultTimeout(15_000);
      const troubles: string[] = [];
      const url = pathToFileURL(file).href;
      page.on('pageerror', (e) => troubles.push(e.message));
      page.on('console', (m) => troubles.push(m.text()));
      page.on('request', (r) => {
        if (!r.url().startsWith(url) && r.url() !== 'data:,') troubles.push(`request ${r.url()}`);
      });
      await page.goto(url + hash);
      return { page, troubles };
    },
  };
}

/** Runs in the page: texts whose colour is too near to the background behind them (WCAG 2.2, 1.4.3). */
export const LOW_CONTRAST = `() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  const low = new Set();
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility()) continue;
    if (['SCRIPT', 'STYLE', 'TITLE', 'NOSCRIPT'].includes(e.tagName)) continue;
    let colour = rgb(getComputedStyle(e).color).slice(0, 3);
    const back = behind(e);
    const opacity = Number(getComputedStyle(e).opacity);
    colour = colour.map((c, i) => c * opacity + back[i] * (1 - opacity));
    const [a, b] = [light(colour), light(back)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.add(e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 20));
  }
  return [...low];
}`;
