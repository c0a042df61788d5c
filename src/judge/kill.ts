/** When a mutant counts as killed (design 3.1): the named assertions fail, and nothing else but what it names as a consequence. */
import type { JudgedRow } from './judge.js';
import type { Mutant, Scenario } from './scenario.js';

export type MutantOutcome = 'killed' | 'survived' | 'wrong-assertion' | 'not-applied' | 'error';

export interface KillVerdict {
  readonly outcome: MutantOutcome;
  readonly why?: string;
}

/** An assertion on a mere recommendation fails as `review` and counts here too. `applied`: whether the edit changed octets, or a fault was switched on. */
export function judgeMutant(scenario: Scenario, mutant: Mutant, judged: JudgedRow, applied: boolean): KillVerdict {
  if (judged.assertions.some((a) => a.verdict === 'error')) return { outcome: 'error', why: judged.reason ?? 'the tester failed' };
  if (!applied) return { outcome: 'not-applied', why: 'the edit found nothing to change' };
  if (mutant.verdict !== undefined && judged.verdict !== mutant.verdict)
    return { outcome: 'survived', why: `the row is ${judged.verdict}, ${mutant.verdict} was wanted` };
  const failed = judged.assertions.filter((a) => a.verdict === 'fail' || a.advisory).map((a) => a.id.slice(scenario.id.length + 1));
  const missing = mutant.kills.filter((id) => !failed.includes(id));
  const stray = failed.filter((id) => !mutant.kills.includes(id) && !mutant.also.includes(id));
  if (missing.length === 0 && stray.length === 0) return { outcome: 'killed' };
  if (missing.length > 0 && failed.length === 0) return { outcome: 'survived', why: `nothing failed; wanted ${missing.join(', ')}` };
  if (missing.length > 0) return { outcome: 'wrong-assertion', why: `${missing.join(', ')} did not fail; ${failed.join(', ')} did` };
  return { outcome: 'wrong-assertion', why: `${stray.join(', ')} failed too` };
}
