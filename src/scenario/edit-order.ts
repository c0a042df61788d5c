/** Which frame a mutant edits. */
import { InputError } from '../base/errors.js';
import type { Mutant, Scenario } from '../judge/scenario.js';
import { ACTS, type FrameKind } from '../judge/timeline.js';
import type { EditOrder } from './recorder.js';

/** That of the named step, or of the first assertion that the mutant kills. Throws InputError `mutant-target` when that step receives nothing. */
export function editOrder(scenario: Scenario, mutant: Mutant): EditOrder {
  const edit = mutant.edit ?? {};
  const target =
    edit.step === undefined
      ? scenario.steps.find((s) => s.expect.some((a) => a.id === mutant.kills[0]))
      : scenario.steps.find((s) => s.id === edit.step);
  if (target?.verb !== 'receive')
    throw new InputError('mutant-target', {
      found: `mutant "${mutant.id}" of ${scenario.id} edits no received frame`,
      where: { file: scenario.file, line: mutant.line },
      cure: 'name a receive step: edit: { step: … }',
    });
  let act: string | undefined;
  let nth = 0;
  for (const step of scenario.steps) {
    if (ACTS.has(step.verb)) {
      act = step.id;
      nth = 0;
    }
    if (step.verb === 'receive' && step.what === target.what) nth++;
    if (step.id === target.id) break;
  }
  return { act, kind: target.what as FrameKind, nth, edit };
}
