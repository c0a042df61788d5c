/** From what a check found to a verdict: which items are claimed, what rests on an open assumption, what is only recommended. */
import type { FrameLine } from '../record/record.js';
import type { JudgedEvidence, Outcome } from './evaluate.js';
import type { Assertion } from './scenario.js';
import type { Surroundings } from './surroundings.js';
import { unimplementedHint } from './unimplemented.js';
import { unheeded, type Verdict } from './verdict.js';

export interface JudgedAssertion {
  readonly id: string;
  readonly items: readonly string[];
  readonly verdict: Verdict;
  readonly message?: string;
  /** It failed, but none of its items demands what it asks for: a person must look, a mutant counts it as failed. */
  readonly advisory?: true;
  readonly evidence: readonly JudgedEvidence[];
}

export type Result = (verdict: Verdict, message?: string, evidence?: readonly JudgedEvidence[]) => JudgedAssertion;

/** How verdicts on this assertion are written down; `ruledOut` says why the ICS leaves nothing to judge. */
export function resultsOf(id: string, assertion: Assertion, surroundings: Surroundings): { readonly result: Result; readonly ruledOut?: string } {
  const claims = assertion.scr.map((key) => ({ key, ...surroundings.claimed(key) }));
  const applicable = claims.filter((c) => c.value !== 'no');
  const advisory = applicable.length > 0 && !applicable.some((c) => surroundings.isDemanded(c.key));
  const result: Result = (verdict, message, evidence = []) => {
    const common = { id, items: assertion.scr, evidence };
    if (verdict === 'fail' && advisory) return { ...common, verdict: 'review', message: unheeded(message), advisory };
    return { ...common, verdict, ...(message ? { message } : {}) };
  };
  return claims.length > 0 && applicable.length === 0 ? { result, ruledOut: `ICS: ${claims[0]?.why}` } : { result };
}

/** The verdict on an outcome of looking at `frames`. An assumption that is not pinned leaves it open. */
export function settled(
  assertion: Assertion,
  outcome: Outcome,
  frames: readonly FrameLine[],
  surroundings: Surroundings,
  result: Result,
): JudgedAssertion {
  if (outcome.unreadable) return result('not-tested', outcome.unreadable);
  const open = openAssumption(assertion, surroundings);
  if (open) return result('inconclusive', `assumption ${open} is not pinned; ${underDefault(outcome)}`, outcome.evidence);
  if (outcome.undecided) return result(outcome.undecided, outcome.message, outcome.evidence);
  if (!outcome.ok && outcome.assumption) return result('inconclusive', `assumption ${outcome.assumption}: ${outcome.message}`, outcome.evidence);
  if (outcome.ok) return result('pass', outcome.message, outcome.evidence);
  return result('fail', [outcome.message, unimplementedHint(assertion, outcome, frames)].filter(Boolean).join('; '), outcome.evidence);
}

/** The first assumption that it rests on and that nobody pinned. */
export function openAssumption(assertion: Assertion, surroundings: Surroundings): string | undefined {
  const named = [
    ...(assertion.assumption === undefined ? [] : [assertion.assumption]),
    ...assertion.scr.flatMap((key) => surroundings.assumptionsOf(key)),
  ];
  return named.find((u) => !(u in surroundings.assume));
}

/** What is known while an assumption stays open. A condition that tried every reading itself says what it found. */
function underDefault({ ok, message = '', assumption, undecided }: Outcome): string {
  if (assumption !== undefined || undecided !== undefined) return message;
  return `under the default reading: ${ok ? 'pass' : `fail (${message})`}`;
}
