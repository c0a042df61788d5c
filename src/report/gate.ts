/**
 * What a baseline makes of a report: which of its failures are known, which are new, which entries are no longer right, and the exit code
 * of a gated run. No verdict changes: report.json, page and badge say what the product does; the gate says whether that is news.
 */
import { counted } from '../base/counted.js';
import { shellWords } from '../base/shell.js';
import { exitCode } from '../judge/verdict.js';
import { BASELINED, type Baseline, type KnownFailure, shownEntry, speaksOf } from './baseline.js';
import { exitWith, findingsTold } from './findings.js';
import { fingerprint } from './fingerprint.js';
import { assertionKey, type Outcome, outcomeOf, untestedOf } from './index-report.js';
import type { Report, ReportAssertion } from './report.js';

/**
 * `owned` excuses known failures, but every entry must have an owner and a last day. `strict` excuses nothing: known failures count as they
 * would without a baseline. All demand that the baseline is right.
 */
export const POLICIES = ['no-new-failures', 'owned', 'strict'] as const;
export type Policy = (typeof POLICIES)[number];

export type ProblemKind = 'passes' | 'not-applicable' | 'gone' | 'expired' | 'incomplete';

/** An entry that is no longer right. */
export interface BaselineProblem {
  readonly kind: ProblemKind;
  readonly entry: KnownFailure;
  /** What to do, one line, beginning with the place in the baseline. */
  readonly message: string;
}

export interface Gate {
  readonly file: string;
  readonly policy: Policy;
  /** Open assertions that the baseline knows, by assertionKey. */
  readonly known: ReadonlyMap<string, KnownFailure>;
  /** Open assertions that it does not know. */
  readonly fresh: readonly ReportAssertion[];
  /** Of the fresh ones those that it knows to fail in another way. */
  readonly changed: ReadonlyMap<string, KnownFailure>;
  readonly problems: readonly BaselineProblem[];
  /** By the contract: 2, 4, 6, 1, 3, 5 in this order. */
  readonly exit: number;
  readonly outcome: Outcome;
}

export interface GateOptions {
  readonly policy: Policy;
  /** `2031-12-31`. */
  readonly today: string;
  /** What can be said of entries without looking at the report is told: for the first report of a run. */
  readonly isFirst?: boolean;
}

export const isOpen = (a: ReportAssertion): boolean => (BASELINED as readonly string[]).includes(a.verdict);

/** Whether it could not be tried for want of a primitive, so that nothing is known about the product. */
const isUntried = (a: ReportAssertion): boolean => a.verdict === 'not-applicable' && /(^|: )unsupported: /.test(a.message ?? '');

/** Whether an entry that speaks of these excuses nothing any more. An adapter that lost a primitive has mended nothing. */
export const isSettled = (spoken: readonly ReportAssertion[]): boolean =>
  spoken.length > 0 && spoken.every((a) => a.verdict === 'pass' || (a.verdict === 'not-applicable' && !isUntried(a)));

/** An entry about which the report says nothing, as it was not selected, not reached or not to be provoked, is neither stale nor expired. */
export function gateReport(report: Report, baseline: Baseline, { policy, today, isFirst = true }: GateOptions): Gate {
  const known = new Map<string, KnownFailure>();
  const changed = new Map<string, KnownFailure>();
  const byId = new Map<string, KnownFailure[]>();
  for (const entry of baseline.known) byId.set(entry.assertion, [...(byId.get(entry.assertion) ?? []), entry]);
  const open = report.assertions.filter(isOpen);
  for (const a of open) {
    const entries = (byId.get(a.id) ?? []).filter((e) => speaksOf(e, report.iut.name, a));
    const entry = entries.find(
      (e) => e.verdict === a.verdict && (e.fingerprints.length === 0 || e.fingerprints.includes(fingerprint(a, report.run.seed))),
    );
    if (entry) known.set(assertionKey(a), entry);
    else if (entries[0]) changed.set(assertionKey(a), entries[0]);
  }
  const fresh = open.filter((a) => !known.has(assertionKey(a)));
  const problems = [
    ...(isFirst ? baseline.gone.map((entry) => problem('gone', entry)) : []),
    ...(isFirst && policy === 'owned' ? baseline.known.filter(lacking).map((entry) => problem('incomplete', entry)) : []),
    ...baseline.known.flatMap((entry) => trouble(entry, report, today) ?? []),
  ];
  const excused = (a: ReportAssertion): boolean => policy !== 'strict' && known.has(assertionKey(a));
  // A finding about the ICS is mended in the ICS: no baseline excuses it.
  const judged = exitWith(
    exitCode(
      report.assertions.map((a) => (excused(a) ? 'pass' : a.verdict)),
      problems.length > 0,
    ),
    report.findings ?? [],
  );
  // A run that was cut off stays one, whatever is known.
  const exit = [2, 4, 6].includes(report.exit) ? report.exit : judged;
  const parts = { file: baseline.file, policy, known, fresh, changed, problems, exit };
  return { ...parts, outcome: outcomeOfGate(report, parts) };
}

const lacking = (entry: KnownFailure): string | undefined =>
  [...(entry.owner === undefined ? ['owner'] : []), ...(entry.expires === undefined ? ['expires'] : [])].join(' and ') || undefined;

/** The gates of all reports of a run; what is true of the baseline alone is told once. */
export function gateReports(reports: readonly Report[], baseline: Baseline, options: GateOptions): Gate[] {
  return reports.map((report, n) => gateReport(report, baseline, { ...options, isFirst: n === 0 }));
}

function trouble(entry: KnownFailure, report: Report, today: string): BaselineProblem | undefined {
  const spoken = report.assertions.filter((a) => speaksOf(entry, report.iut.name, a));
  if (spoken.length === 0 || spoken.every(isUntried)) return undefined;
  if (isSettled(spoken)) return problem(spoken.some((a) => a.verdict === 'pass') ? 'passes' : 'not-applicable', entry, spoken[0]?.message);
  return entry.expires !== undefined && entry.expires < today ? problem('expired', entry) : undefined;
}

/** `known.yaml:7`. */
export const placeOfEntry = ({ where }: KnownFailure): string => `${where.file}:${where.line}`;

const MESSAGES: Readonly<Record<ProblemKind, (e: KnownFailure, why?: string) => string>> = {
  passes: () => 'passes now: remove the entry, so that it cannot fail again unseen',
  'not-applicable': (_, why) => `does not apply any more${why === undefined ? '' : ` (${why})`}: remove the entry`,
  gone: () => 'is no assertion of this dmct any more: remove the entry',
  incomplete: (entry) => `has no ${lacking(entry)}, which policy owned asks for: write who takes care of it, and until when`,
  expired: ({ expires, owner }) =>
    `was excused until ${expires}: repair it, or agree on a later date${owner === undefined ? '' : ` with ${owner}`} and write it there`,
};

function problem(kind: ProblemKind, entry: KnownFailure, why?: string): BaselineProblem {
  return { kind, entry, message: `${placeOfEntry(entry)}: ${shownEntry(entry)} ${MESSAGES[kind](entry, why)}` };
}

/** The command that takes the entries out which excuse nothing any more; undefined when there are none. */
export function cureOf({ problems, file }: Gate, reportFile: string): string | undefined {
  const isToGo = problems.some(({ kind }) => kind === 'passes' || kind === 'not-applicable' || kind === 'gone');
  return isToGo ? `dmct baseline ${shellWords([reportFile])} --out ${shellWords([file])}` : undefined;
}

/** The run in one word and one sentence. */
function outcomeOfGate(report: Report, { file, policy, known, fresh, problems, exit }: Omit<Gate, 'outcome'>): Outcome {
  const open = (list: readonly ReportAssertion[]): string =>
    BASELINED.flatMap((v) => {
      const n = list.filter((a) => a.verdict === v).length;
      return n === 0 ? [] : [v === 'fail' ? counted(n, 'failure', 'failures') : `${n} ${v}`];
    }).join(', ');
  const told = known.size === 0 ? '' : `; ${known.size} known`;
  const about = findingsTold(report.findings);
  const strict = policy === 'strict' && known.size > 0 ? '; policy strict excuses none of them' : '';
  switch (exit) {
    case 0:
      return known.size === 0
        ? { ...outcomeOf(report), sentence: `${outcomeOf(report).sentence}; ${file} has nothing to excuse` }
        : {
            word: 'NOTHING NEW',
            sentence: [`${known.size} known in ${file}, the rest passed`, untestedOf(report.items)].filter(Boolean).join('; '),
            tone: 'good',
          };
    case 1:
    case 3: {
      if (about !== undefined && !fresh.some((a) => a.verdict === 'fail'))
        return { word: 'NON-CONFORMANT', sentence: `${about}${fresh.length ? `; ${open(fresh)} not in ${file}` : ''}${told}`, tone: 'bad' };
      if (fresh.length === 0)
        return { ...outcomeOf({ exit, items: report.items }), sentence: `nothing new, ${known.size} known in ${file}${strict}` };
      const word = exit === 3 ? 'OPEN' : fresh.some((a) => a.verdict === 'fail') ? 'NEW FAILURES' : 'NON-CONFORMANT';
      return { word, sentence: `${open(fresh)} not in ${file}${told}${strict}`, tone: exit === 3 ? 'open' : 'bad' };
    }
    case 5:
      return {
        word: 'STALE BASELINE',
        sentence: `nothing new, but ${counted(problems.length, 'entry', 'entries')} of ${file} must be looked at${told}`,
        tone: 'open',
      };
    default:
      return outcomeOf(report);
  }
}
