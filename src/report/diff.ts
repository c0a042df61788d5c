/**
 * Two reports beside each other: what of the product changed, and what of the test did. A verdict is compared only where both reports have
 * the assertion; what one of them lacks is a change of selection or of the suite, never of the product.
 */
import type { Verdict } from '../judge/verdict.js';
import { type Finding, findingKey, isAboutIcs, isAboutIut } from './findings.js';
import { fingerprint } from './fingerprint.js';
import { assertionKey, scenarioKey, scenarioOf } from './index-report.js';
import type { Report, ReportAssertion } from './report.js';
import { type Trouble, troubleKey, troublesIn } from './troubles.js';

/** One assertion of both reports. */
export interface VerdictChange {
  /** `scenario/assertion[row]`. */
  readonly assertion: string;
  readonly items: readonly string[];
  readonly from: Verdict;
  readonly to: Verdict;
  /** Why it is what it is in B. */
  readonly message?: string;
}

/** What one report has and the other lacks; `verdict` is that of the report that has it. */
export interface OneSided {
  readonly name: string;
  readonly verdict?: string;
}

export interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** A finding that one of the reports has; of the IUT in a row. */
export interface FindingChange {
  readonly kind: Finding['kind'];
  /** `AUTH-MD5 (contradicted)`; `iut-crash in send-report, sr.client.report[xml]`. */
  readonly finding: string;
  readonly message: string;
}

export interface Diff {
  readonly format: 'dmct-diff/1';
  readonly a: DiffSide;
  readonly b: DiffSide;
  readonly newlyFailing: readonly VerdictChange[];
  readonly newlyPassing: readonly VerdictChange[];
  /** Failed before, fails now, but in another way. */
  readonly failingDifferently: readonly VerdictChange[];
  readonly otherChanges: readonly VerdictChange[];
  /** Findings that B has and A has not, and the other way round; only where both reports tell them. */
  readonly newFindings: readonly FindingChange[];
  readonly goneFindings: readonly FindingChange[];
  readonly selection: {
    /** `--scr`, `--scenario` and `--shard` of the two runs, where they differ. */
    readonly options?: Change;
    readonly itemsOnlyInA: readonly OneSided[];
    readonly itemsOnlyInB: readonly OneSided[];
    /** Scenario rows that the other run did not select. */
    readonly rowsOnlyInA: readonly OneSided[];
    readonly rowsOnlyInB: readonly OneSided[];
    /** Findings by frames of a row, or in a row, that the other run did not select. */
    readonly findingsOnlyInA: readonly FindingChange[];
    readonly findingsOnlyInB: readonly FindingChange[];
    /** To or from not-applicable, as the ICS or the adapter changed. */
    readonly applicability: readonly VerdictChange[];
  };
  readonly suite: {
    /** Version of the suite, where both reports tell it and it is not the same. */
    readonly identity?: Change;
    readonly rowsRemoved: readonly OneSided[];
    readonly rowsAdded: readonly OneSided[];
    readonly assertionsRemoved: readonly OneSided[];
    readonly assertionsAdded: readonly OneSided[];
    /** Assertions that count for other items than before. */
    readonly itemsMoved: readonly Change[];
  };
  /** IUT, ICS, PIXIT, assumptions, seed, tool, exit code. */
  readonly circumstances: readonly Change[];
  readonly same: number;
}

export interface DiffSide {
  readonly iut: string;
  readonly version: string;
  readonly run: string;
  readonly exit: number;
}

/** Computes the difference of two reports. */
export function diffReports(a: Report, b: Report): Diff {
  const [as, bs] = [byKey(a), byKey(b)];
  const common = [...as].flatMap(([key, before]) => {
    const after = bs.get(key);
    return after ? [{ key, before, after }] : [];
  });
  const changes = common.filter(({ before, after }) => before.verdict !== after.verdict);
  const kindOf = (from: Verdict, to: Verdict): 'failing' | 'applicability' | 'passing' | 'other' => {
    if (to === 'fail') return 'failing';
    if (from === 'not-applicable' || to === 'not-applicable') return 'applicability';
    return to === 'pass' ? 'passing' : 'other';
  };
  const of = (kind: ReturnType<typeof kindOf>): VerdictChange[] =>
    changes.filter(({ before, after }) => kindOf(before.verdict, after.verdict) === kind).map(told);
  const failing = common.filter(({ before, after }) => before.verdict === 'fail' && after.verdict === 'fail');
  const options = { name: 'options', from: selectionOf(a), to: selectionOf(b) };
  const identity = { name: 'suite', from: a.run.suite?.version ?? '', to: b.run.suite?.version ?? '' };
  const isSameSuite = identity.from !== '' && identity.from === identity.to;
  // What one report lacks of the same suite was not selected, whatever the commands say.
  const isSelection = options.from !== options.to || isSameSuite;
  const [rowsA, rowsB] = [rowsOf(a), rowsOf(b)];
  const onlyA = lacking(rowsA, rowsB);
  const onlyB = lacking(rowsB, rowsA);
  const [findingsA, findingsB] = [findingsLacking(a, b, rowsB), findingsLacking(b, a, rowsA)];
  return {
    format: 'dmct-diff/1',
    a: side(a),
    b: side(b),
    newlyFailing: of('failing'),
    newlyPassing: of('passing'),
    failingDifferently: failing.filter(({ before, after }) => fingerprint(before, a.run.seed) !== fingerprint(after, b.run.seed)).map(told),
    otherChanges: of('other'),
    newFindings: findingsB.lost,
    goneFindings: findingsA.lost,
    selection: {
      ...(options.from === options.to ? {} : { options }),
      itemsOnlyInA: lacking(itemsOf(a), itemsOf(b)),
      itemsOnlyInB: lacking(itemsOf(b), itemsOf(a)),
      rowsOnlyInA: isSelection ? onlyA : [],
      rowsOnlyInB: isSelection ? onlyB : [],
      findingsOnlyInA: findingsA.unseen,
      findingsOnlyInB: findingsB.unseen,
      applicability: of('applicability'),
    },
    suite: {
      ...(isSameSuite || identity.from === '' || identity.to === '' ? {} : { identity }),
      rowsRemoved: isSelection ? [] : onlyA,
      rowsAdded: isSelection ? [] : onlyB,
      assertionsRemoved: lackingInRows(as, bs, rowsB),
      assertionsAdded: lackingInRows(bs, as, rowsA),
      itemsMoved: common
        .map(({ key, before, after }) => ({ name: key, from: before.items.join(', '), to: after.items.join(', ') }))
        .filter(({ from, to }) => from !== to),
    },
    circumstances: circumstances(a, b),
    same: common.length - changes.length,
  };
}

const byKey = (report: Report): Map<string, ReportAssertion> => new Map(report.assertions.map((a) => [assertionKey(a), a]));
const rowsOf = (report: Report): Map<string, string> => new Map(report.scenarios.map((s) => [scenarioKey(s), s.verdict]));
const itemsOf = (report: Report): Map<string, string> => new Map(report.items.map((i) => [i.key, i.verdict]));

const lacking = (from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>): OneSided[] =>
  [...from].filter(([name]) => !to.has(name)).map(([name, verdict]) => ({ name, verdict }));

/** Assertions that the other report lacks although it ran their row. */
function lackingInRows(
  from: ReadonlyMap<string, ReportAssertion>,
  to: ReadonlyMap<string, ReportAssertion>,
  rows: ReadonlyMap<string, string>,
): OneSided[] {
  return [...from].filter(([key, a]) => !to.has(key) && rows.has(scenarioOf(a))).map(([name, { verdict }]) => ({ name, verdict }));
}

/**
 * Findings that the other report lacks: `lost` where it would have them, `unseen` where it ran none of the rows whose octets show them, or not the
 * row in which it came. A report of an older version that tells no findings has none to compare.
 */
function findingsLacking(from: Report, to: Report, rows: ReadonlyMap<string, string>): { lost: FindingChange[]; unseen: FindingChange[] } {
  if (!from.findings || !to.findings) return { lost: [], unseen: [] };
  const others = new Map(to.findings.map((finding) => [findingKey(finding), finding]));
  const own = from.findings.filter(isAboutIcs).filter((finding) => !others.has(findingKey(finding)));
  const isSeen = ({ kind, evidence }: Finding): boolean =>
    kind === 'static' || from.scenarios.some((s) => s.frames.includes(evidence?.frame ?? 0) && rows.has(scenarioKey(s)));
  const change = (finding: Finding): FindingChange => ({ kind: finding.kind, finding: findingKey(finding), message: finding.message });
  const troubles = from.findings.filter(isAboutIut).flatMap((finding) => troublesLacking(finding, others.get(findingKey(finding))));
  const troubled = (trouble: Trouble): FindingChange => ({ kind: 'iut', finding: troubleKey(trouble), message: trouble.message });
  return {
    lost: [...own.filter(isSeen).map(change), ...troubles.filter(({ row }) => rows.has(row)).map(troubled)],
    unseen: [...own.filter((finding) => !isSeen(finding)).map(change), ...troubles.filter(({ row }) => !rows.has(row)).map(troubled)],
  };
}

/** Where one of them tells its first row only, nothing is known of the others. */
function troublesLacking(finding: Finding, other: Finding | undefined): Trouble[] {
  if (other && !(finding.rows && other.rows)) return [];
  const known = new Set(other?.rows?.map(({ row }) => row));
  return troublesIn(finding).filter(({ row }) => !known.has(row));
}

function told({ key, before, after }: { key: string; before: ReportAssertion; after: ReportAssertion }): VerdictChange {
  return {
    assertion: key,
    items: after.items,
    from: before.verdict,
    to: after.verdict,
    ...(after.message === undefined ? {} : { message: after.message }),
  };
}

const side = ({ iut, run, exit }: Report): DiffSide => ({ iut: iut.name, version: iut.version, run: run.id, exit });

/** What the command of the run selected, in an order of its own. */
export function selectionOf({ run }: Pick<Report, 'run'>): string {
  const found = run.command.matchAll(/(--(?:scr|scenario|shard|grep))(?:=|\s+)(\S+)/g);
  return [...found]
    .map(([, option, value]) => `${option} ${value?.replace(/^'(.*)'$/, '$1')}`)
    .sort()
    .join(' ');
}

function circumstances(a: Report, b: Report): Change[] {
  const flat = ({ iut, ics, pixit, assumptions, run, exit }: Report): Map<string, string> =>
    new Map([
      ...Object.entries(iut).map(([k, v]) => [`iut.${k}`, v] as const),
      ...Object.entries(ics.answers).map(([k, v]) => [`ICS ${k}`, v] as const),
      ['ICS sha256', ics.sha256],
      ...Object.entries(pixit.values).map(([k, v]) => [`PIXIT ${k}`, v] as const),
      ['PIXIT sha256', pixit.sha256],
      ...assumptions.map(({ id, value, pinned }) => [`assumption ${id}`, `${value}${pinned ? ', pinned' : ''}`] as const),
      ['seed', run.seed],
      ['dmct', run.tool.version],
      ['exit', String(exit)],
    ]);
  const [from, to] = [flat(a), flat(b)];
  return [...new Set([...from.keys(), ...to.keys()])]
    .map((name) => ({ name, from: from.get(name) ?? '', to: to.get(name) ?? '' }))
    .filter((change) => change.from !== change.to);
}

/** Whether B is worse than A: something fails newly, the ICS is newly wrong, or the IUT newly crashes, hangs or the like. */
export const isWorse = ({ newlyFailing, newFindings }: Diff): boolean => newlyFailing.length + newFindings.length > 0;
