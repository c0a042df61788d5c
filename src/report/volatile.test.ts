import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import { differences } from './differences.js';
import type { Report, ReportScenario } from './report.js';
import { validateReport } from './validate.js';
import { VOLATILE, withoutVolatile } from './volatile.js';

type Trace = ReportScenario['trace'];

function traced(trace: Trace): Report {
  const report = sampleReport({ rows: 1 });
  return { ...report, scenarios: report.scenarios.map((s) => ({ ...s, trace })) };
}

describe('volatile content of a report', () => {
  it('is blanked where the list says, and nowhere else', () => {
    const report = sampleReport({ rows: 3 });
    const blanked = withoutVolatile(report);
    const paths = new Set(differences(report, blanked).map((d) => d.path.replace(/\[\d+\]/g, '[]')));
    const declared = VOLATILE.map((f) => f.path);
    expect(paths.size).toBeGreaterThan(5);
    for (const path of paths) expect(declared.some((d) => path === d || path.startsWith(`${d}[]`))).toBe(true);
    expect(validateReport(blanked).run.id).toBe('');
    expect(report.run.id).not.toBe('');
  });

  it('shows every other difference', () => {
    const report = sampleReport({ rows: 2 });
    const [first] = report.frames;
    const other = { ...report, frames: report.frames.map((f) => (f === first ? { ...f, base64: 'AA==' } : f)) };
    expect(differences(withoutVolatile(report), withoutVolatile(other))).toEqual([
      { path: 'frames[0].base64', left: JSON.stringify(first?.base64), right: '"AA=="' },
    ]);
  });

  it('gives one trace, whether a frame or the answer of the upper tester came first', () => {
    const call = { at: 2, step: 'ask', what: 'notify: done' };
    const asked = { at: 3, step: 'ask', what: 'done' };
    const frame = { at: 1, step: 'ask', what: 'frame', frame: 7 };
    const poll = { at: 4, step: 'push', what: 'quiesce: done' };
    const taken = { at: 5, step: 'push', what: 'done', frame: 7 };
    const late = { at: 6, step: 'push', what: 'frame', frame: 8 };
    const early = withoutVolatile(traced([frame, call, asked, taken, late])).scenarios[0]?.trace;
    expect(withoutVolatile(traced([call, asked, poll, { ...frame, step: 'push' }, taken, late])).scenarios[0]?.trace).toEqual(early);
    expect(early?.map((entry) => entry.frame ?? entry.what)).toEqual(['notify: done', 'done', 7, 7, 8]);
  });

  it('keeps the order of the acts', () => {
    const acts = [
      { at: 1, step: 'a', what: 'done' },
      { at: 2, step: 'b', what: 'failed: nothing came' },
    ];
    const report = traced(acts);
    expect(differences(withoutVolatile(report), withoutVolatile(traced([...acts].reverse())))).not.toEqual([]);
  });
});

describe('differences', () => {
  it('names the path of each, also of what one side lacks', () => {
    expect(differences({ a: [1, 2], b: { c: 'x' } }, { a: [1], b: { c: 'x', d: null } })).toEqual([
      { path: 'a[1]', left: '2', right: undefined },
      { path: 'b.d', left: undefined, right: 'null' },
    ]);
  });

  it('stops at the given number', () => {
    expect(differences([1, 2, 3], [4, 5, 6], 2)).toHaveLength(2);
    expect(differences({ a: 1 }, { a: 1 })).toEqual([]);
  });
});
