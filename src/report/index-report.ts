/** How the parts of a report find each other: names, and lookups made once. */
import type { ItemVerdict, Verdict } from '../judge/verdict.js';
import { findingsTold, iutTold } from './findings.js';
import type { Report, ReportAssertion, ReportFrame, ReportScenario } from './report.js';

/** `scenario-id/assertion-id[row]`, as items cite it. */
export function assertionKey(a: Pick<ReportAssertion, 'id' | 'row'>): string {
  return a.row === undefined ? a.id : `${a.id}[${a.row}]`;
}

/** `scenario-id[row]`. */
export function scenarioKey(s: Pick<ReportScenario, 'id' | 'row'>): string {
  return s.row === undefined ? s.id : `${s.id}[${s.row}]`;
}

/** The scenario row that an assertion belongs to, as scenarioKey writes it. */
export function scenarioOf(a: Pick<ReportAssertion, 'id' | 'row'>): string {
  const id = a.id.slice(0, a.id.indexOf('/'));
  return a.row === undefined ? id : `${id}[${a.row}]`;
}

/** `scenarios/sr/client/report.yaml:27`: where an assertion of this scenario row stands, or the scenario where that is not known. */
export function sourceOf(scenario: Pick<ReportScenario, 'file' | 'line'>, a?: Pick<ReportAssertion, 'line'>): string {
  return `${scenario.file}:${a?.line ?? scenario.line}`;
}

export interface ReportIndex {
  readonly frames: ReadonlyMap<number, ReportFrame>;
  readonly scenarios: ReadonlyMap<string, ReportScenario>;
  /** By scenarioKey, in report order. */
  readonly assertionsOf: ReadonlyMap<string, readonly ReportAssertion[]>;
}

export function indexReport(report: Report): ReportIndex {
  const assertionsOf = new Map<string, ReportAssertion[]>();
  for (const a of report.assertions) {
    const key = scenarioOf(a);
    const list = assertionsOf.get(key);
    if (list) list.push(a);
    else assertionsOf.set(key, [a]);
  }
  return {
    frames: new Map(report.frames.map((f) => [f.n, f])),
    scenarios: new Map(report.scenarios.map((s) => [scenarioKey(s), s])),
    assertionsOf,
  };
}

/**
 * What is to be said of open assertions none of whose items the run was asked about: `--scr` takes whole scenarios, and all their assertions
 * count. Undefined when there are none.
 */
export function outsideOf(open: readonly ReportAssertion[], items: Report['items']): string | undefined {
  const asked = new Set(items.map((item) => item.key));
  const outside = open.filter((a) => !a.items.some((key) => asked.has(key)));
  const n = outside.length;
  if (n === 0) return undefined;
  const kinds = OPEN_VERDICTS.flatMap((verdict) => {
    const count = outside.filter((a) => a.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return `${n === 1 ? '1 of these assertions is' : `${n} of these assertions are`} of items outside the selection (${kinds.join(', ')}): not in the table, but counted in the exit code`;
}

/** `my-device 4.2 (Acme X1)`, without what is not told. */
export function nameOf({ name, vendor, product, version }: Omit<Report['iut'], 'role'>): string {
  const made = joined(vendor, product);
  return joined(name, version, made && `(${made})`);
}

/** `acme-client 4.2`, `Acme X1`: what is told of an implementation, without a gap for what its file leaves out. */
export const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** How verdicts are listed and named, best-known first. */
export const VERDICT_ORDER: readonly ItemVerdict[] = ['pass', 'fail', 'error', 'inconclusive', 'review', 'not-tested', 'not-applicable', 'excluded'];

/** What must catch the eye: none of these may ever look like a pass. */
export const OPEN_VERDICTS: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'review'];

/** Editions in the order of the documents, with the name people know. */
export const EDITIONS: Readonly<Record<string, string>> = {
  SR: 'Sessionless Reporting 1.3',
  SM: 'Sessionless Command Message 1.3 (2012)',
  OD: 'Sessionless Command Message 1.3 (2009 draft)',
  NOTI: 'Notification 1.2.1',
  CP: 'Client Profile for DM 1.3',
};

/** Counts by verdict, keyed by what `of` gives, in order of first appearance of known editions, then the rest. */
export function countBy<T extends { readonly verdict: ItemVerdict }>(
  list: readonly T[],
  of: (entry: T) => string,
): Map<string, Map<ItemVerdict, number>> {
  const groups = new Map<string, Map<ItemVerdict, number>>();
  for (const entry of list) {
    const key = of(entry);
    const counts = groups.get(key) ?? new Map<ItemVerdict, number>();
    groups.set(key, counts.set(entry.verdict, (counts.get(entry.verdict) ?? 0) + 1));
  }
  const rank = (key: string): number => {
    const at = Object.keys(EDITIONS).indexOf(key.split(' ')[0] ?? '');
    return at < 0 ? 99 : at;
  };
  return new Map([...groups].sort(([a], [b]) => rank(a) - rank(b)));
}

/** The run in one word and one sentence, by its exit code (design 4.1). */
export interface Outcome {
  readonly word: string;
  readonly sentence: string;
  readonly tone: 'good' | 'bad' | 'open' | 'fault';
}

const OUTCOMES: Readonly<Record<number, Outcome>> = {
  0: { word: 'CONFORMANT', sentence: 'every judged assertion passed', tone: 'good' },
  1: { word: 'NON-CONFORMANT', sentence: 'at least one assertion failed', tone: 'bad' },
  2: { word: 'BAD INPUT', sentence: 'the run met bad input, which it told on standard error; verdicts are not complete', tone: 'fault' },
  3: { word: 'OPEN', sentence: 'nothing failed, but verdicts are inconclusive or wait for a person', tone: 'open' },
  4: { word: 'HARNESS FAULT', sentence: 'the tester itself failed; verdicts are not complete', tone: 'fault' },
  5: { word: 'STALE BASELINE', sentence: 'everything passed, but the baseline expects otherwise', tone: 'open' },
  6: { word: 'NOTHING JUDGED', sentence: 'nothing was selected or nothing was judged', tone: 'bad' },
};

/**
 * Unknown exit codes are a harness fault, never a success. Nobody may take for conformant what was not even looked at: so that is said beside
 * it. Without `items` the tone alone is right.
 */
export function outcomeOf(report: Pick<Report, 'exit'> & Partial<Pick<Report, 'items' | 'totals' | 'findings'>>): Outcome {
  const known = OUTCOMES[report.exit] ?? { word: 'HARNESS FAULT', sentence: `unknown exit code ${report.exit}`, tone: 'fault' };
  const about = report.exit === 1 ? findingsTold(report.findings) : undefined;
  const trouble = report.exit === 3 ? iutTold(report.findings) : undefined;
  const { inconclusive = 0, review = 0 } = report.totals?.assertions ?? {};
  if (trouble !== undefined)
    return { ...known, sentence: inconclusive + review > 0 ? `${trouble}; ${known.sentence}` : `${trouble}, though all that was judged passed` };
  const outcome = about === undefined ? known : { ...known, sentence: report.totals?.assertions.fail ? `${known.sentence}; ${about}` : about };
  // Where no assertion is an error it is the run that was cut off, and the tester did not fail.
  if (report.exit === 4 && report.totals && !report.totals.assertions.error)
    return { word: 'CUT OFF', sentence: 'the run did not come to its end; verdicts are not complete', tone: 'fault' };
  const untested = untestedOf(report.items ?? []);
  if (report.exit !== 0 || untested === undefined) return outcome;
  return { ...outcome, word: `${outcome.word} in what was judged`, sentence: `${outcome.sentence}; ${untested}` };
}

/** `145 of 229 items were not tested (98 mandatory)`; undefined when every item was. */
export function untestedOf(items: Report['items']): string | undefined {
  const untested = items.filter((item) => item.verdict === 'not-tested');
  if (untested.length === 0) return undefined;
  const isKnown = items.every((item) => item.mandatory !== undefined);
  const mandatory = isKnown ? ` (${untested.filter((item) => item.mandatory).length} mandatory)` : '';
  return `${untested.length} of ${items.length} items ${untested.length === 1 ? 'was' : 'were'} not tested${mandatory}`;
}
