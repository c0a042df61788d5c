/** What the upper tester, or a session in its place, read out of the management tree, and what became of it from one reading to the next. */
import { difference } from '../dm/tree/snapshot.js';
import type { RowRecord } from '../record/record.js';
import type { ReportNode, ReportTree } from './report.js';

/** Every answered `read-tree` of a row, in order. Records of older versions do not say what was asked: there the first node names the place. */
export function treeReadings(record: RowRecord): ReportTree[] {
  const readings: ReportTree[] = [];
  let step = 'set-up';
  for (const event of record.events) {
    if (event.e === 'step' && event.state === 'begin') step = event.id;
    if (event.e !== 'call' || event.primitive !== 'read-tree' || event.outcome !== 'done') continue;
    const nodes = (Array.isArray(event.result?.nodes) ? event.result.nodes : []).flatMap(nodeOf);
    readings.push({
      step,
      uri: event.uri ?? nodes[0]?.uri ?? '',
      ...(event.by === 'session' ? { by: event.by } : {}),
      ...(event.unread?.length ? { unread: event.unread.map(String) } : {}),
      nodes,
    });
  }
  return readings;
}

/** A record may come from anywhere: what is no node is left out. */
function nodeOf(value: unknown): ReportNode[] {
  if (typeof value !== 'object' || value === null) return [];
  const { uri, format, ...rest } = value as Readonly<Record<string, unknown>>;
  if (typeof uri !== 'string' || typeof format !== 'string') return [];
  const more = (['type', 'value', 'acl'] as const).flatMap((field) => (typeof rest[field] === 'string' ? [[field, rest[field]]] : []));
  return [{ uri, format, ...(Object.fromEntries(more) as Partial<ReportNode>) }];
}

/** One node of a reading beside the reading before: `+` new, `-` gone, `~` something of it changed, blank as it was. */
export interface NodeLine {
  readonly mark: '+' | '-' | '~' | ' ';
  readonly node: ReportNode;
  readonly was?: ReportNode;
}

export interface ComparedReading {
  readonly step: string;
  readonly uri: string;
  readonly by?: ReportTree['by'];
  readonly unread?: ReportTree['unread'];
  /** The step of the reading that it is compared with; absent when the place had not been read before in the row. */
  readonly since?: string;
  /** In the order of the tree, nodes that are gone at their old place. */
  readonly lines: readonly NodeLine[];
}

/** Each reading beside the last one before it that covers its place. */
export function compareReadings(readings: readonly ReportTree[]): ComparedReading[] {
  return readings.map(({ step, uri, by, unread, nodes }, n) => {
    const how = { ...(by ? { by } : {}), ...(unread ? { unread } : {}) };
    const earlier = readings.slice(0, n).findLast((reading) => isAtOrBelow(uri, reading.uri));
    if (!earlier) return { step, uri, ...how, lines: nodes.map((node) => ({ mark: ' ', node })) };
    const before = earlier.nodes.filter((node) => isAtOrBelow(node.uri, uri));
    return { step, uri, ...how, since: earlier.step, lines: linesOf(before, nodes) };
  });
}

const isAtOrBelow = (uri: string, place: string): boolean => uri === place || uri.startsWith(`${place}/`);

function linesOf(before: readonly ReportNode[], after: readonly ReportNode[]): NodeLine[] {
  const { added, removed, changed } = difference(before, after);
  const fresh = new Set<ReportNode>(added);
  const gone = new Set<ReportNode>(removed);
  const old = new Map<ReportNode, ReportNode>(changed.map((change) => [change.after, change.before]));
  // What is gone stands behind the node that stood before it and stayed; undefined: at the very beginning.
  const behind = new Map<string | undefined, NodeLine[]>();
  let stayed: string | undefined;
  for (const node of before) {
    if (!gone.has(node)) stayed = node.uri;
    else if (!behind.get(stayed)?.push({ mark: '-', node })) behind.set(stayed, [{ mark: '-', node }]);
  }
  const taken = (uri: string | undefined): NodeLine[] => {
    const lines = behind.get(uri) ?? [];
    behind.delete(uri);
    return lines;
  };
  const line = (node: ReportNode): NodeLine => {
    const was = old.get(node);
    return was ? { mark: '~', node, was } : { mark: fresh.has(node) ? '+' : ' ', node };
  };
  return [...taken(undefined), ...after.flatMap((node) => [line(node), ...taken(node.uri)])];
}
