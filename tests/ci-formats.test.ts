/** What CI systems read has the shape that they demand, gated or not, and stays within their bounds. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { badgeSvg } from '../src/report/badge.js';
import { loadBaseline, type Suite } from '../src/report/baseline.js';
import { type Gate, gateReport } from '../src/report/gate.js';
import { scenarioKey } from '../src/report/index-report.js';
import { junitXml } from '../src/report/junit.js';
import { markdownSummary } from '../src/report/markdown.js';
import type { Report } from '../src/report/report.js';
import { sarifLog } from '../src/report/sarif.js';
import { sampleReport } from './fixtures/sample-report.js';
import { temporaryFolder } from './support/dmct.js';

const data = (name: string): string => join(packageRoot, 'tests/data', name);
const validSarif = new Ajv2020({ strict: false, formats: { uri: (text: string) => URL.canParse(text) } }).compile(
  JSON.parse(readFileSync(data('sarif.schema.json'), 'utf8')),
);
const isOpen = (verdict: string): boolean => ['fail', 'inconclusive', 'review'].includes(verdict);
const folder = temporaryFolder();

/** A baseline that knows the first `n` open assertions and has as many entries that are not right any more. */
function gateOf(report: Report, n: number, stale: number): Gate {
  const open = report.assertions.filter((a) => isOpen(a.verdict)).slice(0, n);
  const passed = report.assertions.filter((a) => a.verdict === 'pass').slice(0, stale);
  const lines = [...open, ...passed].map(
    (a) =>
      `  - { assertion: "${a.id}", ${a.row === undefined ? '' : `row: "${a.row}", `}verdict: ${isOpen(a.verdict) ? a.verdict : 'fail'}, reason: known since long }\n`,
  );
  const file = join(folder, `known-${n} ${stale}.yaml`);
  writeFileSync(file, `known:\n${lines.join('')}`);
  const rows = new Map<string, string[]>();
  for (const a of report.assertions) rows.set(a.id, [...(rows.get(a.id) ?? []), ...(a.row === undefined ? [] : [a.row])]);
  const suite: Suite = { rows, published: new Set() };
  return gateReport(report, loadBaseline(file, suite), { policy: 'no-new-failures', today: '2030-01-01' });
}

const small = sampleReport({ rows: 40 });
const absolute: Report = { ...small, scenarios: small.scenarios.map((s) => ({ ...s, file: '/home/a b/mine#1/x.yaml' })) };
const wrongIcs: Report = {
  ...small,
  findings: [
    { kind: 'static', code: 'requires', name: 'SR/X', message: 'said', where: 'my ics.yaml:3' },
    { kind: 'wire', code: 'contradicted', name: 'XML', message: 'seen', evidence: { frame: 1, from: 0, to: 2, hex: '3c53', wanted: '', got: 'so' } },
  ],
};
const crash = { kind: 'iut', code: 'iut-crash', name: 'send-report', message: 'it ended', row: scenarioKey(small.scenarios[0]!), count: 2 } as const;
const crashed: Report = {
  ...small,
  findings: [{ ...crash, rows: small.scenarios.slice(0, 2).map((s) => ({ row: scenarioKey(s), message: 'it ended', count: 1 })) }],
};
const CASES: readonly (readonly [name: string, report: Report, gate: Gate | undefined])[] = [
  ['as it is', small, undefined],
  ['gated', small, gateOf(small, 5, 3)],
  ['with an ICS that is wrong', wrongIcs, undefined],
  ['with an ICS that is wrong, gated', wrongIcs, gateOf(small, 5, 3)],
  ['with a crash', crashed, undefined],
  ['with a crash, gated', crashed, gateOf(crashed, 5, 3)],
  ['with files of a vendor', absolute, undefined],
  ['with nothing in it', { ...small, items: [], assertions: [], scenarios: [], frames: [], exit: 6 }, undefined],
  [
    'where dmct failed',
    { ...small, exit: 4, assertions: small.assertions.map((a, n) => (n < 3 ? { ...a, verdict: 'error' as const } : a)) },
    undefined,
  ],
];

describe.each(CASES)('a report %s', (_, report, gate) => {
  it('is SARIF 2.1.0', () => {
    const log = JSON.parse(sarifLog(report, gate));
    expect(validSarif(log), JSON.stringify(validSarif.errors?.slice(0, 3))).toBe(true);
    const [run] = log.runs;
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  });
  it('is JUnit', () => {
    const xml = junitXml(report, gate);
    const checked = spawnSync('xmllint', ['--noout', '--schema', data('junit.xsd'), '-'], { input: xml, encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(checked.stderr.trim()).toBe('- validates');
    expect(xml.match(/<testcase /g)?.length).toBe(Number(/<testsuites [^>]*tests="(\d+)"/.exec(xml)?.[1]));
  });
  it('has a badge that says the verdict in words, in sound SVG', () => {
    const svg = badgeSvg(report);
    execFileSync('xmllint', ['--noout', '-'], { input: svg });
    const title = /<title>([^<]*)<\/title>/.exec(svg)?.[1];
    expect(title).toContain(`OMA DM ${report.iut.role}: `);
    expect(title).toMatch(
      report.exit === 1 ? /: non-conformant: \d+ pass, \d+ fail/ : report.exit === 6 ? /: nothing judged$/ : /: (harness fault|cut off)$/,
    );
    expect(svg.includes('#1a7f37')).toBe(false);
  });
});

it('the own schema refuses what SARIF does not allow', () => {
  const log = () => JSON.parse(sarifLog(small));
  const spoilt = [
    (l: ReturnType<typeof log>) => delete l.runs[0].results[0].message.text,
    (l: ReturnType<typeof log>) => (l.runs[0].results.find((r: { kind: string }) => r.kind === 'open').level = 'error'),
    (l: ReturnType<typeof log>) => (l.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = 'a b'),
    (l: ReturnType<typeof log>) => (l.runs[0].invocations[0].startTimeUtc = 'yesterday'),
  ];
  for (const spoil of spoilt) {
    const one = log();
    spoil(one);
    expect(validSarif(one), String(spoil)).toBe(false);
  }
});

describe('a large report with a large baseline', () => {
  const large = sampleReport({
    rows: 900,
    assertions: 6,
    verdicts: [
      ['fail', 70],
      ['pass', 30],
    ],
  });
  let gate: Gate;
  let took = 0;
  beforeAll(() => {
    const start = performance.now();
    gate = gateOf(large, 2000, 1000);
    took = performance.now() - start;
  }, 120_000);

  it('is gated in seconds, not minutes: each entry is found', () => {
    expect(gate.known.size).toBe(2000);
    expect(gate.problems).toHaveLength(1000);
    expect(gate.exit).toBe(1);
    expect(took).toBeLessThan(60_000);
  });
  it('fits a job summary: GitHub takes one MiB', () => {
    const text = markdownSummary(large, gate);
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toContain('… and 800 more: see junit.xml');
    expect(text).toContain('… and 1800 more');
  });
});
