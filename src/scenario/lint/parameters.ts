/** PIXIT parameters are listed where they are read, so that a person sees what a scenario waits for; silence has controls. */
import { unknownName } from '../../base/errors.js';
import type { YamlFile } from '../../base/yaml.js';
import { PIXIT_NAMES } from '../../iut/pixit.js';
import { placeholders } from '../../judge/bind.js';
import type { Fields, Scenario, Value } from '../../judge/scenario.js';
import { fromInputError, type LintProblem, problemAt } from './problem.js';
import type { ScenarioSource, Sources } from './sources.js';

export function lintParameters({ scenarios, procedures }: Sources): LintProblem[] {
  return [
    ...scenarios.flatMap((source) => [...lintPixit(source), ...lintRowValues(source), ...lintPlaceholderForm(source.yaml), ...lintSilence(source)]),
    ...procedures.flatMap((yaml) => [...lintProcedure(yaml, scenarios), ...lintPlaceholderForm(yaml)]),
  ];
}

/** Names of all placeholders that are put in when a row runs, those of its procedures too. */
function placeholdersOf(scenario: Scenario): Set<string> {
  const values: Value[] = [
    scenario.given,
    ...scenario.rows.map((row) => row.values),
    ...scenario.steps.flatMap((step) => [step.what, step.with, ...step.holds, ...step.expect.map((a) => a.check)]),
    ...scenario.mutants.flatMap((m) => (m.edit ? [m.edit] : [])),
  ];
  return new Set(values.flatMap(placeholders));
}

function lintPixit({ yaml, scenario }: ScenarioSource): LintProblem[] {
  const read = new Set([...placeholdersOf(scenario)].filter((name) => name.startsWith('pixit.')).map((name) => name.slice('pixit.'.length)));
  const problems = scenario.pixit.flatMap((name, i): LintProblem[] => {
    const path = ['pixit', i];
    if (!PIXIT_NAMES.includes(name)) return [fromInputError(unknownName('pixit-unknown', 'PIXIT parameter', name, PIXIT_NAMES, yaml.at(path)))];
    return read.has(name) ? [] : [problemAt(yaml, 'pixit-unused', path, `${name} is listed, but no step reads it`)];
  });
  const unlisted = [...read].filter((name) => !scenario.pixit.includes(name));
  if (unlisted.length > 0)
    problems.push(
      problemAt(yaml, 'pixit-unlisted', scenario.pixit.length ? ['pixit'] : ['scenario'], `read, but not listed in pixit: ${unlisted.join(', ')}`),
    );
  return problems;
}

function lintRowValues({ yaml, scenario }: ScenarioSource): LintProblem[] {
  const read = placeholdersOf(scenario);
  return scenario.rows.flatMap((row) =>
    Object.keys(row.values)
      .filter((name) => !read.has(`row.${name}`))
      .map(
        (name): LintProblem => ({
          severity: 'error',
          code: 'row-value-unused',
          message: `row ${row.name}: nothing reads \${row.${name}}`,
          where: yaml.keyAt(['each', row.name ?? '', name]),
        }),
      ),
  );
}

/** A slip inside `${…}` would go over the wire as it stands. */
function lintPlaceholderForm(yaml: YamlFile): LintProblem[] {
  return yaml.text.split('\n').flatMap((line, i) => {
    const column = line.replace(/\$\{[A-Za-z0-9_.@-]+\}/g, (all) => ' '.repeat(all.length)).indexOf('${');
    if (column < 0 || /^\s*#/.test(line)) return [];
    const message = `"${line.slice(column).split(/[",]/)[0]}" is no placeholder; wanted \${row.NAME}, \${pixit.NAME}, …`;
    return [{ severity: 'error' as const, code: 'placeholder', message, where: { file: yaml.file, line: i + 1, column: column + 1 } }];
  });
}

/** Silence is proved, not assumed: a window, or an absent answer that is not a failure, needs a control. */
function lintSilence({ yaml, scenario }: ScenarioSource): LintProblem[] {
  return scenario.steps
    .filter((s) => s.controls.length === 0 && (s.verb === 'quiet' || (s.verb === 'receive' && s.otherwise === 'continue' && s.expect.length > 0)))
    .map((step) => ({
      severity: 'error' as const,
      code: 'silence-unproved',
      message: `step "${step.id}" has no controls: a dead IUT would be silent too`,
      where: { file: yaml.file, line: step.line },
    }));
}

function lintProcedure(yaml: YamlFile, scenarios: readonly ScenarioSource[]): LintProblem[] {
  const root = yaml.value as Fields;
  const id = String(root.procedure);
  const read = new Set(placeholders(root.steps as Value));
  const problems = ((root.parameters as readonly string[] | undefined) ?? []).flatMap((name, i) =>
    read.has(`with.${name}`) ? [] : [problemAt(yaml, 'parameter-unused', ['parameters', i], `no step of ${id} reads \${with.${name}}`)],
  );
  const users = scenarios.filter(({ scenario }) => scenario.steps.some((s) => s.verb === 'use' && s.what === id));
  if (users.length === 0) problems.push(problemAt(yaml, 'procedure-unused', ['procedure'], `no scenario uses ${id}`, 'warning'));
  for (const { scenario } of users)
    if (scenario.side !== root.side)
      problems.push(problemAt(yaml, 'wrong-side', ['side'], `${id} is for a ${String(root.side)}, but ${scenario.id} uses it`));
  return problems;
}
