import { describe, expect, it } from 'vitest';
import { mutant, scenario } from '../../tests/support/hand-made.js';
import { judgeMutant } from './kill.js';
import type { JudgedAssertion } from './settle.js';
import { type Verdict, worst } from './verdict.js';

const S = scenario([]);
const judged = (verdicts: Readonly<Record<string, Verdict | 'advisory'>>) => {
  const assertions = Object.entries(verdicts).map(([id, v]): JudgedAssertion => {
    const common = { id: `${S.id}/${id}`, items: ['SR/A'], evidence: [] };
    return v === 'advisory' ? { ...common, verdict: 'review', advisory: true } : { ...common, verdict: v };
  });
  return { id: S.id, verdict: worst(assertions.map((a) => a.verdict)), assertions };
};
const outcome = (m: Parameters<typeof mutant>[1], verdicts: Parameters<typeof judged>[0], applied = true) =>
  judgeMutant(S, mutant('m', m), judged(verdicts), applied);

describe('a mutant', () => {
  it('is killed by the assertions it names, with those that may fail too', () => {
    expect(outcome({ kills: ['a'] }, { a: 'fail', b: 'pass' })).toEqual({ outcome: 'killed' });
    expect(outcome({ kills: ['a'], also: ['b', 'c'] }, { a: 'fail', b: 'fail', c: 'pass' })).toEqual({ outcome: 'killed' });
    expect(outcome({ kills: ['a', 'b'] }, { a: 'fail', b: 'fail' })).toEqual({ outcome: 'killed' });
  });

  it('survives when nothing fails; a verdict that is left open is no failure', () => {
    expect(outcome({ kills: ['a'] }, { a: 'pass' })).toEqual({ outcome: 'survived', why: 'nothing failed; wanted a' });
    for (const verdict of ['inconclusive', 'not-tested', 'not-applicable', 'review'] as const)
      expect(outcome({ kills: ['a'] }, { a: verdict }).outcome).toBe('survived');
  });

  it('is not killed by another assertion, nor by more than it names', () => {
    expect(outcome({ kills: ['a'] }, { a: 'pass', b: 'fail' })).toEqual({ outcome: 'wrong-assertion', why: 'a did not fail; b did' });
    expect(outcome({ kills: ['a'] }, { a: 'fail', b: 'fail' })).toEqual({ outcome: 'wrong-assertion', why: 'b failed too' });
    expect(outcome({ kills: ['a', 'b'] }, { a: 'fail', b: 'pass' }).outcome).toBe('wrong-assertion');
  });

  it('of a mere recommendation is killed by the review that its failure leaves', () => {
    expect(outcome({ kills: ['a'] }, { a: 'advisory', b: 'pass' })).toEqual({ outcome: 'killed' });
    expect(outcome({ kills: ['a'] }, { a: 'fail', b: 'advisory' })).toEqual({ outcome: 'wrong-assertion', why: 'b failed too' });
  });

  it('that changed nothing, or on which the tester failed, proves nothing', () => {
    expect(outcome({ kills: ['a'] }, { a: 'fail' }, false).outcome).toBe('not-applied');
    expect(outcome({ kills: ['a'] }, { a: 'fail', b: 'error' }).outcome).toBe('error');
    expect(outcome({ kills: ['a'] }, { a: 'error' }, false).outcome).toBe('error');
  });

  it('may ask for the verdict of the row instead', () => {
    expect(outcome({ verdict: 'inconclusive' }, { a: 'inconclusive', b: 'pass' })).toEqual({ outcome: 'killed' });
    expect(outcome({ verdict: 'inconclusive' }, { a: 'pass' })).toEqual({ outcome: 'survived', why: 'the row is pass, inconclusive was wanted' });
    expect(outcome({ verdict: 'inconclusive' }, { a: 'fail', b: 'inconclusive' }).outcome).toBe('survived');
  });
});
