/** The table of a summary in a terminal: items by edition and side, a column for each verdict. */
import { counted } from '../base/counted.js';
import type { ItemVerdict } from '../judge/verdict.js';
import { countBy } from './index-report.js';
import type { Paint } from './paint.js';
import type { Report } from './report.js';
import { fold, oneLine } from './text.js';
import { unclaimedEditions } from './unclaimed.js';

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
  const denied = unclaimedEditions(report);
  const shown = groups.filter(([key]) => !denied.has(key.slice(0, key.indexOf(' '))));
  const sum = new Map<ItemVerdict, number>();
  for (const [, counts] of groups) for (const [v, n] of counts) sum.set(v, (sum.get(v) ?? 0) + n);
  return [
    head(1, ''),
    head(2, 'items'),
    ...shown.map(([key, counts]) => line(key, counts)),
    ...(groups.length > 1 ? [line('all', sum)] : []),
    ...deniedLines(
      report.items.filter(({ edition }) => denied.has(edition)),
      width,
    ),
  ];
}

/** `not claimed: SM, OD (213 items, not applicable)`. */
function deniedLines(items: Report['items'], width: number): string[] {
  if (items.length === 0) return [];
  const names = new Set(items.map(({ edition }) => edition));
  return fold(`not claimed: ${[...names].join(', ')} (${counted(items.length, 'item')}, not applicable)`, width);
}

/** Items up to here are a selection, of which each one was asked for. */
const FEW = 10;
const REASONS_TOLD = 5;

/** Why items of claimed editions do not apply or were not tested, each reason once: where nothing was judged, or few items were asked for. */
export function reasonLines(report: Report, width: number): string[] {
  if (report.exit !== 6 && report.items.length > FEW) return [];
  const denied = unclaimedEditions(report);
  const byReason = new Map<string, string[]>();
  for (const { key, edition, verdict, reason } of report.items) {
    if (reason === undefined || denied.has(edition) || (verdict !== 'not-applicable' && verdict !== 'not-tested')) continue;
    const told = `${verdict}: ${oneLine(reason)}`;
    byReason.set(told, [...(byReason.get(told) ?? []), key]);
  }
  const all = [...byReason].sort(([, a], [, b]) => b.length - a.length);
  const more = all.slice(REASONS_TOLD).flatMap(([, keys]) => keys).length;
  const lines = all.slice(0, REASONS_TOLD).map(([told, keys]) => `${keys.length === 1 ? keys[0] : counted(keys.length, 'item')} ${told}`);
  return [...lines, ...(more > 0 ? [`${counted(more, 'item')} for other reasons: see index.html`] : [])].flatMap((line) => fold(line, width));
}
