/** Every item that assertions name has to stand in the catalogue, and ICS expressions have to mean something. */
import { resolve } from 'node:path';
import { HarnessFault, InputError, unknownName } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { readYaml, type YamlFile } from '../base/yaml.js';
import type { Fields, Scenario } from '../judge/scenario.js';
import { type Catalogue, loadCatalogue } from '../scr/catalogue.js';
import { namesIn, parseExpression, parseExpressionAt, pointInto } from '../scr/expression.js';
import { type Meaning, meaningOf } from '../scr/names.js';

type Path = readonly (string | number)[];

export interface AssertionPlace {
  readonly id: string;
  readonly scr: readonly string[];
  readonly assumption?: string;
  readonly path: Path;
}

/** The assertions that stand in one file, with their paths. */
export function assertionsIn(yaml: YamlFile): AssertionPlace[] {
  const steps = (yaml.value as Fields).steps as readonly Fields[];
  return steps.flatMap((step, i) =>
    ((step.expect as readonly Fields[] | undefined) ?? []).map(({ id, scr, assumption }, j) => ({
      id: String(id),
      scr: scr as readonly string[],
      ...(assumption === undefined ? {} : { assumption: String(assumption) }),
      path: ['steps', i, 'expect', j],
    })),
  );
}

/** The ICS expressions of a scenario file, with their paths. */
export function expressionsIn(yaml: YamlFile): { readonly path: Path; readonly text: string }[] {
  const root = yaml.value as Fields;
  const rows = Object.entries((root.each as Record<string, Fields> | undefined) ?? {});
  const places = [{ path: ['ics'], text: root.ics }, ...rows.map(([row, { ics }]) => ({ path: ['each', row, 'ics'], text: ics }))];
  return places.flatMap(({ path, text }) => (typeof text === 'string' && text !== '' ? [{ path, text }] : []));
}

/** Names in an assertion that the catalogue does not have: `unknown-item`, `unknown-assumption`, each with its place and the nearest. */
export function itemErrors(yaml: YamlFile, { scr, assumption, path }: AssertionPlace, catalogue: Catalogue): InputError[] {
  const error = (code: string, kind: string, name: string, known: Iterable<string>, at: Path, cure: string): InputError => {
    const { parts } = unknownName(code, kind, name, known);
    return yaml.error(code, at, parts.found, { cure: parts.cure ?? cure });
  };
  const errors = scr.flatMap((key, n) =>
    catalogue.items.has(key)
      ? []
      : [error('unknown-item', 'item', key, catalogue.items.keys(), [...path, 'scr', n], 'dmct scr list shows all items')],
  );
  if (assumption !== undefined && !catalogue.assumptions.has(assumption)) {
    const known = [...catalogue.assumptions.keys()];
    errors.push(error('unknown-assumption', 'assumption', assumption, known, [...path, 'assumption'], `known: ${known.join(', ')}`));
  }
  return errors;
}

/** What the names of an expression mean. `errors`: `expression-syntax`, `unknown-name` and its like, each at its column of the file. */
export function readExpression(
  yaml: YamlFile,
  path: Path,
  text: string,
  catalogue: Catalogue,
): { readonly meanings: readonly Meaning[]; readonly mixedAt: readonly number[]; readonly errors: readonly InputError[] } {
  const meanings: Meaning[] = [];
  const errors: InputError[] = [];
  const attempt = <T>(act: () => T, at: (error: InputError) => InputError): T | undefined => {
    try {
      return act();
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      errors.push(at(cause));
      return undefined;
    }
  };
  const parsed = attempt(
    () => parseExpressionAt(text, yaml, path),
    (error) => error,
  );
  for (const { name, column } of parsed ? namesIn(parsed.tree) : []) {
    const meaning = attempt(
      () => meaningOf(catalogue, name, { where: { column } }),
      (error) => pointInto(yaml, path, text, error),
    );
    if (meaning) meanings.push(meaning);
  }
  return { meanings, mixedAt: parsed?.mixedAt ?? [], errors };
}

/** Throws the first of these errors. Scenarios come from a cache without their text, so a file is read again only when something is wrong. */
export function checkItems(scenarios: readonly Scenario[], catalogue: Catalogue = loadCatalogue()): void {
  const sound = new Map<string, boolean>();
  const means = (text: string): boolean => {
    if (!sound.has(text)) sound.set(text, isSound(text, catalogue));
    return sound.get(text) === true;
  };
  for (const scenario of scenarios) {
    const assertions = scenario.steps.flatMap((step) => step.expect);
    if (
      assertions.every(
        (a) => a.scr.every((key) => catalogue.items.has(key)) && (a.assumption === undefined || catalogue.assumptions.has(a.assumption)),
      ) &&
      [scenario.ics, ...scenario.rows.map((row) => row.ics)].every(means)
    )
      continue;
    const yaml = readYaml(resolve(packageRoot, scenario.file));
    for (const place of assertionsIn(yaml)) for (const error of itemErrors(yaml, place, catalogue)) throw error;
    for (const { path, text } of expressionsIn(yaml)) for (const error of readExpression(yaml, path, text, catalogue).errors) throw error;
    throw new HarnessFault(`${scenario.file} was changed while it was being used`);
  }
}

function isSound(expression: string, catalogue: Catalogue): boolean {
  try {
    for (const { name } of namesIn(parseExpression(expression).tree)) meaningOf(catalogue, name);
    return true;
  } catch (cause) {
    if (cause instanceof InputError) return false;
    throw cause;
  }
}
