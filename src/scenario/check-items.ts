/** Every item that a scenario's assertions name has to stand in the catalogue, and its ICS expressions have to mean something. */
import { resolve } from 'node:path';
import { InputError, unknownName } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { readYaml, type YamlFile } from '../base/yaml.js';
import type { Fields, Scenario } from '../judge/scenario.js';
import { type Catalogue, loadCatalogue } from '../scr/catalogue.js';
import { namesIn, type ParsedExpression, parseExpression, pointInto } from '../scr/expression.js';
import { meaningOf } from '../scr/names.js';

/** Throws InputError `unknown-item`, `expression-syntax` for the first, with its place and the nearest right name. */
export function checkItems(scenarios: readonly Scenario[], catalogue: Catalogue = loadCatalogue()): void {
  const means = new Set<string>();
  for (const scenario of scenarios) {
    for (const expression of [scenario.ics, ...scenario.rows.map((row) => row.ics)]) {
      if (expression === '' || means.has(expression)) continue;
      checkExpression(scenario, expression, catalogue);
      means.add(expression);
    }
    for (const step of scenario.steps)
      for (const assertion of step.expect)
        for (const key of assertion.scr) if (!catalogue.items.has(key)) throw unknownItem(scenario, assertion.id, key, catalogue);
  }
}

const sourceOf = (scenario: Scenario): YamlFile => readYaml(resolve(packageRoot, scenario.file));

function unknownItem(scenario: Scenario, assertion: string, key: string, catalogue: Catalogue) {
  const yaml = sourceOf(scenario);
  const steps = (yaml.value as Fields).steps as readonly Fields[];
  for (const [i, step] of steps.entries())
    for (const [j, entry] of ((step.expect as readonly Fields[] | undefined) ?? []).entries()) {
      const n = entry.id === assertion ? (entry.scr as readonly string[]).indexOf(key) : -1;
      if (n < 0) continue;
      const { parts } = unknownName('unknown-item', 'item', key, catalogue.items.keys());
      return yaml.error('unknown-item', ['steps', i, 'expect', j, 'scr', n], parts.found, {
        cure: parts.cure ?? 'dmct scr list shows all items',
      });
    }
  return unknownName('unknown-item', 'item', key, catalogue.items.keys(), { file: scenario.file, line: scenario.line });
}

/** The scenario's own expression, or that of the first row that has it. */
function checkExpression(scenario: Scenario, expression: string, catalogue: Catalogue): void {
  const names = namesIn(parsed(scenario, expression).tree);
  for (const { name, column } of names) {
    try {
      meaningOf(catalogue, name, { where: { column } });
    } catch (cause) {
      throw cause instanceof InputError ? pointInto(sourceOf(scenario), pathOf(scenario, expression), expression, cause) : cause;
    }
  }
}

function parsed(scenario: Scenario, expression: string): ParsedExpression {
  try {
    return parseExpression(expression);
  } catch (cause) {
    throw cause instanceof InputError ? pointInto(sourceOf(scenario), pathOf(scenario, expression), expression, cause) : cause;
  }
}

function pathOf(scenario: Scenario, expression: string): string[] {
  const row = scenario.ics === expression ? undefined : scenario.rows.find((r) => r.ics === expression);
  return row?.name === undefined ? ['ics'] : ['each', row.name, 'ics'];
}
