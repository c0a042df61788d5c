/** What will become of each item, by the rows that would judge it. */
import type { Iut } from '../../iut/iut.js';
import { icsOf } from '../../scenario/surroundings.js';
import { EDITIONS, type EditionKey, loadCatalogue, type ScrItem } from '../../scr/catalogue.js';
import type { RowProspect } from '../prospect.js';

/** From best known to worst; `assumption`: it is tested, but its verdict rests on a reading that is not pinned. */
export const OUTLOOKS = ['tested', 'assumption', 'blocked', 'review', 'not-applicable', 'no-scenario', 'excluded'] as const;
export type Outlook = (typeof OUTLOOKS)[number];

export interface ItemOutlook {
  readonly key: string;
  readonly edition: EditionKey;
  readonly side: ScrItem['side'];
  readonly outlook: Outlook;
  /** Why not simply tested. */
  readonly reason?: string;
  /** Rows that will judge it. */
  readonly rows: readonly string[];
}

export function itemOutlooks(iut: Iut, prospects: readonly RowProspect[], selects: (key: string) => boolean = () => true): readonly ItemOutlook[] {
  const ics = icsOf(iut);
  const byItem = new Map<string, { row: string; state: string; reason?: string; assumptions: readonly string[] }[]>();
  for (const { id, assertions } of prospects) {
    for (const { assertion, state, reason } of assertions) {
      const assumptions = assertion.assumption === undefined ? [] : [assertion.assumption];
      for (const key of assertion.scr)
        byItem.set(key, [...(byItem.get(key) ?? []), { row: id, state, ...(reason === undefined ? {} : { reason }), assumptions }]);
    }
  }
  return [...loadCatalogue().items.values()]
    .filter((item) => (item.side === 'both' || item.side === iut.role) && selects(item.key))
    .map((item): ItemOutlook => {
      const about = { key: item.key, edition: item.edition, side: item.side };
      const claim = ics.claimed(item.key);
      if (claim.value === 'no') return { ...about, outlook: 'not-applicable', reason: `ICS: ${claim.why}`, rows: [] };
      const earned = byItem.get(item.key) ?? [];
      if (earned.length === 0)
        return item.excluded === undefined
          ? { ...about, outlook: 'no-scenario', reason: 'no scenario covers it yet', rows: [] }
          : { ...about, outlook: 'excluded', reason: item.excluded, rows: [] };
      const tested = earned.filter(({ state }) => state === 'tested');
      const rows = [...new Set(tested.map(({ row }) => row))];
      // What is left to a person in one row is not settled by the others.
      if (tested.length > 0 && !earned.some(({ state }) => state === 'review')) {
        const rests = [...new Set([...item.assumptions, ...tested.flatMap((e) => e.assumptions)])];
        const open = rests.filter((u) => !(u in iut.pixit.assume));
        return open.length === 0
          ? { ...about, outlook: 'tested', rows }
          : { ...about, outlook: 'assumption', reason: `rests on ${open.join(', ')}, not pinned in the PIXIT`, rows };
      }
      for (const outlook of ['blocked', 'review', 'not-applicable'] as const) {
        const first = earned.find(({ state }) => state === outlook);
        if (first) return { ...about, outlook, ...(first.reason === undefined ? {} : { reason: first.reason }), rows };
      }
      return { ...about, outlook: 'no-scenario', rows };
    });
}

export interface EditionOutlook {
  readonly edition: EditionKey;
  readonly side: ScrItem['side'];
  readonly counts: Readonly<Partial<Record<Outlook, number>>>;
}

/** Counts by edition and side, in the order of the tables. */
export function editionOutlooks(items: readonly ItemOutlook[]): readonly EditionOutlook[] {
  return EDITIONS.flatMap((edition) =>
    (['client', 'server', 'both'] as const).flatMap((side): EditionOutlook[] => {
      const those = items.filter((item) => item.edition === edition && item.side === side);
      const counts = OUTLOOKS.flatMap((outlook) => {
        const n = those.filter((item) => item.outlook === outlook).length;
        return n === 0 ? [] : [[outlook, n] as const];
      });
      return those.length === 0 ? [] : [{ edition, side, counts: Object.fromEntries(counts) }];
    }),
  );
}
