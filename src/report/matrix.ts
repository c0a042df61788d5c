/**
 * Several implementations beside each other: a table for each side, a row for each item that all reports of that side have, a cell for each
 * verdict. What not all have is counted, so that nobody takes a short table for the whole.
 */
import type { ItemVerdict } from '../judge/verdict.js';
import { type Finding, findingKey, isAboutIut, toldWithRow } from './findings.js';
import { type Outcome, outcomeOf } from './index-report.js';
import type { Report, ReportItem } from './report.js';

export interface MatrixEntry {
  readonly report: Report;
  /** Path of its index.html from the matrix, as in a link. */
  readonly href: string;
}

export interface MatrixColumn {
  /** Product, version and name, and where that is not enough what tells this report from the others: no two columns have the same. */
  readonly label: string;
  /** What the label says behind product and version. */
  readonly told: string;
  readonly name: string;
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly run: string;
  readonly seed: string;
  readonly tool: string;
  /** Version of the test suite that judged; absent where the report does not tell. */
  readonly suite?: string;
  readonly exit: number;
  readonly outcome: Outcome;
  readonly href: string;
  /** What is wrong with the ICS itself, and what went wrong with the implementation. */
  readonly findings: readonly MatrixFinding[];
  /** Of the common items, by verdict. */
  readonly counts: Readonly<Partial<Record<ItemVerdict, number>>>;
}

export interface MatrixFinding {
  readonly kind: Finding['kind'];
  /** `AUTH-MD5 (contradicted)`. */
  readonly finding: string;
  readonly message: string;
  /** Leads to the octets, or to the findings in its report. */
  readonly href: string;
}

export interface MatrixCell {
  readonly verdict: ItemVerdict;
  readonly reason?: string;
  /** Leads to the item in its report. */
  readonly href: string;
}

export interface MatrixRow extends Pick<ReportItem, 'key' | 'edition' | 'id' | 'kind' | 'status' | 'text'> {
  readonly cells: readonly MatrixCell[];
  /** Whether two of the cells that were judged say otherwise than each other. */
  readonly differs: boolean;
  /** Whether any of them was judged. */
  readonly judged: boolean;
}

export interface MatrixTable {
  readonly role: 'client' | 'server';
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
  /** Items that some of the reports lack, as they were not selected. */
  readonly notCommon: readonly string[];
}

export interface Matrix {
  readonly format: 'dmct-matrix/1';
  readonly tables: readonly MatrixTable[];
}

const UNJUDGED: ReadonlySet<ItemVerdict> = new Set(['not-tested', 'not-applicable', 'excluded']);

/** Columns in the order given; sides with no report have no table. */
export function matrixOf(entries: readonly MatrixEntry[]): Matrix {
  const roles = (['client', 'server'] as const).filter((role) => entries.some(({ report }) => report.iut.role === role));
  return {
    format: 'dmct-matrix/1',
    tables: roles.map((role) =>
      tableOf(
        role,
        entries.filter(({ report }) => report.iut.role === role),
      ),
    ),
  };
}

function tableOf(role: MatrixTable['role'], entries: readonly MatrixEntry[]): MatrixTable {
  const byKey = entries.map(({ report }) => new Map(report.items.map((item) => [item.key, item])));
  const keys = [...new Set(entries.flatMap(({ report }) => report.items.map((item) => item.key)))];
  const common = keys.filter((key) => byKey.every((items) => items.has(key)));
  const rows = common.map((key): MatrixRow => {
    const items = byKey.map((of) => of.get(key) as ReportItem);
    const { edition, id, kind, status, text } = items[0] as ReportItem;
    const judged = items.map((item) => item.verdict).filter((verdict) => !UNJUDGED.has(verdict));
    return {
      key,
      edition,
      id,
      kind,
      status,
      text,
      cells: items.map(({ verdict, reason }, n) => ({
        verdict,
        ...(reason === undefined ? {} : { reason }),
        href: `${entries[n]?.href}#item=${encodeURIComponent(key).replaceAll('%2F', '/')}`,
      })),
      differs: new Set(judged).size > 1,
      judged: judged.length > 0,
    };
  });
  const told = tellApart(entries);
  const columns = entries.map(({ report, href }, n): MatrixColumn => {
    const { iut, run, exit, findings = [] } = report;
    const counts: Partial<Record<ItemVerdict, number>> = {};
    for (const { cells } of rows) {
      const { verdict } = cells[n] as MatrixCell;
      counts[verdict] = (counts[verdict] ?? 0) + 1;
    }
    const { name, vendor, product, version } = iut;
    return {
      label: `${product} ${version} (${told[n]})`,
      told: told[n] as string,
      name,
      vendor,
      product,
      version,
      run: run.id,
      seed: run.seed,
      tool: run.tool.version,
      ...(run.suite ? { suite: run.suite.version } : {}),
      exit,
      outcome: outcomeOf(report),
      href,
      findings: findings.map((finding) => ({
        kind: finding.kind,
        finding: findingKey(finding),
        message: toldWithRow(finding),
        href: `${href}#${placeIn(finding)}`,
      })),
      counts,
    };
  });
  return { role, columns, rows, notCommon: keys.filter((key) => !common.includes(key)) };
}

/** The name of each; of one implementation's reports also the run, or, of one run judged twice, the folder. */
function tellApart(entries: readonly MatrixEntry[]): string[] {
  const ways: readonly ((entry: MatrixEntry) => string)[] = [
    ({ report }) => report.iut.name,
    ({ report }) => `${report.iut.name}, run ${report.run.id}`,
    ({ report, href }) => `${report.iut.name}, ${decodeURIComponent(href).replace(/\/index\.html$/, '')}`,
  ];
  const whole = (entry: MatrixEntry, way: (entry: MatrixEntry) => string): string =>
    [entry.report.iut.product, entry.report.iut.version, way(entry)].join('\0');
  return entries.map((entry) => {
    const isAlone = (way: (entry: MatrixEntry) => string): boolean => entries.filter((other) => whole(other, way) === whole(entry, way)).length === 1;
    return (ways.find(isAlone) ?? (ways.at(-1) as (typeof ways)[number]))(entry);
  });
}

/** Where a page shows it. */
function placeIn(finding: Finding): string {
  if (isAboutIut(finding)) return 'trouble';
  const { evidence } = finding;
  if (!evidence || evidence.frame === 0) return 'findings';
  const { frame, from, to } = evidence;
  return to > from ? `frame=${frame}&octets=${from}-${to}` : `frame=${frame}`;
}
