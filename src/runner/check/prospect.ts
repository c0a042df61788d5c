/** What a run would come to, row by row, known before anything runs: which rows run, which do not apply, which cannot run, and why. */
import { InputError } from '../../base/errors.js';
import type { Iut } from '../../iut/iut.js';
import { PIXIT_NAMES } from '../../iut/pixit.js';
import type { Assertion, Row, Scenario, Step } from '../../judge/scenario.js';
import { rowId } from '../../judge/scenario.js';
import { openAssumption } from '../../judge/settle.js';
import { inapplicable } from '../../judge/signature.js';
import { applicableRow } from '../../scenario/run-row.js';
import { surroundingsOf } from '../../scenario/surroundings.js';

/** `lacking`: it runs, but the adapter or the push bearer lacks what some of it needs. */
export type RowState = 'runs' | 'lacking' | 'not-applicable' | 'blocked';

export interface AssertionProspect {
  readonly assertion: Assertion;
  readonly state: 'tested' | 'not-applicable' | 'review' | 'blocked';
  readonly reason?: string;
}

export interface RowProspect {
  readonly id: string;
  readonly scenario: Scenario;
  readonly row: Row;
  readonly state: RowState;
  readonly reason?: string;
  /** What keeps it from running: PIXIT parameters that are not set, or else the error that a run would end with. */
  readonly unset: readonly string[];
  readonly error?: InputError;
  readonly assertions: readonly AssertionProspect[];
}

/** `lacks`: why a primitive cannot be had; undefined when it can, or when nobody knows. */
export function rowProspects(
  iut: Iut,
  scenarios: readonly Scenario[],
  seed: string,
  lacks: (primitive: string) => string | undefined = (primitive) => unlisted(iut, primitive),
): readonly RowProspect[] {
  const surroundings = surroundingsOf(iut);
  return scenarios.flatMap((scenario) =>
    scenario.rows.map((row): RowProspect => {
      const all = scenario.steps.flatMap((step) => step.expect);
      const common = { id: rowId(scenario.id, row.name), scenario, row };
      const uniform = (state: 'not-applicable' | 'blocked', reason: string): Pick<RowProspect, 'state' | 'reason' | 'assertions'> => ({
        state,
        reason,
        assertions: all.map((assertion) => ({ assertion, state, reason })),
      });
      try {
        const applicable = applicableRow(scenario, row, iut, seed, surroundings);
        if (!('bound' in applicable)) return { ...common, ...uniform('not-applicable', applicable.unasked.reason ?? 'ICS'), unset: [] };
        const unasked = new Set<Assertion>();
        const assertions = throughSteps(applicable.bound, iut, lacks).map((prospect): AssertionProspect => {
          const { assertion } = prospect;
          const claims = assertion.scr.map((key) => surroundings.claimed(key));
          if (claims.length > 0 && claims.every(({ value }) => value === 'no'))
            return { assertion, state: 'not-applicable', reason: `ICS: ${claims[0]?.why}` };
          const isOpen = prospect.state !== 'tested' || openAssumption(assertion, surroundings) !== undefined;
          const reason = isOpen ? undefined : inapplicable(assertion.check, surroundings);
          if (reason === undefined) return prospect;
          unasked.add(assertion);
          return { assertion, state: 'not-applicable', reason };
        });
        const lacking = assertions.find(
          ({ assertion, state, reason }) => state !== 'tested' && !reason?.startsWith('ICS: ') && !unasked.has(assertion),
        );
        return { ...common, state: lacking ? 'lacking' : 'runs', ...(lacking?.reason ? { reason: lacking.reason } : {}), unset: [], assertions };
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause;
        const unset = PIXIT_NAMES.filter((name) => scenario.pixit.includes(name) && iut.pixit.values[name] === undefined);
        const reason = unset.length > 0 ? `PIXIT: ${unset.join(', ')} not set` : cause.parts.found;
        return { ...common, ...uniform('blocked', reason), unset, error: cause };
      }
    }),
  );
}

/** Primitives that the IUT file itself says the adapter has not. */
export function unlisted({ upperTester }: Iut, primitive: string): string | undefined {
  const { primitives } = upperTester;
  const isSession = upperTester.kind === 'exec' && upperTester.mode === 'session';
  if (primitives === undefined ? !isSession : primitives.includes(primitive as never)) return undefined;
  return `upper-tester.primitives does not list "${primitive}"`;
}

/** As the judge will see it: what follows a step that cannot be done does not apply, what only could not be looked at is for a person. */
function throughSteps({ steps }: Scenario, iut: Iut, lacks: (primitive: string) => string | undefined): AssertionProspect[] {
  const failed = new Map<string, { readonly state: 'not-applicable' | 'review'; readonly reason: string }>();
  let stopped: { readonly state: 'not-applicable' | 'review'; readonly reason: string } | undefined;
  const found: AssertionProspect[] = [];
  for (const step of steps) {
    const reason = whyNot(step, iut, lacks);
    if (reason !== undefined) {
      const end = { state: step.verb === 'observe' ? ('review' as const) : ('not-applicable' as const), reason };
      failed.set(step.id, end);
      const owner = steps.find((s) => s.id === step.group);
      if (step.group !== undefined) failed.set(step.group, end);
      if (step.otherwise !== 'continue' && owner?.otherwise !== 'continue') stopped ??= end;
    }
    const control = [step.id, ...(step.group === undefined ? [] : [step.group]), ...step.controls].map((id) => failed.get(id)).find(Boolean);
    const end = stopped ?? control;
    found.push(...step.expect.map((assertion): AssertionProspect => (end ? { assertion, ...end } : { assertion, state: 'tested' })));
  }
  // A control may stand after what it controls.
  return found.map((prospect) => {
    if (prospect.state !== 'tested') return prospect;
    const step = steps.find((s) => s.expect.includes(prospect.assertion));
    const late = step?.controls.map((id) => failed.get(id)).find(Boolean);
    return late ? { assertion: prospect.assertion, ...late } : prospect;
  });
}

function whyNot({ verb, what }: Step, { role, push }: Iut, lacks: (primitive: string) => string | undefined): string | undefined {
  // A session reads the tree then.
  if (verb === 'observe' && what === 'read-tree' && lacks('start-session') === undefined) return undefined;
  if (verb === 'trigger' || verb === 'observe') return lacks(what);
  const isPush = verb === 'send' && role === 'client' && (what === 'notification' || what === 'command');
  if (!isPush) return undefined;
  if (push.bearer === 'none') return 'the IUT file says push: none';
  return push.bearer === 'exec' ? lacks('deliver-push') : undefined;
}
