/** The baseline file: which failures, crashes and the like are known, why, whose they are and until when. Read here; what it does to a run is gate.ts. */
import { InputError, unknownName, type Where } from '../base/errors.js';
import { glob } from '../base/glob.js';
import { checkSchema } from '../base/schema.js';
import { readYaml, type YamlFile } from '../base/yaml.js';
import { partsOfRow, type Trouble, troubleKey } from './troubles.js';

/** Verdicts that a baseline can know: what is `error` is ours to repair, and the rest is no failure. */
export const BASELINED = ['fail', 'inconclusive', 'review'] as const;
export type Baselined = (typeof BASELINED)[number];

/** What every entry says. */
interface Known {
  /** A row or a pattern; absent: every row. */
  readonly row?: string;
  /** Name or pattern of the IUT; absent: every IUT. */
  readonly iut?: string;
  readonly reason: string;
  readonly owner?: string;
  /** The last day on which it is excused, `2031-12-31`. */
  readonly expires?: string;
  /** Ways in which it is known to fail; empty: any. */
  readonly fingerprints: readonly string[];
  readonly where: Where;
}

export interface KnownFailure extends Known {
  /** `scenario/assertion`. */
  readonly assertion: string;
  readonly verdict: Baselined;
}

/** A crash, hang or the like of the IUT. */
export interface KnownTrouble extends Known {
  /** `iut-crash` and the like. */
  readonly code: string;
  /** The primitive that is asked for last before it comes. */
  readonly name: string;
  readonly scenario: string;
}

export type Entry = KnownFailure | KnownTrouble;

export interface Baseline {
  readonly file: string;
  readonly known: readonly KnownFailure[];
  readonly findings: readonly KnownTrouble[];
  /** Entries for assertions and scenarios that were published once and that this dmct has no more. */
  readonly gone: readonly Entry[];
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
  const known = entriesOf(yaml, 'known').map(({ raw, said }) => ({
    ...said,
    assertion: raw.assertion as string,
    verdict: (raw.verdict ?? 'fail') as Baselined,
  }));
  const findings = entriesOf(yaml, 'findings').map(({ raw, said }) => ({
    ...said,
    code: raw.code as string,
    name: raw.name as string,
    scenario: raw.scenario as string,
  }));
  const scenarios = scenariosIn(suite);
  const published = new Set([...suite.published].map((id) => id.slice(0, id.indexOf('/'))));
  const isGone = (e: Entry): boolean =>
    isTrouble(e) ? !scenarios.has(e.scenario) && published.has(e.scenario) : !suite.rows.has(e.assertion) && suite.published.has(e.assertion);
  known.forEach((e, n) => {
    if (!isGone(e)) checkName(yaml, ['known', n], e.row, { kind: 'assertion', name: e.assertion, rows: suite.rows });
    checkTwin(yaml, ['known', n], known);
  });
  findings.forEach((e, n) => {
    if (!isGone(e)) checkName(yaml, ['findings', n], e.row, { kind: 'scenario', name: e.scenario, rows: scenarios });
    checkTwin(yaml, ['findings', n], findings);
  });
  return {
    file,
    known: known.filter((e) => !isGone(e)),
    findings: findings.filter((e) => !isGone(e)),
    gone: [...known, ...findings].filter(isGone),
  };
}

/** Rows by scenario. */
function scenariosIn({ rows }: Suite): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [id, own] of rows) {
    const scenario = id.slice(0, id.indexOf('/'));
    found.set(scenario, [...new Set([...(found.get(scenario) ?? []), ...own])]);
  }
  return found;
}

type List = 'known' | 'findings';
type Raw = Readonly<Record<string, string | readonly string[]>>;

/** Keys by which an entry of a list begins. */
const FIRST: Readonly<Record<List, string>> = { known: 'assertion', findings: 'code' };

function entriesOf(yaml: YamlFile, list: List): { readonly raw: Raw; readonly said: Known }[] {
  return ((yaml.value as unknown as Partial<Record<List, Raw[]>>)[list] ?? []).map((raw, n) => ({ raw, said: saidIn(yaml, list, raw, n) }));
}

function saidIn(yaml: YamlFile, list: List, raw: Raw, n: number): Known {
  const text = (key: string): string | undefined => (typeof raw[key] === 'string' ? raw[key] : undefined);
  const { fingerprint = [] } = raw;
  const expires = text('expires');
  if (expires !== undefined && new Date(`${expires}T00:00:00Z`).toJSON()?.slice(0, 10) !== expires)
    throw yaml.error('baseline-date', [list, n, 'expires'], `"${expires}" is no day`, { wanted: 'a date as 2031-12-31' });
  const optional = Object.fromEntries(['row', 'iut', 'owner', 'expires'].flatMap((key) => (key in raw ? [[key, text(key)]] : [])));
  return {
    ...optional,
    reason: text('reason') as string,
    fingerprints: typeof fingerprint === 'string' ? [fingerprint] : fingerprint,
    where: { ...yaml.at([list, n, FIRST[list]]), file: yaml.file },
  };
}

interface Named {
  readonly kind: 'assertion' | 'scenario';
  readonly name: string;
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

function checkName(yaml: YamlFile, at: readonly [List, number], row: string | undefined, { kind, name, rows }: Named): void {
  const own = rows.get(name);
  if (own === undefined) throw unknownName(`unknown-${kind}`, kind, name, rows.keys(), yaml.at([...at, kind]));
  if (row === undefined || own.some((one) => glob(row).test(one))) return;
  if (own.length > 0) throw unknownName('unknown-row', `row of ${name}`, row, own, yaml.at([...at, 'row']));
  throw new InputError('unknown-row', {
    found: `${name} has no rows, so no row "${row}"`,
    where: yaml.at([...at, 'row']),
    cure: 'remove the line',
  });
}

function checkTwin(yaml: YamlFile, [list, n]: readonly [List, number], entries: readonly Entry[]): void {
  const own = entries[n] as Entry;
  const twin = entries.findIndex((other) => sameEntry(other, own));
  if (twin < n)
    throw yaml.error('baseline-twice', [list, n, FIRST[list]], `${shownEntry(own)} stands here twice`, {
      cure: `the other is at line ${entries[twin]?.where.line}: join them, with a list of fingerprints where it fails in two ways`,
    });
}

export const isTrouble = (e: Entry): e is KnownTrouble => 'code' in e;

export const sameEntry = (a: Entry, b: Entry): boolean =>
  shownEntry(a) === shownEntry(b) && a.iut === b.iut && (isTrouble(a) || isTrouble(b) || a.verdict === b.verdict);

/** `scenario/assertion[row]` or `iut-crash in send-report, scenario[row]`, as the report writes it; a pattern stays one. */
export const shownEntry = (e: Entry): string => (isTrouble(e) ? troubleKey({ ...e, row: rowed(e.scenario, e.row) }) : rowed(e.assertion, e.row));

const rowed = (name: string, row: string | undefined): string => (row === undefined ? name : `${name}[${row}]`);

/** Whether an entry speaks of this row of this IUT. */
function isOfRow(e: Entry, iut: string, row: string | undefined): boolean {
  return (e.row === undefined || (row !== undefined && glob(e.row).test(row))) && (e.iut === undefined || glob(e.iut).test(iut));
}

/** Whether an entry speaks of this assertion of this IUT, however it fails. */
export const speaksOf = (e: KnownFailure, iut: string, a: { readonly id: string; readonly row?: string }): boolean =>
  e.assertion === a.id && isOfRow(e, iut, a.row);

/** Whether an entry speaks of what this scenario row brings forth. */
export const speaksOfRow = (e: KnownTrouble, iut: string, s: { readonly id: string; readonly row?: string }): boolean =>
  e.scenario === s.id && isOfRow(e, iut, s.row);

/** Whether an entry speaks of this crash or the like, whatever its words. */
export function speaksOfTrouble(e: KnownTrouble, iut: string, t: Pick<Trouble, 'code' | 'name' | 'row'>): boolean {
  const { scenario: id, ...row } = partsOfRow(t.row);
  return e.code === t.code && e.name === t.name && speaksOfRow(e, iut, { id, ...row });
}
