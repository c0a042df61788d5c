/**
 * What is known of a row before it runs, by the ICS and the IUT file alone: the one place that `dmct run`, its `--list` and `dmct check` ask.
 * As the run and the judge will have it: what follows a step that cannot be done does not apply, what only could not be looked at is for a person.
 */
import type { Iut } from '../iut/iut.js';
import { type JudgedRow, judgeRow } from '../judge/judge.js';
import { type Assertion, type Row, rowId, type Scenario, type Step } from '../judge/scenario.js';
import { openAssumption, resultsOf } from '../judge/settle.js';
import { inapplicable } from '../judge/signature.js';
import type { Surroundings } from '../judge/surroundings.js';
import { ACTS } from '../judge/timeline.js';
import { impossible, unlisted } from './impossible.js';
import { boundAsFarAsKnown, boundScenario } from './run-row.js';

export interface AssertionProspect {
  readonly assertion: Assertion;
  readonly state: 'tested' | 'not-applicable' | 'review';
  /** Why not tested. */
  readonly reason?: string;
  /** Something is wanting that an IUT file could have. */
  readonly isLack?: true;
}

interface Unasked {
  readonly unasked: JudgedRow;
}
interface Asked {
  /** Throws InputError for what the IUT file lacks. */
  readonly bind: () => Scenario;
}

/** Why a primitive cannot be had; undefined when it can, or when nobody knows. */
export type Lacks = (primitive: string) => string | undefined;

/** The row, unless the ICS or the accounts leave it out as a whole. */
export function claimedRow(scenario: Scenario, row: Row, iut: Iut, seed: string, surroundings: Surroundings): Unasked | Asked {
  const unasked = judgeRow(scenario, row, undefined, surroundings);
  return unasked.verdict === 'not-applicable' ? { unasked } : { bind: () => boundScenario(scenario, row, iut, seed) };
}

/** The row, unless nothing in it applies: it need not run then, and the IUT file need not have what such a row asks for. */
export function beforehand(
  scenario: Scenario,
  row: Row,
  iut: Iut,
  seed: string,
  surroundings: Surroundings,
  lacks: Lacks = (primitive) => unlisted(iut, primitive),
): Unasked | (Asked & { readonly prospects: readonly AssertionProspect[] }) {
  const claimed = claimedRow(scenario, row, iut, seed, surroundings);
  if ('unasked' in claimed) return claimed;
  const prospects = foretold(boundAsFarAsKnown(scenario, row, iut, seed), iut, surroundings, lacks);
  const [first] = prospects;
  if (first && prospects.every(({ state }) => state === 'not-applicable')) return { unasked: notApplicable(scenario, row, prospects, first) };
  return { ...claimed, prospects };
}

/** The reason of the row is what an IUT file could mend, if there is such a thing. */
function notApplicable({ id }: Scenario, row: Row, prospects: readonly AssertionProspect[], first: AssertionProspect): JudgedRow {
  const { reason = '' } = prospects.find(({ isLack }) => isLack) ?? first;
  return {
    id: rowId(id, row.name),
    verdict: 'not-applicable',
    reason,
    assertions: prospects.map(({ assertion, reason: message = '' }) => ({
      id: `${id}/${assertion.id}`,
      items: assertion.scr,
      verdict: 'not-applicable',
      message,
      evidence: [],
    })),
  };
}

function foretold({ id, steps }: Scenario, iut: Iut, surroundings: Surroundings, lacks: Lacks): AssertionProspect[] {
  const lost = lostSteps(steps, iut, lacks);
  let first: Lack | undefined;
  return steps.flatMap((step) => {
    first ??= lost.get(step.id);
    // A control may stand after what it controls.
    const lack = first ?? step.controls.map((control) => lost.get(control) ?? partOf(control, steps, lost)).find((late) => late !== undefined);
    return step.expect.map((assertion): AssertionProspect => {
      const { ruledOut } = resultsOf(`${id}/${assertion.id}`, assertion, surroundings);
      if (ruledOut !== undefined) return { assertion, state: 'not-applicable', reason: ruledOut };
      if (lack) return { assertion, ...lack, isLack: true };
      const reason = openAssumption(assertion, surroundings) === undefined ? inapplicable(assertion.check, surroundings) : undefined;
      return reason === undefined ? { assertion, state: 'tested' } : { assertion, state: 'not-applicable', reason };
    });
  });
}

interface Lack {
  readonly state: 'not-applicable' | 'review';
  readonly reason: string;
}

const idle = ({ reason }: Lack): Lack => ({ state: 'not-applicable', reason });

const partOf = (use: string, steps: readonly Step[], lost: ReadonlyMap<string, Lack>): Lack | undefined =>
  steps.flatMap((step) => (step.group === use ? (lost.get(step.id) ?? []) : [])).at(0);

/** Steps that cannot be done or will be left out, and what that leaves of them; a procedure that stops half-way is lost as a whole. */
function lostSteps(steps: readonly Step[], iut: Iut, lacks: Lacks): ReadonlyMap<string, Lack> {
  const lost = new Map<string, Lack>();
  let stopped: Lack | undefined;
  /** Why the last act is not done: nothing is waited for then. */
  let undone: string | undefined;
  for (const step of steps) {
    const owner = steps.find(({ id }) => id === step.group);
    const left = stopped ?? lost.get(owner?.id ?? '');
    if (left) {
      lost.set(step.id, idle(left));
      continue;
    }
    const isWait = step.verb === 'receive' || step.verb === 'quiet';
    const reason = isWait ? undone : whyNot(step, iut, lacks);
    if (ACTS.has(step.verb)) undone = reason;
    if (reason === undefined) continue;
    const lack: Lack = { state: step.verb === 'observe' ? 'review' : 'not-applicable', reason };
    lost.set(step.id, lack);
    if (step.otherwise === 'continue') continue;
    if (owner) lost.set(owner.id, idle(lack));
    if (owner?.otherwise !== 'continue') stopped = lack;
  }
  return lost;
}

function whyNot(step: Step, iut: Iut, lacks: Lacks): string | undefined {
  const { verb, what } = step;
  const why = impossible(step, iut);
  if (why !== undefined) return why;
  // A session reads the tree then.
  if (verb === 'observe' && what === 'read-tree' && lacks('start-session') === undefined) return undefined;
  if (verb === 'trigger' || verb === 'observe') return lacks(what);
  return verb === 'send' && iut.role === 'client' && iut.push.bearer === 'exec' ? lacks('deliver-push') : undefined;
}
