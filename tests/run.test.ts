/** A whole run as a user starts it: what it leaves, what may be read out of it, and that it can be judged again and repeated. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { loadIut } from '../src/iut/iut-file.js';
import { secretsOf } from '../src/iut/secrets.js';
import { readRecord } from '../src/record/ndjson.js';
import type { RowRecord } from '../src/record/record.js';
import type { Report } from '../src/report/report.js';
import { withoutFreePort } from '../src/report/volatile.js';
import { loadScenarios } from '../src/scenario/cache.js';
import { runRow } from '../src/scenario/run-row.js';
import { loadCatalogue } from '../src/scr/catalogue.js';
import { dmct, filesBelow, PATIENT, REFERENCE, reportOf, temporaryFolder, textOf, type WholeRun, wholeRun } from './support/dmct.js';
import { eachRow } from './support/rows.js';

let run: WholeRun;
const reports = new Map<string, Report>();
const report = (iut: string): Report => reports.get(iut) as Report;

beforeAll(async () => {
  run = await wholeRun();
  for (const iut of REFERENCE) reports.set(iut, reportOf(run.out, iut));
}, PATIENT);

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

describe('dmct run', { timeout: PATIENT }, () => {
  it('finds the reference IUTs conformant', () => {
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/^no --iut: testing the built-in reference pair\n/);
    expect(run.code).toBe(0);
    for (const iut of REFERENCE) {
      expect(report(iut).exit).toBe(0);
      expect(Object.keys(report(iut).totals.assertions)).toEqual(['pass']);
    }
  });

  it.each(REFERENCE)('runs every row that there is: %s', (iut) => {
    const side = iut.slice('reference-'.length);
    const rows = loadScenarios()
      .filter((s) => s.side === side)
      .flatMap((s) => s.rows.map((row) => [s.id, row.name]));
    expect(rows.length).toBeGreaterThan(10);
    expect(report(iut).scenarios.map((s) => [s.id, s.row])).toEqual(rows);
    expect(sum(report(iut).totals.scenarios)).toBe(rows.length);
    expect(readRecord(join(run.out, iut, 'record.ndjson')).rows.every((row) => row.end !== undefined)).toBe(true);
  });

  it.each(REFERENCE)('lists every item of its side, edition by edition: %s', (iut) => {
    const side = iut.slice('reference-'.length);
    const count = (items: Iterable<{ edition: string; side: string }>): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const { edition, side } of items) counts[`${edition} ${side}`] = (counts[`${edition} ${side}`] ?? 0) + 1;
      return counts;
    };
    const wanted = [...loadCatalogue().items.values()].filter((i) => i.side === side || i.side === 'both');
    expect(count(report(iut).items)).toEqual(count(wanted));
    expect(sum(report(iut).totals.items)).toBe(wanted.length);
  });

  it.each(REFERENCE)('cites for every assertion octets that stand in the frame: %s', (iut) => {
    const { assertions, frames, scenarios } = report(iut);
    const byNumber = new Map(frames.map((f) => [f.n, f]));
    const rowOf = new Map(scenarios.flatMap((s) => s.frames.map((n) => [n, s] as const)));
    let cited = 0;
    for (const a of assertions) {
      expect(a.evidence, a.id).not.toEqual([]);
      for (const e of a.evidence) {
        expect(e.wanted, a.id).not.toBe('');
        if (e.frame === 0) {
          // Silence, or an answer of the upper tester: no octets of a frame.
          expect([e.from, e.to], a.id).toEqual([0, 0]);
          continue;
        }
        const frame = byNumber.get(e.frame);
        const body = Buffer.from(frame?.base64 ?? '', 'base64');
        expect(body.length, a.id).toBe(frame?.length);
        expect(e.from, a.id).toBeLessThanOrEqual(e.to);
        expect(e.to, a.id).toBeLessThanOrEqual(body.length);
        const octets = body.subarray(e.from, e.to).toString('hex');
        expect(octets.startsWith(e.hex.replace('…', '')), `${a.id}: ${e.hex} in frame ${e.frame}`).toBe(true);
        if (octets !== '') expect(e.hex, a.id).not.toBe('');
        const scenario = rowOf.get(e.frame);
        expect([scenario?.id, scenario?.row], a.id).toEqual([a.id.slice(0, a.id.indexOf('/')), a.row]);
        cited++;
      }
    }
    expect(cited).toBeGreaterThan(assertions.length / 2);
  });
});

describe('what a run writes', { timeout: PATIENT }, () => {
  it('is a folder for each IUT and an overview', () => {
    const wanted = ['report.json', 'index.html', 'junit.xml', 'summary.md', 'badge.svg', 'sarif.json', 'record.ndjson', 'record.pcapng'];
    const files = filesBelow(run.out).filter((f) => !f.includes('allure-results'));
    expect(files).toEqual(['index.html', ...REFERENCE.flatMap((iut) => wanted.map((f) => `${iut}/${f}`))].sort());
  });

  it.each(REFERENCE)('says the same in every form: %s', (iut) => {
    const { assertions, scenarios, items, totals, frames } = report(iut);
    const junit = textOf(run.out, iut, 'junit.xml');
    expect(junit).toContain(`tests="${assertions.length}" failures="0" errors="0" skipped="0"`);
    expect(junit.match(/<testcase /g)).toHaveLength(assertions.length);
    expect(junit.match(/<testsuite /g)).toHaveLength(scenarios.length);

    const allure = filesBelow(join(run.out, iut, 'allure-results')).filter((f) => f.endsWith('-result.json'));
    const statuses = allure.map((f) => (JSON.parse(textOf(run.out, iut, 'allure-results', f)) as { status: string }).status);
    expect(statuses).toEqual(scenarios.map(() => 'passed'));

    const embedded = /<script[^>]* id="data">([\s\S]*?)<\/script>/.exec(textOf(run.out, iut, 'index.html'))?.[1];
    const page = JSON.parse(embedded ?? 'null') as Record<'items' | 'assertions' | 'scenarios' | 'frames', unknown[]>;
    expect([page.items.length, page.assertions.length, page.scenarios.length, page.frames.length]).toEqual([
      items.length,
      assertions.length,
      scenarios.length,
      frames.length,
    ]);

    const table = [...textOf(run.out, iut, 'summary.md').matchAll(/^\| \*\*.*$/gm)].flatMap(([line]) => line.split('|').slice(3, -1).map(Number));
    expect(table.reduce((a, b) => a + b, 0)).toBe(sum(totals.items));
    const { 'not-tested': untested = 0 } = totals.items;
    const judged = untested === 0 ? '' : ' in what was judged';
    for (const name of ['badge.svg', 'index.html', 'summary.md']) {
      expect(textOf(run.out, iut, name).toLowerCase(), name).toContain(`conformant${judged}`);
      expect(textOf(run.out, iut, name).includes(`${untested} of ${sum(totals.items)} items were not tested`), name).toBe(untested > 0);
    }
    expect(textOf(run.out, iut, 'badge.svg')).toContain(`conformant${judged}: ${totals.items.pass} pass`);
    const overview = textOf(run.out, 'index.html');
    expect(overview).toContain(`href="${iut}/index.html"`);

    const record = readRecord(join(run.out, iut, 'record.ndjson'));
    expect(record.run.planned).toHaveLength(scenarios.length);
    expect(record.rows.flatMap((row) => row.events.filter((e) => e.e === 'frame'))).toHaveLength(frames.length);
    const all = run.stdout.match(/^all\s.*$/gm)?.[REFERENCE.indexOf(iut)] ?? '';
    const numbers = (all.match(/\d+/g) ?? []).map(Number);
    expect(numbers.reduce((a, b) => a + b, 0)).toBe(items.length);
  });

  it('holds no secret, in any file or on the terminal', () => {
    const secrets = [...new Set(REFERENCE.flatMap((iut) => secretsOf(loadIut(iut))))];
    expect(secrets).toEqual(expect.arrayContaining(['OhBehave', 'ServerPwd', 'FabShoes9']));
    const texts = [
      ...filesBelow(run.out).map((f) => [f, readFileSync(join(run.out, f))] as const),
      ['terminal', Buffer.from(run.stdout + run.stderr)] as const,
    ];
    expect(texts.length).toBeGreaterThan(100);
    for (const [name, octets] of texts) for (const secret of secrets) expect(octets.includes(secret), `${secret} in ${name}`).toBe(false);
  });
});

describe('dmct judge', { timeout: PATIENT }, () => {
  it.each(REFERENCE)('gives the same report from the record alone: %s', async (iut) => {
    const again = temporaryFolder();
    const ended = await dmct('judge', join(run.out, iut, 'record.ndjson'), '--out', again);
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(textOf(again, iut, 'report.json')).toBe(textOf(run.out, iut, 'report.json'));
    expect(textOf(again, iut, 'record.pcapng')).toBe(textOf(run.out, iut, 'record.pcapng'));
  });
});

describe('the seed', { timeout: PATIENT }, () => {
  /** What crossed in each row, when it is run again in another process, with other ports and others running beside it. */
  const crossings = (iut: string, seed: string): Promise<unknown[][]> =>
    eachRow(iut, async (scenario, row, bed) => octetsOf((await runRow({ scenario, row, ...bed, seed })).record));

  it.each(REFERENCE)('gives the same octets again, and another seed others: %s', async (iut) => {
    const live = readRecord(join(run.out, iut, 'record.ndjson')).rows.map(octetsOf);
    const again = await crossings(iut, run.seed);
    for (const [i, row] of live.entries()) expect(again[i], readableName(report(iut), i)).toEqual(row);
    expect(live.flat().length).toBeGreaterThan(30);
    const other = await crossings(iut, `${run.seed}1`);
    expect(other.filter((row, i) => JSON.stringify(row) !== JSON.stringify(live[i])).length).toBeGreaterThan(live.length / 2);
  });
});

/** All of a frame but times and ports. */
function octetsOf(record: RowRecord): unknown[] {
  return record.events.flatMap((e) =>
    e.e === 'frame' ? [[e.direction, e.transport, e.unit, e.connection, e.exchange, e.head && withoutFreePort(e.head), e.body]] : [],
  );
}

const readableName = (from: Report, index: number): string => `${from.scenarios[index]?.id} ${from.scenarios[index]?.row ?? ''}`;

it('runs the compiled program of this checkout', () => {
  expect(run.stdout).toContain(`dmct ${(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version}`);
});
