/** What a run would come to, row by row, known before anything runs: which rows run, which do not apply, which cannot run, and why. */
import { InputError } from '../base/errors.js';
import type { Iut } from '../iut/iut.js';
import { PIXIT_NAMES } from '../iut/pixit.js';
import type { Row, Scenario } from '../judge/scenario.js';
import { rowId } from '../judge/scenario.js';
import { type AssertionProspect, beforehand, type Lacks } from '../scenario/beforehand.js';
import { surroundingsOf } from '../scenario/surroundings.js';

/** `lacking`: it runs, but the adapter or the push bearer lacks what some of it needs. `blocked`: a run would not begin. */
export type RowState = 'runs' | 'lacking' | 'not-applicable' | 'blocked';

/** As it is known by itself, or kept from being tested with its row. */
export type RowAssertion = AssertionProspect | (Omit<AssertionProspect, 'state'> & { readonly state: 'blocked' });

export interface RowProspect {
  readonly id: string;
  readonly scenario: Scenario;
  readonly row: Row;
  readonly state: RowState;
  readonly reason?: string;
  /** What keeps it from running: PIXIT parameters that are not set, or else the error that a run would end with. */
  readonly unset: readonly string[];
  readonly error?: InputError;
  readonly assertions: readonly RowAssertion[];
}

/** `lacks`: what more is known of the adapter than the IUT file says. */
export function rowProspects(iut: Iut, scenarios: readonly Scenario[], seed: string, lacks?: Lacks): readonly RowProspect[] {
  const surroundings = surroundingsOf(iut);
  return scenarios.flatMap((scenario) =>
    scenario.rows.map((row): RowProspect => {
      const common = { id: rowId(scenario.id, row.name), scenario, row, unset: [] };
      const before = beforehand(scenario, row, iut, seed, surroundings, lacks);
      if ('unasked' in before) {
        const { reason = '', assertions } = before.unasked;
        const all = scenario.steps.flatMap((step) => step.expect);
        const idle = all.map((assertion, i): RowAssertion => ({ assertion, state: 'not-applicable', reason: assertions[i]?.message ?? reason }));
        return { ...common, state: 'not-applicable', reason, assertions: idle };
      }
      const { bind, prospects } = before;
      try {
        bind();
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause;
        const unset = PIXIT_NAMES.filter((name) => scenario.pixit.includes(name) && iut.pixit.values[name] === undefined);
        const reason = unset.length > 0 ? `PIXIT: ${unset.join(', ')} not set` : cause.parts.found;
        const assertions = prospects.map((prospect) => (prospect.state === 'tested' ? { ...prospect, state: 'blocked' as const, reason } : prospect));
        return { ...common, state: 'blocked', reason, unset, error: cause, assertions };
      }
      const lacking = prospects.find(({ isLack }) => isLack);
      return { ...common, state: lacking ? 'lacking' : 'runs', ...(lacking?.reason ? { reason: lacking.reason } : {}), assertions: prospects };
    }),
  );
}
