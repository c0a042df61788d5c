// Opening the report page in Chromium: a generated report of 5000 assertions (1000 rows, two to four frames each), beside one of 50. One JSON
// line a measure, wall clock, median of five fresh pages: until the list stands there, and until a search over everything has answered.
//   node bench/page.mjs [--assertions 5000]
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { calm, cli, load, median, tell, timed } from './measure.mjs';
import { grown } from './report.mjs';

const EXECUTABLE = '/usr/bin/chromium';
const { values } = parseArgs({ options: { assertions: { type: 'string', default: '5000' } } });
const dir = mkdtempSync(join(tmpdir(), 'dmct-bench-'));
const { reportHtml } = await load('src/report/html.js');
const { decodeFrame } = await load('src/report/decode-frame.js');
const { readReport } = await load('src/report/validate.js');

/** Milliseconds from the start of the navigation: first rows of the list, and the answer to a search. */
async function opened(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(pathToFileURL(file).href, { waitUntil: 'commit' });
  await page.waitForSelector('#list > li');
  const listed = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))));
  const searched = await page.evaluate(() => {
    const from = performance.now();
    const field = document.getElementById('q');
    field.value = 'SessionID octets';
    field.dispatchEvent(new Event('input'));
    return performance.now() - from;
  });
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await page.close();
  return { listed, searched, nodes };
}

try {
  if (!existsSync(EXECUTABLE)) tell({ what: 'chromium', value: 0, unit: '', note: `${EXECUTABLE} is not installed` });
  else {
    await timed(process.execPath, [cli, 'run', '--iut', 'reference-client', '--out', dir]);
    const report = readReport(join(dir, 'reference-client', 'report.json'));
    const sizes = [Math.min(200, report.assertions.length), Number(values.assertions)];
    const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox', '--disable-gpu'] });
    await calm();
    let smallest;
    for (const size of sizes) {
      const file = join(dir, `${size}.html`);
      const html = reportHtml(grown(report, size), decodeFrame);
      writeFileSync(file, html);
      const runs = [];
      for (let n = 0; n < 6; n++) runs.push(await opened(browser, file));
      const of = (name) => median(runs.slice(1).map((run) => run[name]));
      smallest ??= of('listed');
      const ms = of('listed');
      tell({
        what: `page of ${size} assertions: list there`,
        value: ms,
        unit: 'ms',
        ratio: ms / smallest,
        aim: '< 1000 ms',
        met: ms < 1000,
        note: `${of('nodes')} elements, ${(html.length / 1e6).toFixed(1)} MB`,
      });
      tell({ what: `page of ${size} assertions: a search answered`, value: of('searched'), unit: 'ms' });
    }
    await browser.close();
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
