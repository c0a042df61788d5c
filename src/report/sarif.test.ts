/** SARIF: every open assertion a result at its line, a rule for each item, nothing that passed, and the shape that code scanning demands. */
import { describe, expect, test } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import type { Finding } from './findings.js';
import { scenarioKey } from './index-report.js';
import type { Report } from './report.js';
import { sarifLog } from './sarif.js';

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations?: { physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string }; region: { startLine: number } } }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly baselineState?: string;
  readonly properties: { readonly verdict: string; readonly assertion: string };
}
interface Log {
  readonly version: string;
  readonly runs: {
    tool: {
      driver: { name: string; version: string; rules: { id: string; fullDescription: { text: string }; defaultConfiguration: { level: string } }[] };
    };
    originalUriBaseIds: Readonly<Record<string, unknown>>;
    invocations: { executionSuccessful: boolean; exitCode: number; toolExecutionNotifications: { level: string; message: { text: string } }[] }[];
    results: Result[];
  }[];
}
const logOf = (report: Report): Log['runs'][number] => {
  const log = JSON.parse(sarifLog(report)) as Log;
  expect(log.version).toBe('2.1.0');
  expect(log.runs).toHaveLength(1);
  return log.runs[0] as Log['runs'][number];
};

const report = sampleReport({ rows: 30 });
const OPEN = ['fail', 'inconclusive', 'review'];

describe('SARIF', () => {
  const run = logOf(report);

  test('a result for each open assertion and for nothing else', () => {
    const open = report.assertions.filter((a) => OPEN.includes(a.verdict));
    expect(open.length).toBeGreaterThan(10);
    expect(run.results.map((r) => r.properties.verdict)).toEqual(open.map((a) => a.verdict));
    const levels = new Set(run.results.map((r) => [r.properties.verdict, r.kind, r.level].join(' ')));
    expect([...levels].sort()).toEqual(['fail fail error', 'inconclusive open none', 'review review none']);
  });

  test('rules are the items with their text, and every result points at its own', () => {
    const { rules } = run.tool.driver;
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
    for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    for (const { id, fullDescription } of rules) expect(fullDescription.text).toBe(report.items.find((item) => item.key === id)?.text);
    const [one] = report.assertions.find((a) => a.verdict === 'review')?.items ?? [];
    for (const [status, level] of [
      ['mandatory', 'error'],
      ['recommended', 'warning'],
      ['optional', 'warning'],
    ] as const) {
      const items = report.items.map((item) => (item.key === one ? { ...item, status } : item));
      expect(logOf({ ...report, items }).tool.driver.rules.find(({ id }) => id === one)?.defaultConfiguration).toEqual({ level });
    }
  });

  test('the place is the line of the assertion, of the scenario where that is not known', () => {
    const [first] = run.results;
    const at = report.assertions.findIndex((a) => OPEN.includes(a.verdict));
    const scenario = report.scenarios.find((s) => s.file === first?.locations?.[0]?.physicalLocation.artifactLocation.uri);
    expect(first?.locations?.[0]?.physicalLocation.region.startLine).toBe(scenario?.line);
    expect(Object.keys(run.originalUriBaseIds)).toEqual([first?.locations?.[0]?.physicalLocation.artifactLocation.uriBaseId]);
    const lined = { ...report, assertions: report.assertions.map((a, n) => (n === at ? { ...a, line: 4711 } : a)) };
    expect(logOf(lined).results[0]?.locations?.[0]?.physicalLocation.region.startLine).toBe(4711);
  });

  test('fingerprints: one for the place, one for the way in which it fails', () => {
    const places = run.results.map((r) => r.partialFingerprints.primaryLocationLineHash);
    expect(new Set(places).size).toBe(places.length);
    const other = { ...report, assertions: report.assertions.map((a) => ({ ...a, evidence: [], message: 'otherwise' })) };
    const [before, after] = [run.results[0], logOf(other).results[0]];
    expect(after?.partialFingerprints.primaryLocationLineHash).toBe(before?.partialFingerprints.primaryLocationLineHash);
    expect(after?.partialFingerprints['dmctFailure/v1']).not.toBe(before?.partialFingerprints['dmctFailure/v1']);
  });

  test('without a baseline nothing is called new or known; what stopped dmct is a notification', () => {
    expect(run.results.some((r) => 'baselineState' in r)).toBe(false);
    const [first, ...rest] = report.assertions as [Report['assertions'][number], ...Report['assertions'][number][]];
    const broken = logOf({ ...report, assertions: [{ ...first, verdict: 'error', message: 'our fault' }, ...rest], exit: 4 });
    expect(broken.invocations).toMatchObject([{ executionSuccessful: false, exitCode: 4, toolExecutionNotifications: [{ level: 'error' }] }]);
    expect(broken.invocations[0]?.toolExecutionNotifications[0]?.message.text).toContain('our fault');
    expect(run.invocations[0]).toMatchObject({ executionSuccessful: true, toolExecutionNotifications: [] });
  });

  test('a finding about the ICS is a failure at the line of the answer, by a rule of its own', () => {
    const evidence = { frame: 3, from: 4, to: 6, hex: '3041', wanted: '', got: '<Type> syncml:auth-md5' };
    const findings: Finding[] = [
      { kind: 'wire', code: 'contradicted', name: 'AUTH-MD5', message: 'said', where: 'my ics.yaml:12', evidence, count: 2 },
      { kind: 'static', code: 'requires', name: 'SR/X', message: 'said', where: '/home/acme/ics.yaml:3' },
      { kind: 'static', code: 'mandatory-no', name: 'SR/Y', message: 'said' },
    ];
    const { results, tool, originalUriBaseIds } = logOf({ ...report, findings, exit: 1 });
    const about = results.slice(run.results.length);
    expect(about.map(({ kind, level }) => [kind, level])).toEqual(findings.map(() => ['fail', 'error']));
    expect(about.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id)).toEqual(['ics/contradicted', 'ics/requires', 'ics/mandatory-no']);
    expect(about.map(({ ruleId }) => ruleId)).toEqual(['ics/contradicted', 'ics/requires', 'ics/mandatory-no']);
    expect(about.map(({ locations }) => locations?.[0]?.physicalLocation)).toEqual([
      { artifactLocation: { uri: 'my%20ics.yaml', uriBaseId: 'IUT' }, region: { startLine: 12 } },
      { artifactLocation: { uri: 'file:///home/acme/ics.yaml' }, region: { startLine: 3 } },
      undefined,
    ]);
    expect(Object.keys(originalUriBaseIds)).toEqual(['DMCT', 'IUT']);
    expect(about[0]?.message.text).toBe(
      'ICS AUTH-MD5 (contradicted): said\ngot <Type> syncml:auth-md5; frame 3, offset 4, 2 octets: 30 41; 2 frames',
    );
    const places = new Set(results.map((r) => r.partialFingerprints.primaryLocationLineHash));
    expect(places.size).toBe(results.length);
  });

  test('a crash is a failure in each row in which it came, at the line of its scenario, by a rule of its own', () => {
    const [one, two] = report.scenarios.map(scenarioKey) as [string, string];
    const crash: Finding = { kind: 'iut', code: 'iut-crash', name: 'send-report', message: 'it ended', row: one, count: 3 };
    const rows = [
      { row: one, message: 'it ended', count: 2 },
      { row: two, message: 'at 0x7f3a', count: 1 },
    ];
    const { results, tool } = logOf({ ...report, findings: [{ ...crash, rows }], exit: 3 });
    const about = results.slice(run.results.length);
    expect(about.map(({ kind, level, ruleId }) => [kind, level, ruleId])).toEqual(rows.map(() => ['fail', 'error', 'iut/iut-crash']));
    expect(about.map(({ ruleIndex }) => tool.driver.rules[ruleIndex])).toMatchObject(rows.map(() => ({ id: 'iut/iut-crash' })));
    expect(about.map(({ message }) => message.text)).toEqual([
      `iut-crash in send-report, ${one}: it ended (2 times)`,
      `iut-crash in send-report, ${two}: at 0x7f3a`,
    ]);
    const [first] = report.scenarios;
    expect(about[0]?.locations).toMatchObject([
      { physicalLocation: { artifactLocation: { uri: first?.file, uriBaseId: 'DMCT' }, region: { startLine: first?.line } } },
    ]);
    expect(new Set(results.map((r) => r.partialFingerprints.primaryLocationLineHash)).size).toBe(results.length);
    // A report of an older version tells the first row only.
    expect(logOf({ ...report, findings: [crash], exit: 3 }).results.slice(run.results.length)).toHaveLength(1);
  });
});
