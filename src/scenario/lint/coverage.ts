/** What no assertion covers: wrong in the editions that ids.lock claims as a whole, information in the others. */
import { unknownName } from '../../base/errors.js';
import type { Catalogue, EditionKey, ScrItem } from '../../scr/catalogue.js';
import { fromInputError, type LintProblem, problemAt } from './problem.js';
import { claimsOf } from './published.js';
import type { Sources } from './sources.js';

export function lintCoverage({ folder, scenarios }: Sources, catalogue: Catalogue): LintProblem[] {
  const { names, where } = claimsOf(folder);
  const complete = new Set(names as EditionKey[]);
  const unknown = names.filter((name) => !catalogue.editions.has(name as EditionKey));
  const slips = unknown.map((name) => fromInputError(unknownName('unknown-edition', 'edition', name, catalogue.editions.keys(), where)));
  const covered = new Set(
    scenarios.flatMap(({ scenario }) => scenario.steps.flatMap((s) => s.expect.flatMap((a) => a.scr.map((key) => `${scenario.side} ${key}`)))),
  );
  const gaps = [...catalogue.editions.values()].flatMap((edition): LintProblem[] => {
    const open = edition.items.flatMap((item) =>
      item.excluded === undefined ? sidesOf(item).flatMap((side) => (covered.has(`${side} ${item.key}`) ? [] : [{ item, side }])) : [],
    );
    if (complete.has(edition.key)) {
      return open.map(({ item, side }) =>
        problemAt(
          edition.source,
          'not-covered',
          ['items', edition.items.indexOf(item), 'id'],
          `no assertion of a ${side} scenario covers ${item.key}; write one (dmct new scenario), or say under excluded why no tester can`,
        ),
      );
    }
    const excluded = edition.items.filter((item) => item.excluded !== undefined).length;
    const count = new Set(open.map(({ item }) => item.key)).size;
    const all = edition.items.length - excluded;
    const message =
      count === all
        ? `${edition.key}: no scenario is about any of its ${all} items (${excluded} more are excluded)`
        : `${edition.key}: ${count} of ${all} items are not covered yet (${excluded} more are excluded)`;
    return count === 0 ? [] : [problemAt(edition.source, 'not-covered', ['edition'], message, 'information')];
  });
  return [...slips, ...gaps];
}

const sidesOf = (item: ScrItem): readonly ('client' | 'server')[] => (item.side === 'both' ? ['client', 'server'] : [item.side]);
