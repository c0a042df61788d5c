/** What is judged in a capture, where nothing was provoked, may ask for nothing that only a run can know. */
import { placeholders } from '../../judge/bind.js';
import { FRAME_CLASSES, SENT_BY } from '../../judge/frame-class.js';
import type { Passive } from '../../judge/scenario.js';
import type { LintProblem } from './problem.js';
import type { ScenarioSource, Sources } from './sources.js';

/** Subjects and conditions that look at another step, or at the upper tester. */
const OF_A_RUN = ['message', 'oracle', 'frames', 'same-as', 'differs-from'];

export function lintPassive({ scenarios }: Sources): LintProblem[] {
  return scenarios.flatMap((source) =>
    source.scenario.steps.flatMap((step) =>
      step.expect.flatMap(({ id, passive, line }): LintProblem[] => {
        const found = passive && (step.verb === 'receive' ? problemOf(passive, source) : `${step.verb} receives no frame`);
        if (found === undefined) return [];
        return [{ severity: 'error', code: 'passive', message: `passive, assertion "${id}": ${found}`, where: { file: source.yaml.file, line } }];
      }),
    ),
  );
}

function problemOf({ of, check }: Passive, { scenario }: ScenarioSource): string | undefined {
  if (SENT_BY[of] !== scenario.side) return `a ${FRAME_CLASSES[of]} is not sent by the ${scenario.side} under test`;
  const asked = OF_A_RUN.find((name) => name in check);
  if (asked !== undefined) return `"${asked}" needs a run; give it a check of its own: passive: { of: ${of}, check: … }`;
  const unknown = placeholders(check).find((name) => !/^(row|account)\./.test(name));
  return unknown === undefined ? undefined : `\${${unknown}} is known only to a run`;
}
