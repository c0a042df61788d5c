/** What a scenario names of the catalogue: items of its assertions, its ICS expressions, its assumptions; all known and of its side. */
import type { YamlFile } from '../../base/yaml.js';
import type { Fields } from '../../judge/scenario.js';
import type { Catalogue, Side } from '../../scr/catalogue.js';
import { sideOf } from '../../scr/names.js';
import { assertionsIn, expressionsIn, itemErrors, readExpression } from '../check-items.js';
import { fromInputError, type LintProblem, problemAt } from './problem.js';
import type { Sources } from './sources.js';

export function lintRequirements({ scenarios, procedures }: Sources, catalogue: Catalogue): LintProblem[] {
  return [
    ...scenarios.flatMap(({ yaml, scenario }) => [...lintItems(yaml, scenario.side, catalogue), ...lintExpressions(yaml, scenario.side, catalogue)]),
    ...procedures.flatMap((yaml) => lintItems(yaml, (yaml.value as Fields).side as Side, catalogue)),
  ];
}

const isOtherSide = (side: Side, own: Side): boolean => side !== 'both' && side !== own;

function lintItems(yaml: YamlFile, side: Side, catalogue: Catalogue): LintProblem[] {
  return assertionsIn(yaml).flatMap((place) => [
    ...itemErrors(yaml, place, catalogue).map((error) => fromInputError(error)),
    ...place.scr.flatMap((key, n): LintProblem[] => {
      const problem = (code: string, message: string) => [problemAt(yaml, code, [...place.path, 'scr', n], message)];
      if (place.scr.indexOf(key) !== n) return problem('duplicate-item', `${key} stands twice at "${place.id}"`);
      const item = catalogue.items.get(key);
      if (!item) return [];
      if (isOtherSide(item.side, side)) return problem('wrong-side', `${key} is asked of a ${item.side}; this scenario is about a ${side}`);
      if (item.excluded !== undefined) return problem('excluded-item', `"${place.id}" judges ${key}, which the catalogue excludes: ${item.excluded}`);
      return [];
    }),
  ]);
}

function lintExpressions(yaml: YamlFile, side: Side, catalogue: Catalogue): LintProblem[] {
  return expressionsIn(yaml).flatMap(({ path, text }) => {
    const { meanings, mixedAt, errors } = readExpression(yaml, path, text, catalogue);
    const foreign = meanings.filter((meaning) => isOtherSide(sideOf(meaning), side));
    const mix = `AND and OR are mixed without brackets (OR in column ${mixedAt.join(', ')} of "${text}"); AND binds tighter: set brackets`;
    return [
      ...errors.map((error) => fromInputError(error)),
      ...foreign.map((m) => problemAt(yaml, 'wrong-side', path, `${m.name} is a matter of the ${sideOf(m)}; a ${side} never has it`)),
      ...(mixedAt.length > 0 ? [problemAt(yaml, 'expression-mix', path, mix, 'warning')] : []),
    ];
  });
}
