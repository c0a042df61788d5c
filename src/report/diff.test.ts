/** What a difference tells, and what it does not take for a regression. */
import { describe, expect, test } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import type { Verdict } from '../judge/verdict.js';
import { diffReports, isWorse, selectionOf } from './diff.js';
import { diffMarkdown, diffSections, diffText } from './diff-text.js';
import type { Finding } from './findings.js';
import { assertionKey, scenarioKey, scenarioOf } from './index-report.js';
import type { Report, ReportAssertion } from './report.js';

const base = sampleReport({ rows: 12, verdicts: [['pass', 1]] });
/** The report with the verdicts of some assertions, by their place in it. */
const withVerdicts = (verdicts: Readonly<Record<number, Verdict>>, report: Report = base): Report => ({
  ...report,
  assertions: report.assertions.map((a, n): ReportAssertion => ({ ...a, verdict: verdicts[n] ?? a.verdict })),
});
const key = (n: number): string => assertionKey(base.assertions[n] as ReportAssertion);
const names = (list: readonly { readonly assertion: string }[]): string[] => list.map((x) => x.assertion);

describe('diff', () => {
  test('of a report with itself is nothing', () => {
    const d = diffReports(base, base);
    expect(diffSections(d)).toEqual([]);
    expect(d.same).toBe(base.assertions.length);
    expect(diffText(d)).toContain(`0 newly failing, 0 newly passing, ${base.assertions.length} as before`);
  });

  test.each<[Verdict, Verdict, 'newlyFailing' | 'newlyPassing' | 'otherChanges' | 'applicability']>([
    ['pass', 'fail', 'newlyFailing'],
    ['inconclusive', 'fail', 'newlyFailing'],
    ['not-applicable', 'fail', 'newlyFailing'],
    ['not-tested', 'fail', 'newlyFailing'],
    ['fail', 'pass', 'newlyPassing'],
    ['review', 'pass', 'newlyPassing'],
    ['pass', 'inconclusive', 'otherChanges'],
    ['fail', 'not-tested', 'otherChanges'],
    ['pass', 'error', 'otherChanges'],
    ['pass', 'not-applicable', 'applicability'],
    ['not-applicable', 'pass', 'applicability'],
  ])('%s to %s is %s', (from, to, where) => {
    const d = diffReports(withVerdicts({ 3: from }), withVerdicts({ 3: to }));
    const lists = {
      newlyFailing: d.newlyFailing,
      newlyPassing: d.newlyPassing,
      otherChanges: d.otherChanges,
      applicability: d.selection.applicability,
    };
    expect(Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, names(list)]))).toEqual({
      newlyFailing: [],
      newlyPassing: [],
      otherChanges: [],
      applicability: [],
      [where]: [key(3)],
    });
  });

  test('the same failure in another way', () => {
    const failing = withVerdicts({ 0: 'fail' });
    const [first, ...rest] = failing.assertions as [ReportAssertion, ...ReportAssertion[]];
    const other: Report = {
      ...failing,
      assertions: [{ ...first, evidence: [{ frame: 0, from: 0, to: 0, hex: '', wanted: 'a', got: 'b' }] }, ...rest],
    };
    const d = diffReports(failing, other);
    expect(names(d.failingDifferently)).toEqual([key(0)]);
    expect(d.newlyFailing).toEqual([]);
  });

  test('an assertion that only B has is a change of the suite, also when it fails', () => {
    const less: Report = { ...base, assertions: base.assertions.slice(1) };
    expect(scenarioOf(base.assertions[1] as ReportAssertion)).toBe(scenarioOf(base.assertions[0] as ReportAssertion));
    const d = diffReports(less, withVerdicts({ 0: 'fail' }));
    expect(d.newlyFailing).toEqual([]);
    expect(d.suite.assertionsAdded).toEqual([{ name: key(0), verdict: 'fail' }]);
    expect(diffReports(withVerdicts({ 0: 'fail' }), less).suite.assertionsRemoved).toEqual([{ name: key(0), verdict: 'fail' }]);
  });

  test('a row that only one ran: selection when the runs selected differently, else the suite', () => {
    const [row, ...scenarios] = base.scenarios as [Report['scenarios'][number], ...Report['scenarios'][number][]];
    const name = row.row === undefined ? row.id : `${row.id}[${row.row}]`;
    const less: Report = { ...base, scenarios, assertions: base.assertions.filter((a) => scenarioOf(a) !== name) };
    // Reports of older versions do not tell their suite.
    const old = ({ run: { suite: _suite, ...run }, ...rest }: Report): Report => ({ ...rest, run });
    expect(diffReports(old(base), old(less)).suite.rowsRemoved.map((x) => x.name)).toEqual([name]);
    expect(diffReports(old(less), old(base)).suite.rowsAdded.map((x) => x.name)).toEqual([name]);
    const selected: Report = { ...less, run: { ...less.run, command: `${less.run.command} --scenario 'sr.*'` } };
    const d = diffReports(base, selected);
    expect(d.suite.rowsRemoved).toEqual([]);
    expect(d.selection).toMatchObject({ rowsOnlyInA: [{ name }], options: { from: '', to: '--scenario sr.*' } });
    expect(diffText(d)).toContain('selected by nothing: everything, now by --scenario sr.*');
    const suite = (report: Report, version: string): Report => ({
      ...report,
      run: { ...report.run, suite: { version, sha256: version, scenarios: 2 } },
    });
    const same = diffReports(suite(base, '1+a'), suite(less, '1+a'));
    expect([same.suite.rowsRemoved, same.suite.identity, same.selection.rowsOnlyInA.map((x) => x.name)]).toEqual([[], undefined, [name]]);
    const changed = diffReports(suite(base, '1+a'), suite(less, '1+b'));
    expect(changed.suite).toMatchObject({ identity: { from: '1+a', to: '1+b' }, rowsRemoved: [{ name }] });
    expect(diffText(changed)).toContain('suite changed\n  version 1+a, now 1+b\n');
  });

  test('what was selected stands in the command, in whatever order', () => {
    const of = (command: string): string => selectionOf({ run: { ...base.run, command } });
    expect(of('dmct run --scr SR/* --iut x --scenario=a')).toBe(of('dmct run --scenario a --iut y --scr SR/*'));
    expect(of('dmct run --out x')).toBe('');
  });

  test('everything else that changed is told by name', () => {
    const other: Report = {
      ...base,
      iut: { ...base.iut, version: '4.3' },
      ics: { sha256: 'x', answers: { ...base.ics.answers, WBXML: 'maybe' } },
      pixit: { sha256: 'y', values: { ...base.pixit.values, 'quiet.for': '99s' } },
      run: { ...base.run, seed: '77', id: 'other' },
    };
    const told = Object.fromEntries(diffReports(base, other).circumstances.map((c) => [c.name, c.to]));
    expect(told).toMatchObject({ 'iut.version': '4.3', 'ICS WBXML': 'maybe', 'PIXIT quiet.for': '99s', seed: '77' });
    expect(Object.keys(told)).not.toContain('run.id');
  });

  describe('of findings about the ICS', () => {
    const about = (frame?: number): Finding =>
      frame === undefined
        ? { kind: 'static', code: 'requires', name: 'SR/X', message: 'said' }
        : {
            kind: 'wire',
            code: 'contradicted',
            name: 'AUTH-MD5',
            message: 'seen',
            evidence: { frame, from: 0, to: 0, hex: '', wanted: '', got: '' },
          };
    const wrong = (...findings: Finding[]): Report => ({ ...base, findings, exit: findings.length ? 1 : base.exit });
    const shown = base.scenarios[0]?.frames[0] as number;

    test('a new one is worse, one that went is told, one that stays is neither', () => {
      for (const finding of [about(), about(shown)]) {
        const worse = diffReports(wrong(), wrong(finding));
        expect(worse.newFindings).toEqual([{ kind: finding.kind, finding: `${finding.name} (${finding.code})`, message: finding.message }]);
        expect(isWorse(worse)).toBe(true);
        expect(diffText(worse)).toMatch(
          /newly wrong with the ICS\n {2}\S+ \(\w+\): \w+\n[\s\S]*0 newly failing, 1 newly wrong with the ICS, 0 newly passing/,
        );
        expect(diffMarkdown(worse)).toMatch(/^## ❌ 0 newly failing, 1 newly wrong with the ICS[\s\S]*### Newly wrong with the ICS/);
        const better = diffReports(wrong(finding), wrong());
        expect([better.newFindings, better.goneFindings.length, isWorse(better)]).toEqual([[], 1, false]);
        expect(diffText(better)).toContain('no longer wrong with the ICS');
        expect(diffSections(diffReports(wrong(finding), wrong({ ...finding, message: 'in other words' })))).toEqual([]);
      }
    });

    test('what the other run did not look at is a matter of selection; a report that tells none is not compared', () => {
      const part: Report = { ...wrong(), scenarios: base.scenarios.filter((s) => !s.frames.includes(shown)) };
      const d = diffReports(part, wrong(about(shown)));
      expect([d.newFindings, d.selection.findingsOnlyInB.length, isWorse(d)]).toEqual([[], 1, false]);
      expect(diffReports(wrong(about(shown)), part)).toMatchObject({ goneFindings: [], selection: { findingsOnlyInA: [{ message: 'seen' }] } });
      expect(diffText(d)).toContain('wrong with the ICS only in B: AUTH-MD5 (contradicted)');
      const { findings: _, ...older } = wrong();
      expect(isWorse(diffReports(older, wrong(about())))).toBe(false);
    });
  });

  describe('of trouble with the implementation', () => {
    const [one, two] = base.scenarios.map(scenarioKey) as [string, string];
    const crashed = (...rows: string[]): Report => ({
      ...base,
      findings: rows.length
        ? [
            {
              kind: 'iut',
              code: 'iut-crash',
              name: 'send-report',
              message: 'it ended',
              row: rows[0] as string,
              count: rows.length,
              rows: rows.map((row) => ({ row, message: 'it ended', count: 1 })),
            },
          ]
        : [],
    });

    test('new in a row is worse, one that went is told, one that stays is neither', () => {
      const worse = diffReports(crashed(one), crashed(one, two));
      expect(worse.newFindings).toEqual([{ kind: 'iut', finding: `iut-crash in send-report, ${two}`, message: 'it ended' }]);
      expect(isWorse(worse)).toBe(true);
      expect(diffText(worse)).toMatch(
        /new trouble with the implementation\n {2}iut-crash in send-report, \S+: it ended\n[\s\S]*0 newly failing, 1 new trouble with the implementation, 0/,
      );
      expect(diffText(worse)).not.toContain('ICS');
      expect(diffMarkdown(worse)).toMatch(/^## ❌ [\s\S]*### New trouble with the implementation/);
      const better = diffReports(crashed(one), crashed());
      expect([better.newFindings, better.goneFindings.length, isWorse(better)]).toEqual([[], 1, false]);
      expect(diffText(better)).toContain('trouble with the implementation that is gone\n  iut-crash');
      expect(diffSections(diffReports(crashed(one), crashed(one)))).toEqual([]);
    });

    test('in a row that the other did not run it is a matter of selection; rows that an older version does not tell are not new', () => {
      const part: Report = { ...crashed(), scenarios: base.scenarios.filter((s) => scenarioKey(s) !== one) };
      const d = diffReports(part, crashed(one));
      expect([d.newFindings, d.selection.findingsOnlyInB.length, isWorse(d)]).toEqual([[], 1, false]);
      expect(diffText(d)).toContain(`trouble with the implementation only in B: iut-crash in send-report, ${one}`);
      const older: Report = { ...base, findings: crashed(one).findings?.map(({ rows: _, ...finding }) => finding) ?? [] };
      expect(diffSections(diffReports(older, crashed(one, two)))).toEqual([]);
      expect(isWorse(diffReports(crashed(), older))).toBe(true);
    });
  });

  test('Markdown is red for what fails newly, and long lists end', () => {
    const all = Object.fromEntries(base.assertions.map((_, n) => [n, 'fail' as const]));
    const text = diffMarkdown(diffReports(base, withVerdicts(all)));
    expect(text).toMatch(new RegExp(`^## ❌ ${base.assertions.length} newly failing, 0 newly passing`));
    expect(text).toContain(`- … and ${base.assertions.length - 50} more (--json has all)`);
    expect(diffMarkdown(diffReports(withVerdicts({ 0: 'fail' }), base))).toMatch(/^## ✅ 0 newly failing, 1 newly passing/);
  });

  test('on a terminal what fails newly stands last and whole, whatever else changed', () => {
    const [first] = base.scenarios;
    const many = Array.from({ length: 300 }, (_, n) => ({ ...(first as (typeof base.scenarios)[number]), id: `sr.client.new-${n}` }));
    const verdicts = withVerdicts(Object.fromEntries(base.assertions.slice(0, 40).map((_, n) => [n, 'fail' as const])));
    const lines = diffText(diffReports(base, { ...verdicts, scenarios: [...verdicts.scenarios, ...many] }))
      .trimEnd()
      .split('\n');
    const at = lines.indexOf('newly failing');
    expect(lines.slice(at + 1, at + 41).every((line) => line.includes(': pass → fail'))).toBe(true);
    expect(lines.slice(at + 41)).toEqual(['', expect.stringMatching(/^40 newly failing, /)]);
    expect(lines.slice(0, at)).toContain('  … and 280 more (--json has all)');
    expect(at).toBeLessThan(40);
  });
});
