/** What a report says of an entry of a baseline: nothing, that it still holds, or that it excuses nothing any more. */
import { type KnownFailure, type KnownTrouble, speaksOf, speaksOfRow, speaksOfTrouble } from './baseline.js';
import type { Report, ReportAssertion, ReportScenario } from './report.js';
import { troublesOf } from './troubles.js';

export interface EntryState {
  /** `unsaid`: not selected, not reached, or not to be provoked. */
  readonly state: 'unsaid' | 'holds' | 'passes' | 'not-applicable';
  /** Why it does not apply. */
  readonly why?: string | undefined;
}

const UNSAID: EntryState = { state: 'unsaid' };

/** Whether it could not be tried for want of a primitive, so that nothing is known about the product. */
const isUntried = (a: ReportAssertion): boolean => a.verdict === 'not-applicable' && /(^|: )unsupported: /.test(a.message ?? '');

/** An adapter that lost a primitive has mended nothing. */
export function stateOfFailure(entry: KnownFailure, report: Report): EntryState {
  const spoken = report.assertions.filter((a) => speaksOf(entry, report.iut.name, a));
  if (spoken.every(isUntried)) return UNSAID;
  if (!spoken.every((a) => a.verdict === 'pass' || (a.verdict === 'not-applicable' && !isUntried(a)))) return { state: 'holds' };
  return { state: spoken.some((a) => a.verdict === 'pass') ? 'passes' : 'not-applicable', why: spoken[0]?.message };
}

/** Whether all of a row was done, so that what did not come in it comes no more. */
const isDone = ({ verdict }: ReportScenario): boolean => ['pass', 'fail', 'review'].includes(verdict);

/** What did not come in a row that was not done to its end, or without the primitive, may come all the same; in a capture nothing is provoked. */
export function stateOfTrouble(entry: KnownTrouble, report: Report): EntryState {
  if (troublesOf(report.findings).some((t) => speaksOfTrouble(entry, report.iut.name, t))) return { state: 'holds' };
  const rows = report.run.capture ? [] : report.scenarios.filter((s) => speaksOfRow(entry, report.iut.name, s));
  const lacks = ({ trace }: ReportScenario): boolean => trace.some(({ what }) => what.startsWith(`${entry.name}: unsupported`));
  const isOverWithoutIt = (s: ReportScenario): boolean => (isDone(s) || s.verdict === 'not-applicable') && !lacks(s);
  if (rows.length === 0 || !rows.every(isOverWithoutIt)) return UNSAID;
  return { state: rows.some(isDone) ? 'passes' : 'not-applicable', why: rows[0]?.reason };
}

export const isSettled = ({ state }: EntryState): boolean => state === 'passes' || state === 'not-applicable';
