/** The table of a summary in a terminal: items by edition and side, a column for each verdict. */
import type { ItemVerdict } from '../judge/verdict.js';
import { countBy } from './index-report.js';
import type { Paint } from './paint.js';
import type { Report } from './report.js';
import { fold } from './text.js';

/** Column heads in two lines, as wide as they must be. */
const COLUMNS: readonly (readonly [verdict: ItemVerdict, above: string, below: string, width: number])[] = [
  ['pass', '', 'passed', 8],
  ['fail', '', 'failed', 8],
  ['inconclusive', 'incon-', 'clusive', 9],
  ['review', '', 'review', 8],
  ['not-tested', 'not', 'tested', 8],
  ['not-applicable', 'not ap-', 'plicable', 10],
  ['excluded', 'ex-', 'cluded', 8],
  ['error', '', 'error', 7],
];

/** In the order in which all counts are told. */
export const VERDICTS_IN_ORDER: readonly ItemVerdict[] = COLUMNS.map(([verdict]) => verdict);

export function itemTable(report: Report, width: number, paint: Paint): string[] {
  const head = (pick: 1 | 2, name: string): string => paint('dim', (name.padEnd(14) + COLUMNS.map((c) => c[pick].padStart(c[3])).join('')).trimEnd());
  const line = (name: string, counts: ReadonlyMap<ItemVerdict, number>): string =>
    name.padEnd(14) +
    COLUMNS.map(([v, , , w]) => {
      const n = counts.get(v) ?? 0;
      return n === 0 ? paint('dim', '·'.padStart(w)) : paint(v, String(n).padStart(w));
    }).join('');
  const groups = [...countBy(report.items, (i) => `${i.edition} ${i.side}`)];
  if (groups.length === 0) return ['no item was selected'];
  const denied = deniedGroups(report.items);
  const shown = groups.filter(([key]) => !denied.has(key));
  const sum = new Map<ItemVerdict, number>();
  for (const [, counts] of groups) for (const [v, n] of counts) sum.set(v, (sum.get(v) ?? 0) + n);
  return [
    head(1, ''),
    head(2, 'items'),
    ...shown.map(([key, counts]) => line(key, counts)),
    ...(groups.length > 1 ? [line('all', sum)] : []),
    ...deniedLines(
      denied,
      groups.map(([key]) => key),
      width,
    ),
  ];
}

/** Editions and sides of which the ICS claims nothing, with the number of their items. */
function deniedGroups(items: Report['items']): Map<string, number> {
  const counts = new Map<string, number>();
  const claimed = new Set<string>();
  for (const { edition, side, verdict, reason } of items) {
    const key = `${edition} ${side}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (verdict !== 'not-applicable' || !reason?.startsWith('ICS: ')) claimed.add(key);
  }
  return new Map([...counts].filter(([key]) => !claimed.has(key)));
}

/** `not claimed: SM, OD client (213 items)`: the side stands beside an edition only where another side of it is claimed. */
function deniedLines(denied: ReadonlyMap<string, number>, groups: readonly string[], width: number): string[] {
  if (denied.size === 0) return [];
  const editionOf = (key: string): string => key.slice(0, key.indexOf(' '));
  const isWhole = (key: string): boolean => groups.every((other) => editionOf(other) !== editionOf(key) || denied.has(other));
  const names = new Set(groups.filter((key) => denied.has(key)).map((key) => (isWhole(key) ? editionOf(key) : key)));
  const items = [...denied.values()].reduce((a, b) => a + b, 0);
  return fold(`not claimed: ${[...names].join(', ')} (${items} ${items === 1 ? 'item' : 'items'}, not applicable)`, width);
}
