import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exitCode, SEVERITY, unheeded, type Verdict, worst } from './verdict.js';

const verdict = fc.constantFrom<Verdict>('pass', 'fail', 'inconclusive', 'review', 'not-applicable', 'not-tested', 'error');
const two = (a: Verdict, b: Verdict): Verdict => worst([a, b]);

describe('the worst verdict', () => {
  it('knows every verdict once', () => {
    const all: Record<Verdict, true> = {
      pass: true,
      fail: true,
      inconclusive: true,
      review: true,
      'not-applicable': true,
      'not-tested': true,
      error: true,
    };
    expect([...SEVERITY].sort()).toEqual(Object.keys(all).sort());
  });

  it('is the same however verdicts are grouped and ordered', () => {
    fc.assert(fc.property(verdict, verdict, verdict, (a, b, c) => two(two(a, b), c) === two(a, two(b, c))));
    fc.assert(fc.property(verdict, verdict, (a, b) => two(a, b) === two(b, a)));
    fc.assert(fc.property(verdict, (a) => two(a, a) === a));
    fc.assert(fc.property(fc.array(verdict), fc.array(verdict), (a, b) => worst([...a, ...b]) === worst([...b, ...a])));
  });

  it('is one of those given, and never better than any of them', () => {
    fc.assert(
      fc.property(fc.array(verdict, { minLength: 1 }), (list) => {
        const result = worst(list);
        return list.includes(result) && list.every((v) => SEVERITY.indexOf(v) <= SEVERITY.indexOf(result));
      }),
    );
  });

  it('of nothing is not-tested: what did not run is never green', () => expect(worst([])).toBe('not-tested'));

  it('is not softened by what did not run', () => {
    expect(worst(['pass', 'not-tested', 'not-applicable'])).toBe('pass');
    expect(worst(['fail', 'not-tested'])).toBe('fail');
    expect(worst(['not-tested', 'not-applicable'])).toBe('not-tested');
  });
});

describe('the exit code', () => {
  it.each<[readonly Verdict[], boolean, number]>([
    [['error', 'fail', 'inconclusive', 'pass'], true, 4],
    [['not-tested', 'error'], false, 4],
    [[], true, 6],
    [['not-tested', 'not-applicable'], true, 6],
    [['fail', 'inconclusive', 'review', 'pass'], true, 1],
    [['inconclusive', 'pass'], true, 3],
    [['review', 'pass'], true, 3],
    [['pass'], true, 5],
    [['pass', 'not-tested', 'not-applicable'], false, 0],
  ])('of %j, baseline stale: %s, is %i', (verdicts, stale, code) => expect(exitCode(verdicts, stale)).toBe(code));

  it('is 0 only when something passed and nothing is worse', () => {
    fc.assert(
      fc.property(fc.array(verdict), fc.boolean(), (list, stale) => {
        const good = list.includes('pass') && !list.some((v) => ['fail', 'inconclusive', 'review', 'error'].includes(v)) && !stale;
        return (exitCode(list, stale) === 0) === good;
      }),
    );
  });
});

it('a recommendation not followed is said to be one', () => {
  expect(unheeded('wanted 3')).toBe('recommended, not demanded: wanted 3');
  expect(unheeded()).toMatch(/^recommended, not demanded: ./);
});
