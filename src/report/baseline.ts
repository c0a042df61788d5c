/** The baseline file: which failures are known, why, whose they are and until when. Read here; what it does to a run is gate.ts. */
import { InputError, unknownName, type Where } from '../base/errors.js';
import { glob } from '../base/glob.js';
import { checkSchema } from '../base/schema.js';
import { readYaml, type YamlFile, type YamlValue } from '../base/yaml.js';

/** Verdicts that a baseline can know: what is `error` is ours to repair, and the rest is no failure. */
export const BASELINED = ['fail', 'inconclusive', 'review'] as const;
export type Baselined = (typeof BASELINED)[number];

export interface KnownFailure {
  /** `scenario/assertion`. */
  readonly assertion: string;
  /** A row or a pattern; absent: every row. */
  readonly row?: string;
  /** Name or pattern of the IUT; absent: every IUT. */
  readonly iut?: string;
  readonly verdict: Baselined;
  readonly reason: string;
  readonly owner?: string;
  /** The last day on which it is excused, `2031-12-31`. */
  readonly expires?: string;
  /** Ways in which it is known to fail; empty: any. */
  readonly fingerprints: readonly string[];
  readonly where: Where;
}

export interface Baseline {
  readonly file: string;
  readonly known: readonly KnownFailure[];
  /** Entries for assertions that were published once and that this dmct has no more. */
  readonly gone: readonly KnownFailure[];
}

/** What assertions there are, so that an entry that names none is not silently without effect. */
export interface Suite {
  /** Rows by `scenario/assertion`; without rows an empty list. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
  /** Every id that was ever published. */
  readonly published: ReadonlySet<string>;
}

const SCHEMA = 'src/report/baseline.schema.json';

/** Reads and checks a baseline. Throws InputError with file, line and the nearest right name. */
export function loadBaseline(file: string, suite: Suite): Baseline {
  const yaml = readYaml(file);
  checkSchema(yaml, SCHEMA);
  const entries = (yaml.value as { known: YamlValue[] }).known.map((_, n) => entry(yaml, n));
  const isGone = (e: KnownFailure): boolean => !suite.rows.has(e.assertion) && suite.published.has(e.assertion);
  entries.forEach((e, n) => {
    if (!isGone(e)) checkName(yaml, n, e, suite);
    const twin = entries.findIndex((other) => sameEntry(other, e));
    if (twin < n)
      throw yaml.error('baseline-twice', ['known', n, 'assertion'], `${shownEntry(e)} stands here twice`, {
        cure: `the other is at line ${entries[twin]?.where.line}: join them, with a list of fingerprints where it fails in two ways`,
      });
  });
  return { file, known: entries.filter((e) => !isGone(e)), gone: entries.filter(isGone) };
}

function entry(yaml: YamlFile, n: number): KnownFailure {
  const raw = (yaml.value as { known: Record<string, string | string[]>[] }).known[n] as Record<string, string | string[]>;
  const text = (key: string): string | undefined => (typeof raw[key] === 'string' ? raw[key] : undefined);
  const { fingerprint = [] } = raw;
  const expires = text('expires');
  if (expires !== undefined && new Date(`${expires}T00:00:00Z`).toJSON()?.slice(0, 10) !== expires)
    throw yaml.error('baseline-date', ['known', n, 'expires'], `"${expires}" is no day`, { wanted: 'a date as 2031-12-31' });
  const optional = Object.fromEntries(['row', 'iut', 'owner', 'expires'].flatMap((key) => (key in raw ? [[key, text(key)]] : [])));
  return {
    assertion: text('assertion') as string,
    ...optional,
    verdict: (text('verdict') ?? 'fail') as Baselined,
    reason: text('reason') as string,
    fingerprints: typeof fingerprint === 'string' ? [fingerprint] : fingerprint,
    where: { ...yaml.at(['known', n, 'assertion']), file: yaml.file },
  };
}

function checkName(yaml: YamlFile, n: number, e: KnownFailure, { rows }: Suite): void {
  const own = rows.get(e.assertion);
  if (own === undefined) throw unknownName('unknown-assertion', 'assertion', e.assertion, rows.keys(), yaml.at(['known', n, 'assertion']));
  const { row } = e;
  if (row === undefined || own.some((name) => glob(row).test(name))) return;
  if (own.length > 0) throw unknownName('unknown-row', `row of ${e.assertion}`, row, own, yaml.at(['known', n, 'row']));
  throw new InputError('unknown-row', {
    found: `${e.assertion} has no rows, so no row "${row}"`,
    where: yaml.at(['known', n, 'row']),
    cure: 'remove the line',
  });
}

export const sameEntry = (a: KnownFailure, b: KnownFailure): boolean =>
  a.assertion === b.assertion && a.row === b.row && a.iut === b.iut && a.verdict === b.verdict;

/** `scenario/assertion[row]`, as the report writes it; a pattern stays one. */
export const shownEntry = (e: Pick<KnownFailure, 'assertion' | 'row'>): string => (e.row === undefined ? e.assertion : `${e.assertion}[${e.row}]`);

/** Whether an entry speaks of this assertion of this IUT, however it fails. */
export function speaksOf(e: KnownFailure, iut: string, a: { readonly id: string; readonly row?: string }): boolean {
  return (
    e.assertion === a.id &&
    (e.row === undefined || (a.row !== undefined && glob(e.row).test(a.row))) &&
    (e.iut === undefined || glob(e.iut).test(iut))
  );
}
