import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverage } from './coverage.js';
import type { ReportAssertion, ReportItem } from './report.js';

const item = (key: string, more: Partial<ReportItem> = {}): ReportItem => ({
  key,
  edition: key.split('/')[0] as string,
  id: key.split('/')[1] as string,
  kind: 'scr',
  side: 'client',
  status: 'mandatory',
  section: { printed: '1', effective: '1' },
  text: 'x',
  verdict: 'not-tested',
  assertions: [],
  ...more,
});
const assertion = (verdict: ReportAssertion['verdict'], ...items: string[]): ReportAssertion => ({
  id: `s/${verdict}`,
  items,
  verdict,
  evidence: [],
});
const report = (items: ReportItem[], assertions: ReportAssertion[]) => ({
  iut: { name: 'x', vendor: 'x', product: 'x', version: '1', role: 'client' as const },
  ics: { sha256: '', answers: {} },
  items,
  assertions,
});

describe('coverage', () => {
  it.each([
    ['pass', 1],
    ['fail', 1],
    ['inconclusive', 1],
    ['review', 1],
    ['not-tested', 0],
    ['not-applicable', 0],
    ['error', 0],
  ] as const)('counts an assertion with verdict %s as %i', (verdict, covered) => {
    const result = coverage(report([item('SR/A')], [assertion(verdict, 'SR/A')]));
    expect(result.total.covered).toBe(covered);
    expect(result.executed).toBe(covered);
    expect(result.percent).toBe(100 * covered);
  });

  it('leaves out editions that the ICS does not claim, unless they are asked for', () => {
    const answers = { 'SR/A': 'yes', 'SR/B': 'no', 'SM/C': 'no' };
    const base = { ...report([item('SR/A'), item('SR/B'), item('SM/C')], [assertion('pass', 'SR/A')]), ics: { sha256: '', answers } };
    expect(coverage(base)).toMatchObject({ percent: 50, total: { items: 2 }, unclaimed: new Map([['SM', 1]]) });
    expect(coverage(base, { editions: ['SR', 'SM'] })).toMatchObject({ total: { items: 3 }, unclaimed: new Map() });
    expect(coverage(base, { editions: ['SM'] })).toMatchObject({ percent: 0, total: { items: 1 } });
  });

  it("does not believe an item's own verdict or its list of assertions", () => {
    const claimed = item('SR/A', { verdict: 'pass', assertions: ['s/pass'] });
    expect(coverage(report([claimed, item('SR/B')], [assertion('pass', 'SR/B')])).total.uncovered).toEqual([claimed]);
  });

  it('keeps excluded items out of the base and not-applicable ones in, unless told otherwise', () => {
    const items = [item('SR/A'), item('SR/B', { verdict: 'excluded' }), item('SR/C', { verdict: 'not-applicable' })];
    const run = report(items, [assertion('pass', 'SR/A')]);
    expect(coverage(run).percent).toBe(50);
    expect(coverage(run).total).toMatchObject({ items: 3, covered: 1, excluded: 1 });
    expect(coverage(run, { applicableOnly: true }).percent).toBe(100);
  });

  it('counts by edition and side; items of both sides count for the side under test', () => {
    const items = [item('SR/A'), item('NOTI/A'), item('NOTI/B', { side: 'both' })];
    const { rows } = coverage(report(items, [assertion('fail', 'NOTI/B')]));
    expect(rows.map(({ edition, side, items: n, covered }) => [edition, side, n, covered])).toEqual([
      ['SR', 'client', 1, 0],
      ['NOTI', 'client', 2, 1],
    ]);
  });

  it('selects by status, in our words or as printed', () => {
    const items = [
      item('SR/A'),
      item('SR/B', { status: 'M' }),
      item('SR/C', { status: 'MUST NOT' }),
      item('SR/D', { status: 'optional' }),
      item('SR/E', { status: 'constructor' }),
    ];
    expect(coverage(report(items, []), { statuses: ['mandatory'] }).total.uncovered.map((i) => i.id)).toEqual(['A', 'B', 'C']);
  });

  it('says that there is nothing to count', () => {
    expect(coverage(report([], []))).toMatchObject({ percent: undefined, executed: 0 });
    expect(coverage(report([item('SR/A', { verdict: 'excluded' })], [])).percent).toBeUndefined();
  });

  it('adds up: covered, uncovered and excluded are all items', () => {
    const verdicts = ['pass', 'fail', 'inconclusive', 'review', 'not-applicable', 'not-tested', 'error'] as const;
    const entry = fc.record({
      verdict: fc.constantFrom(...verdicts),
      excluded: fc.boolean(),
      side: fc.constantFrom('client' as const, 'both' as const),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        const items = entries.map(({ excluded, verdict, side }, n) => item(`SR/${n}`, { verdict: excluded ? 'excluded' : verdict, side }));
        const { rows, total } = coverage(
          report(
            items,
            entries.map(({ verdict }, n) => assertion(verdict, `SR/${n}`)),
          ),
        );
        for (const row of [...rows, total]) expect(row.covered + row.uncovered.length + row.excluded).toBe(row.items);
        expect(rows.reduce((sum, row) => sum + row.items, 0)).toBe(total.items);
      }),
    );
  });
});
