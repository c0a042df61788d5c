/**
 * What a baseline makes of a report: which of its failures and crashes are known, which are new, which entries are no longer right, and the exit code
 * of a gated run. No verdict changes: report.json, page and badge say what the product does; the gate says whether that is news.
 */
import { counted } from '../base/counted.js';
import { shellWords } from '../base/shell.js';
import { exitCode } from '../judge/verdict.js';
import { BASELINED, type Baseline, type Entry, isTrouble, type KnownFailure, shownEntry, speaksOf, speaksOfTrouble } from './baseline.js';
import { stateOfFailure, stateOfTrouble } from './entry-state.js';
import { exitWith, exitWithTrouble, type Finding, findingsTold, isAboutIut, troublesTold } from './findings.js';
import { fingerprint, troubleFingerprint } from './fingerprint.js';
import { assertionKey, type Outcome, outcomeOf, untestedOf } from './index-report.js';
import type { Report, ReportAssertion } from './report.js';
import { type Trouble, troubleKey, troublesIn, troublesOf } from './troubles.js';

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
  readonly entry: Entry;
  /** What to do, one line, beginning with the place in the baseline. */
  readonly message: string;
}

export interface Gate {
  readonly file: string;
  readonly policy: Policy;
  /** What the baseline knows: open assertions by assertionKey, crashes and the like by troubleKey. */
  readonly known: ReadonlyMap<string, Entry>;
  /** Open assertions that it does not know. */
  readonly fresh: readonly ReportAssertion[];
  /** Crashes and the like that it does not know. */
  readonly freshTroubles: readonly Trouble[];
  /** Of the fresh ones those that it knows to fail in another way. */
  readonly changed: ReadonlyMap<string, Entry>;
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

/** An entry about which the report says nothing, as it was not selected, not reached or not to be provoked, is neither stale nor expired. */
export function gateReport(report: Report, baseline: Baseline, { policy, today, isFirst = true }: GateOptions): Gate {
  const known = new Map<string, Entry>();
  const changed = new Map<string, Entry>();
  const { seed } = report.run;
  /** `entries`: those that speak of it. */
  const place = (key: string, entries: readonly Entry[], print: () => string, verdict?: string): void => {
    const isSame = (e: Entry): boolean => !('verdict' in e) || e.verdict === verdict;
    const entry = entries.find((e) => isSame(e) && (e.fingerprints.length === 0 || e.fingerprints.includes(print())));
    if (entry) known.set(key, entry);
    else if (entries[0]) changed.set(key, entries[0]);
  };
  const byId = new Map<string, KnownFailure[]>();
  for (const entry of baseline.known) byId.set(entry.assertion, [...(byId.get(entry.assertion) ?? []), entry]);
  const open = report.assertions.filter(isOpen);
  for (const a of open) {
    const entries = (byId.get(a.id) ?? []).filter((e) => speaksOf(e, report.iut.name, a));
    place(assertionKey(a), entries, () => fingerprint(a, seed), a.verdict);
  }
  const troubles = troublesOf(report.findings);
  for (const t of troubles) {
    const entries = baseline.findings.filter((e) => speaksOfTrouble(e, report.iut.name, t));
    place(troubleKey(t), entries, () => troubleFingerprint(t, seed));
  }
  const fresh = open.filter((a) => !known.has(assertionKey(a)));
  const freshTroubles = troubles.filter((t) => !known.has(troubleKey(t)));
  const entries = [...baseline.known, ...baseline.findings];
  const problems = [
    ...(isFirst ? baseline.gone.map((entry) => problem('gone', entry)) : []),
    ...(isFirst && policy === 'owned' ? entries.filter(lacking).map((entry) => problem('incomplete', entry)) : []),
    ...entries.flatMap((entry) => trouble(entry, report, today) ?? []),
  ];
  const excused = (a: ReportAssertion): boolean => policy !== 'strict' && known.has(assertionKey(a));
  const verdicts = exitCode(
    report.assertions.map((a) => (excused(a) ? 'pass' : a.verdict)),
    problems.length > 0,
  );
  // A finding about the ICS is mended in the ICS: no baseline excuses it.
  const judged = exitWith(exitWithTrouble(verdicts, policy === 'strict' ? troubles : freshTroubles), report.findings ?? []);
  // A run that was cut off stays one, whatever is known.
  const exit = [2, 4, 6].includes(report.exit) ? report.exit : judged;
  const parts = { file: baseline.file, policy, known, fresh, freshTroubles, changed, problems, exit };
  return { ...parts, outcome: outcomeOfGate(report, parts) };
}

const lacking = (entry: Entry): string | undefined =>
  [...(entry.owner === undefined ? ['owner'] : []), ...(entry.expires === undefined ? ['expires'] : [])].join(' and ') || undefined;

/** The gates of all reports of a run; what is true of the baseline alone is told once. */
export function gateReports(reports: readonly Report[], baseline: Baseline, options: GateOptions): Gate[] {
  return reports.map((report, n) => gateReport(report, baseline, { ...options, isFirst: n === 0 }));
}

function trouble(entry: Entry, report: Report, today: string): BaselineProblem | undefined {
  const { state, why } = isTrouble(entry) ? stateOfTrouble(entry, report) : stateOfFailure(entry, report);
  if (state === 'unsaid') return undefined;
  if (state !== 'holds') return problem(state, entry, why);
  return entry.expires !== undefined && entry.expires < today ? problem('expired', entry) : undefined;
}

/** `known.yaml:7`. */
export const placeOfEntry = ({ where }: Entry): string => `${where.file}:${where.line}`;

const MESSAGES: Readonly<Record<ProblemKind, (e: Entry, why?: string) => string>> = {
  passes: (entry) =>
    isTrouble(entry)
      ? 'does not come any more: remove the entry, so that it cannot come again unseen'
      : 'passes now: remove the entry, so that it cannot fail again unseen',
  'not-applicable': (_, why) => `does not apply any more${why === undefined ? '' : ` (${why})`}: remove the entry`,
  gone: (entry) => `is ${isTrouble(entry) ? 'of a scenario that this dmct has no more' : 'no assertion of this dmct any more'}: remove the entry`,
  incomplete: (entry) => `has no ${lacking(entry)}, which policy owned asks for: write who takes care of it, and until when`,
  expired: ({ expires, owner }) =>
    `was excused until ${expires}: repair it, or agree on a later date${owner === undefined ? '' : ` with ${owner}`} and write it there`,
};

function problem(kind: ProblemKind, entry: Entry, why?: string): BaselineProblem {
  return { kind, entry, message: `${placeOfEntry(entry)}: ${shownEntry(entry)} ${MESSAGES[kind](entry, why)}` };
}

/** What of a finding about the IUT the baseline does not know: with the rows that are left, undefined when none is. */
export function unknownOf(finding: Finding, gate: Gate | undefined): Finding | undefined {
  if (!gate || !isAboutIut(finding)) return finding;
  const left = troublesIn(finding).filter((t) => !gate.known.has(troubleKey(t)));
  const [first] = left;
  return first && { ...finding, row: first.row, message: first.message, count: left.reduce((n, { count }) => n + count, 0), rows: left };
}

/** An entry that knows one of these rows to go wrong in another way. */
export const knownOtherwise = (finding: Finding, gate: Gate | undefined): Entry | undefined =>
  troublesIn(finding).flatMap((t) => gate?.changed.get(troubleKey(t)) ?? [])[0];

/** The command that takes the entries out which excuse nothing any more; undefined when there are none. */
export function cureOf({ problems, file }: Gate, reportFile: string): string | undefined {
  const isToGo = problems.some(({ kind }) => kind === 'passes' || kind === 'not-applicable' || kind === 'gone');
  return isToGo ? `dmct baseline ${shellWords([reportFile])} --out ${shellWords([file])}` : undefined;
}

/** The run in one word and one sentence. */
function outcomeOfGate(report: Report, { file, policy, known, fresh, freshTroubles, problems, exit }: Omit<Gate, 'outcome'>): Outcome {
  const news = [
    ...BASELINED.flatMap((v) => {
      const n = fresh.filter((a) => a.verdict === v).length;
      return n === 0 ? [] : [v === 'fail' ? counted(n, 'failure', 'failures') : `${n} ${v}`];
    }),
    ...[troublesTold(freshTroubles)].filter((x) => x !== undefined),
  ].join(', ');
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
        return { word: 'NON-CONFORMANT', sentence: `${about}${news ? `; ${news} not in ${file}` : ''}${told}`, tone: 'bad' };
      if (news === '') return { ...outcomeOf({ exit, items: report.items }), sentence: `nothing new, ${known.size} known in ${file}${strict}` };
      const word = exit === 3 ? 'OPEN' : fresh.some((a) => a.verdict === 'fail') ? 'NEW FAILURES' : 'NON-CONFORMANT';
      return { word, sentence: `${news} not in ${file}${told}${strict}`, tone: exit === 3 ? 'open' : 'bad' };
    }
    case 5:
      return {
        word: 'STALE BASELINE',
        sentence: `nothing new, but ${counted(new Set(problems.map(({ entry }) => entry)).size, 'entry', 'entries')} of ${file} must be looked at${told}`,
        tone: 'open',
      };
    default:
      return outcomeOf(report);
  }
}
