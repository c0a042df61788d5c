/** A baseline made from a report: what is open becomes known; what people wrote into an older one stays, their comments too. */
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Baseline, type Entry, isTrouble, type KnownFailure, type KnownTrouble, shownEntry, speaksOf, speaksOfTrouble } from './baseline.js';
import { isSettled, stateOfFailure, stateOfTrouble } from './entry-state.js';
import { fingerprint, troubleFingerprint } from './fingerprint.js';
import { isOpen } from './gate.js';
import { assertionKey } from './index-report.js';
import type { Report, ReportAssertion } from './report.js';
import { oneLine, shorten } from './text.js';
import { partsOfRow, type Trouble, troubleKey, troublesOf } from './troubles.js';

export interface BaselineWords {
  readonly owner?: string;
  /** Of new entries; what they say without it asks for a reason. */
  readonly reason?: string;
  readonly expires?: string;
}

export interface WrittenBaseline {
  readonly text: string;
  /** `scenario/assertion[row]`, `iut-crash in send-report, scenario[row]` of each. */
  readonly added: readonly string[];
  /** Known before and still open; their fingerprint may be a new one. */
  readonly kept: readonly string[];
  /** Open no more, so no longer in the file. */
  readonly removed: readonly string[];
}

export interface OldBaseline {
  readonly text: string;
  readonly baseline: Baseline;
}

/** What is wrong in a report, as an entry would know it. */
interface Found<E extends Entry> {
  readonly key: string;
  readonly verdict?: string;
  readonly print: string;
  readonly speaks: (entry: E) => boolean;
  /** Keys of a new entry that say what it is about. */
  readonly about: Readonly<Record<string, string>>;
  readonly said: string;
}

interface Part<E extends Entry> {
  readonly list: 'known' | 'findings';
  /** Those that the file has in this list, in its order. */
  readonly entries: readonly E[];
  readonly found: readonly Found<E>[];
  readonly isToGo: (entry: E) => boolean;
}

/** `schema` is the path of baseline.schema.json as the file will see it. What the report says nothing about stays as it is. */
export function writeBaseline(report: Report, words: BaselineWords, schema: string, old?: OldBaseline): WrittenBaseline {
  const document = old === undefined ? emptyDocument() : parseDocument(old.text, { schema: 'failsafe' });
  const baseline: Omit<Baseline, 'file'> = old?.baseline ?? { known: [], findings: [], gone: [] };
  const isGone = (entry: Entry): boolean => baseline.gone.includes(entry);
  const all = { reason: `not explained yet; first seen in ${report.iut.name} ${report.iut.version}, run ${report.run.id}`, ...words };
  const parts = [
    bring<KnownFailure>(document, all, {
      list: 'known',
      entries: [...baseline.known, ...baseline.gone.filter((e): e is KnownFailure => !isTrouble(e))].sort(byLine),
      found: report.assertions.filter(isOpen).map((a) => failure(a, report)),
      isToGo: (entry) => isGone(entry) || isSettled(stateOfFailure(entry, report)),
    }),
    bring<KnownTrouble>(document, all, {
      list: 'findings',
      entries: [...baseline.findings, ...baseline.gone.filter(isTrouble)].sort(byLine),
      found: troublesOf(report.findings).map((t) => trouble(t, report)),
      isToGo: (entry) => isGone(entry) || isSettled(stateOfTrouble(entry, report)),
    }),
  ];
  const body = document.toString({ lineWidth: 150 });
  const head = /^# yaml-language-server:/m.test(body) ? '' : `# yaml-language-server: $schema=${schema}\n`;
  return {
    text: head + body,
    added: parts.flatMap((part) => part.added),
    kept: parts.flatMap((part) => part.kept),
    removed: parts.flatMap((part) => part.removed),
  };
}

function emptyDocument(): Document {
  return parseDocument('# Failures that are known. Kept by people; dmct baseline adds what is new and takes out what passes.\nknown: []\n', {
    schema: 'failsafe',
  });
}

const byLine = (a: Entry, b: Entry): number => (a.where.line ?? 0) - (b.where.line ?? 0);

function failure(a: ReportAssertion, { iut, run }: Report): Found<KnownFailure> {
  return {
    key: assertionKey(a),
    verdict: a.verdict,
    print: fingerprint(a, run.seed),
    speaks: (entry) => speaksOf(entry, iut.name, a),
    about: {
      assertion: a.id,
      ...(a.row === undefined ? {} : { row: a.row }),
      ...(a.verdict === 'fail' ? {} : { verdict: a.verdict }),
    },
    said: a.message ?? a.evidence.map((e) => `wanted ${e.wanted}, got ${e.got}`).join('; '),
  };
}

function trouble(t: Trouble, { iut, run }: Report): Found<KnownTrouble> {
  const { scenario, row } = partsOfRow(t.row);
  return {
    key: troubleKey(t),
    print: troubleFingerprint(t, run.seed),
    speaks: (entry) => speaksOfTrouble(entry, iut.name, t),
    about: { code: t.code, name: t.name, scenario, ...(row === undefined ? {} : { row }) },
    said: t.message,
  };
}

/** Brings one list of the file up to date. */
function bring<E extends Entry>(
  document: Document,
  words: BaselineWords,
  { list, entries, found, isToGo }: Part<E>,
): Pick<WrittenBaseline, 'added' | 'kept' | 'removed'> {
  const used = new Set<Found<E>>();
  const kept: string[] = [];
  const removed: string[] = [];
  const drop: number[] = [];
  entries.forEach((entry, n) => {
    const left = found.filter((one) => one.speaks(entry) && !used.has(one));
    const same = left.filter((one) => one.verdict === verdictOf(entry));
    const still = same.length > 0 ? same : left.filter((one) => one.verdict === left[0]?.verdict);
    for (const one of still) used.add(one);
    if (isToGo(entry)) {
      drop.push(n);
      removed.push(shownEntry(entry));
    } else if (still.length > 0) {
      refresh(document, (document.get(list) as YAMLSeq).items[n] as YAMLMap, entry, still);
      kept.push(...still.map(({ key }) => key));
    }
  });
  const added = found.filter((one) => !used.has(one));
  if (!isSeq(document.get(list)) && added.length > 0) document.set(list, document.createNode([]));
  const items = document.get(list);
  if (isSeq(items)) {
    // What stands above the first entry belongs to it, though the reader of YAML gives it to the list.
    if (drop.includes(0)) items.commentBefore = null;
    for (const n of drop.reverse()) items.items.splice(n, 1);
    for (const one of added) items.add(newEntry(document, one, words));
    items.flow = false;
    if (list === 'findings' && items.items.length === 0) document.delete(list);
  }
  return { added: added.map(({ key }) => key), kept, removed };
}

const verdictOf = (entry: Entry): string | undefined => ('verdict' in entry ? entry.verdict : undefined);

/** The ways in which it fails now; the words of people stay. */
function refresh<E extends Entry>(document: Document, item: YAMLMap, entry: E, still: readonly Found<E>[]): void {
  if (!isMap(item)) return;
  const verdict = still[0]?.verdict;
  if (verdict !== verdictOf(entry)) item.set('verdict', verdict);
  if (entry.fingerprints.length === 0) return;
  const prints = [...new Set(still.map(({ print }) => print))];
  item.set('fingerprint', prints.length === 1 ? prints[0] : document.createNode(prints, { flow: true }));
}

function newEntry<E extends Entry>(document: Document, { about, print, said }: Found<E>, { reason, owner, expires }: BaselineWords): YAMLMap {
  const node = document.createNode({
    ...about,
    reason,
    ...(owner === undefined ? {} : { owner }),
    ...(expires === undefined ? {} : { expires }),
    fingerprint: print,
  }) as YAMLMap;
  node.commentBefore = ` ${shorten(oneLine(said), 130)}`;
  return node;
}
