/** Verdicts and how they combine (ISO/IEC 9646 words, design sections 1 and 4.2). */

/** Of one assertion in one row. */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'review' | 'not-applicable' | 'not-tested' | 'error';
/** Of an item: also `excluded`, what no black-box tester can observe. */
export type ItemVerdict = Verdict | 'excluded';

/** From best to worst among verdicts that something executed earned; the worst one wins. */
export const SEVERITY: readonly Verdict[] = ['not-applicable', 'not-tested', 'pass', 'review', 'inconclusive', 'fail', 'error'];

/**
 * The worst verdict of what was executed. `not-applicable` and `not-tested` do not soften or spoil an executed one;
 * among themselves `not-tested` is the worse. Of nothing: `not-tested`.
 */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let result = -1;
  for (const verdict of verdicts) result = Math.max(result, SEVERITY.indexOf(verdict));
  return result < 0 ? 'not-tested' : (SEVERITY[result] as Verdict);
}

/** The message of a fail that becomes `review`: the text only recommends it, and a conformant product may do otherwise. */
export function unheeded(message = 'it does otherwise'): string {
  return `recommended, not demanded: ${message}`;
}

/** Exit code of a run by the contract (design 4.1): when several apply 2, 4, 6, 1, 3, 5. */
export function exitCode(assertions: Iterable<Verdict>, staleBaseline = false): 0 | 1 | 3 | 4 | 5 | 6 {
  const seen = new Set(assertions);
  if (seen.has('error')) return 4;
  const judged = ['pass', 'fail', 'inconclusive', 'review'].some((v) => seen.has(v as Verdict));
  if (!judged) return 6;
  if (seen.has('fail')) return 1;
  if (seen.has('inconclusive') || seen.has('review')) return 3;
  return staleBaseline ? 5 : 0;
}
