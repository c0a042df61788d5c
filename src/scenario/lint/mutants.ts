/** Every assertion is seen to fail: a mutant kills it, or mutant-exceptions.yaml says why none can. Faults that mutants name exist. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { faultIds } from '../../../simulators/faults/load.js';
import { InputError, unknownName } from '../../base/errors.js';
import { checkSchema } from '../../base/schema.js';
import { readYaml, type YamlFile } from '../../base/yaml.js';
import type { Mutant } from '../../judge/scenario.js';
import { assertionsIn } from '../check-items.js';
import { editOrder } from '../edit-order.js';
import { EXCEPTIONS_FILE } from '../load.js';
import { fromInputError, type LintProblem, problemAt } from './problem.js';
import type { ScenarioSource, Sources } from './sources.js';

export function lintMutants({ folder, scenarios }: Sources): LintProblem[] {
  try {
    const exceptions = readExceptions(join(folder, EXCEPTIONS_FILE));
    return [
      ...scenarios.flatMap((source) => lintKills(source, exceptions)),
      ...lintExceptions(exceptions, scenarios),
      ...scenarios.flatMap(lintOrders),
    ];
  } catch (cause) {
    if (cause instanceof InputError) return [fromInputError(cause)];
    throw cause;
  }
}

interface Exceptions {
  readonly yaml?: YamlFile;
  /** Assertion ids, `scenario/assertion`. */
  readonly assertions: readonly string[];
}

function readExceptions(file: string): Exceptions {
  if (!existsSync(file)) return { assertions: [] };
  const yaml = readYaml(file);
  checkSchema(yaml, 'src/scenario/mutant-exceptions.schema.json');
  const { exceptions } = yaml.value as unknown as { exceptions: readonly { assertion: string }[] };
  return { yaml, assertions: exceptions.map((e) => e.assertion) };
}

const killed = ({ scenario }: ScenarioSource): ReadonlySet<string> =>
  new Set(scenario.mutants.flatMap((m) => m.kills.map((id) => `${scenario.id}/${id}`)));

function lintKills(source: ScenarioSource, exceptions: Exceptions): LintProblem[] {
  const { yaml, scenario } = source;
  const seen = killed(source);
  // Assertions of procedures stand in another file; the step that uses them is the place.
  const places = new Map(assertionsIn(yaml).map(({ id, path }) => [id, yaml.at(path)]));
  return scenario.steps.flatMap((step) =>
    step.expect
      .map((assertion) => ({ assertion, id: `${scenario.id}/${assertion.id}` }))
      .filter(({ id }) => !seen.has(id) && !exceptions.assertions.includes(id))
      .map(({ assertion, id }) => ({
        severity: 'error' as const,
        code: 'no-mutant',
        message: `no mutant kills ${id}: it was never seen to fail`,
        where: places.get(assertion.id) ?? { file: yaml.file, line: step.line },
      })),
  );
}

function lintExceptions({ yaml, assertions }: Exceptions, scenarios: readonly ScenarioSource[]): LintProblem[] {
  if (!yaml) return [];
  const known = scenarios.flatMap(({ scenario }) => scenario.steps.flatMap((s) => s.expect.map((a) => `${scenario.id}/${a.id}`)));
  const seen = new Set(scenarios.flatMap((source) => [...killed(source)]));
  return assertions.flatMap((id, n): LintProblem[] => {
    const path = ['exceptions', n, 'assertion'];
    if (!known.includes(id)) return [fromInputError(unknownName('unknown-assertion', 'assertion', id, known, yaml.at(path)))];
    return seen.has(id) ? [problemAt(yaml, 'exception-idle', path, `a mutant kills ${id}: the exception is no longer needed`)] : [];
  });
}

/** What a mutant would do: faults by name, edits of a frame that a step receives. */
function lintOrders({ yaml, scenario }: ScenarioSource): LintProblem[] {
  const known = faultIds(scenario.side);
  return scenario.mutants.flatMap((mutant, n) => [
    ...mutant.behave
      .filter((id) => !known.includes(id))
      .map((id) => fromInputError(unknownName('unknown-fault', `${scenario.side} fault`, id, known, yaml.at(['mutants', n, 'behave'])))),
    ...(mutant.edit ? lintEdit(mutant, { yaml, scenario }, n) : []),
  ]);
}

function lintEdit(mutant: Mutant, { yaml, scenario }: ScenarioSource, n: number): LintProblem[] {
  try {
    editOrder(scenario, mutant);
    return [];
  } catch (cause) {
    if (cause instanceof InputError) return [{ ...fromInputError(cause), where: yaml.at(['mutants', n, 'edit']) }];
    throw cause;
  }
}
