/**
 * Which requirements a run covered, from report.json alone. Covered is an item only when an assertion that names it was executed: its
 * verdict is pass, fail, inconclusive or review. What was not tested, not applicable or stopped by our own fault covers nothing, whatever
 * the item's own verdict says. Editions that the ICS does not claim are left out. Excluded items (no black-box tester can observe them) stay out of the base.
 */
import type { Status } from '../scr/item.js';
import type { Report, ReportItem } from './report.js';
import { unclaimedEditions } from './unclaimed.js';

const EXECUTED: ReadonlySet<string> = new Set(['pass', 'fail', 'inconclusive', 'review']);

/** What the specifications print for a status, beside our own four words. */
const PRINTED: Readonly<Record<string, Status>> = {
  M: 'mandatory',
  MUST: 'mandatory',
  'MUST NOT': 'mandatory',
  SHALL: 'mandatory',
  'SHALL NOT': 'mandatory',
  REQUIRED: 'mandatory',
  SHOULD: 'recommended',
  'SHOULD NOT': 'recommended',
  RECOMMENDED: 'recommended',
  O: 'optional',
  MAY: 'optional',
  OPTIONAL: 'optional',
  INFO: 'informative',
};

export interface CoverageRow {
  readonly edition: string;
  /** The item's side; items of both sides count for the side under test. */
  readonly side: string;
  readonly items: number;
  readonly covered: number;
  readonly excluded: number;
  readonly uncovered: readonly ReportItem[];
}

export interface Coverage {
  readonly rows: readonly CoverageRow[];
  readonly total: Omit<CoverageRow, 'edition' | 'side'>;
  /** Covered in per cent of what could be covered; undefined when there is nothing. */
  readonly percent: number | undefined;
  /** Assertions of the report that were executed, on whatever item. */
  readonly executed: number;
  /** Items of editions that the ICS does not claim, by edition. */
  readonly unclaimed: ReadonlyMap<string, number>;
}

export interface CoverageChoice {
  /** Only these, whether claimed or not; absent: those that the ICS claims. */
  readonly editions?: readonly string[];
  /** Only items with one of these; absent: all. */
  readonly statuses?: readonly string[];
  /** Leave out items that the ICS declares not implemented. */
  readonly applicableOnly?: boolean;
}

/** Computes the coverage of a report. */
export function coverage(report: Pick<Report, 'iut' | 'ics' | 'items' | 'assertions'>, choice: CoverageChoice = {}): Coverage {
  const executed = report.assertions.filter((assertion) => EXECUTED.has(assertion.verdict));
  const reached = new Set(executed.flatMap((assertion) => assertion.items));
  const denied = unclaimedEditions(report);
  const counts = (edition: string): boolean => choice.editions?.includes(edition) ?? !denied.has(edition);
  const chosen = report.items.filter(
    (item) =>
      counts(item.edition) &&
      (!choice.statuses || choice.statuses.includes(statusOf(item))) &&
      !(choice.applicableOnly && item.verdict === 'not-applicable'),
  );
  const byRow = new Map<string, ReportItem[]>();
  for (const item of chosen) {
    const row = `${item.edition}\n${item.side === 'both' ? report.iut.role : item.side}`;
    byRow.set(row, [...(byRow.get(row) ?? []), item]);
  }
  const rows = [...byRow].map(([row, items]) => ({
    edition: row.split('\n')[0] as string,
    side: row.split('\n')[1] as string,
    ...count(items, reached),
  }));
  const total = count(chosen, reached);
  const unclaimed = new Map<string, number>();
  if (!choice.editions) for (const { edition } of report.items) if (denied.has(edition)) unclaimed.set(edition, (unclaimed.get(edition) ?? 0) + 1);
  const base = total.items - total.excluded;
  return { rows, total, percent: base === 0 ? undefined : (100 * total.covered) / base, executed: executed.length, unclaimed };
}

function statusOf(item: ReportItem): string {
  if (item.mandatory === true) return 'mandatory';
  const known = Object.hasOwn(PRINTED, item.status) ? PRINTED[item.status] : undefined;
  // A report made elsewhere may lack `mandatory`: then the printed word is all there is, and one that is not known is asked by itself.
  if (item.mandatory === undefined) return known ?? item.status;
  return known === undefined || known === 'mandatory' ? 'optional' : known;
}

function count(items: readonly ReportItem[], reached: ReadonlySet<string>): Coverage['total'] {
  const excluded = items.filter((item) => item.verdict === 'excluded' && !reached.has(item.key));
  const covered = items.filter((item) => reached.has(item.key));
  const uncovered = items.filter((item) => !reached.has(item.key) && item.verdict !== 'excluded');
  return { items: items.length, covered: covered.length, excluded: excluded.length, uncovered };
}
