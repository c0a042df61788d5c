/** A baseline made from a report: what is open becomes known; what people wrote into an older one stays, their comments too. */
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Baseline, type KnownFailure, speaksOf } from './baseline.js';
import { fingerprint } from './fingerprint.js';
import { isOpen, isSettled } from './gate.js';
import { assertionKey } from './index-report.js';
import type { Report, ReportAssertion } from './report.js';
import { oneLine, shorten } from './text.js';

export interface BaselineWords {
  readonly owner?: string;
  /** Of new entries; what they say without it asks for a reason. */
  readonly reason?: string;
  readonly expires?: string;
}

export interface WrittenBaseline {
  readonly text: string;
  /** `scenario/assertion[row]` of each. */
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

/** `schema` is the path of baseline.schema.json as the file will see it. What the report says nothing about stays as it is. */
export function writeBaseline(report: Report, words: BaselineWords, schema: string, old?: OldBaseline): WrittenBaseline {
  const document = old === undefined ? emptyDocument() : parseDocument(old.text, { schema: 'failsafe' });
  const list = document.get('known') as YAMLSeq;
  const entries = isSeq(list) && old ? [...old.baseline.known, ...old.baseline.gone].sort(byLine) : [];
  const open = report.assertions.filter(isOpen);
  const used = new Set<ReportAssertion>();
  const kept: string[] = [];
  const removed: string[] = [];
  const drop: number[] = [];
  entries.forEach((entry, n) => {
    const spoken = report.assertions.filter((a) => speaksOf(entry, report.iut.name, a));
    const left = spoken.filter((a) => isOpen(a) && !used.has(a));
    const same = left.filter((a) => a.verdict === entry.verdict);
    const still = same.length > 0 ? same : left.filter((a) => a.verdict === left[0]?.verdict);
    for (const a of still) used.add(a);
    if (isSettled(spoken) || old?.baseline.gone.includes(entry)) {
      drop.push(n);
      removed.push(entry.row === undefined ? entry.assertion : `${entry.assertion}[${entry.row}]`);
    } else if (still.length > 0) {
      refresh(document, list.items[n] as YAMLMap, entry, still, report.run.seed);
      kept.push(...still.map(assertionKey));
    }
  });
  for (const n of drop.reverse()) list.items.splice(n, 1);
  const added = open.filter((a) => !used.has(a));
  for (const a of added) list.add(newEntry(document, a, report, words));
  list.flow = false;
  const body = document.toString({ lineWidth: 150 });
  const head = /^# yaml-language-server:/m.test(body) ? '' : `# yaml-language-server: $schema=${schema}\n`;
  return { text: head + body, added: added.map(assertionKey), kept, removed };
}

function emptyDocument(): Document {
  return parseDocument('# Failures that are known. Kept by people; dmct baseline adds what is new and takes out what passes.\nknown: []\n', {
    schema: 'failsafe',
  });
}

const byLine = (a: KnownFailure, b: KnownFailure): number => (a.where.line ?? 0) - (b.where.line ?? 0);

/** The ways in which it fails now; the words of people stay. */
function refresh(document: Document, item: YAMLMap, entry: KnownFailure, open: readonly ReportAssertion[], seed: string): void {
  if (!isMap(item)) return;
  const verdict = open[0]?.verdict;
  if (verdict !== entry.verdict) item.set('verdict', verdict);
  if (entry.fingerprints.length === 0) return;
  const prints = [...new Set(open.map((a) => fingerprint(a, seed)))];
  item.set('fingerprint', prints.length === 1 ? prints[0] : document.createNode(prints, { flow: true }));
}

function newEntry(document: Document, a: ReportAssertion, report: Report, words: BaselineWords): YAMLMap {
  const node = document.createNode({
    assertion: a.id,
    ...(a.row === undefined ? {} : { row: a.row }),
    ...(a.verdict === 'fail' ? {} : { verdict: a.verdict }),
    reason: words.reason ?? `not explained yet; first seen in ${report.iut.name} ${report.iut.version}, run ${report.run.id}`,
    ...(words.owner === undefined ? {} : { owner: words.owner }),
    ...(words.expires === undefined ? {} : { expires: words.expires }),
    fingerprint: fingerprint(a, report.run.seed),
  }) as YAMLMap;
  const said = a.message ?? a.evidence.map((e) => `wanted ${e.wanted}, got ${e.got}`).join('; ');
  node.commentBefore = ` ${shorten(oneLine(said), 130)}`;
  return node;
}
