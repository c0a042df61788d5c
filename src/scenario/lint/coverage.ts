/** What no assertion covers: wrong in the editions that dmct claims to test in full, information in the others. */
import type { Catalogue, EditionKey, ScrItem } from '../../scr/catalogue.js';
import { type LintProblem, problemAt } from './problem.js';
import type { Sources } from './sources.js';

/** Editions of which every item is covered or excluded with a reason. */
const COMPLETE: ReadonlySet<EditionKey> = new Set(['SR', 'NOTI']);

export function lintCoverage({ scenarios }: Sources, catalogue: Catalogue): LintProblem[] {
  const covered = new Set(
    scenarios.flatMap(({ scenario }) => scenario.steps.flatMap((s) => s.expect.flatMap((a) => a.scr.map((key) => `${scenario.side} ${key}`)))),
  );
  return [...catalogue.editions.values()].flatMap((edition): LintProblem[] => {
    const open = edition.items.flatMap((item) =>
      item.excluded === undefined ? sidesOf(item).flatMap((side) => (covered.has(`${side} ${item.key}`) ? [] : [{ item, side }])) : [],
    );
    if (COMPLETE.has(edition.key)) {
      return open.map(({ item, side }) =>
        problemAt(
          edition.source,
          'not-covered',
          ['items', edition.items.indexOf(item), 'id'],
          `no assertion of a ${side} scenario covers ${item.key}`,
        ),
      );
    }
    const excluded = edition.items.filter((item) => item.excluded !== undefined).length;
    const count = new Set(open.map(({ item }) => item.key)).size;
    const message = `${edition.key}: ${count} of ${edition.items.length - excluded} items are not covered yet (${excluded} more are excluded)`;
    return count === 0 ? [] : [problemAt(edition.source, 'not-covered', ['edition'], message, 'information')];
  });
}

const sidesOf = (item: ScrItem): readonly ('client' | 'server')[] => (item.side === 'both' ? ['client', 'server'] : [item.side]);
