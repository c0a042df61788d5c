/** Readings of the tree as the page embeds them: compared, counted, and no longer than a person reads. */
import { compareReadings, type NodeLine } from '../readings.js';
import type { ReportNode, ReportTree } from '../report.js';
import { shorten } from '../text.js';

/** Nodes of one reading that the page shows, of those that changed and of those that did not; all stand in report.json. */
const MOST_NODES = 400;
const MOST_TEXT = 600;
const MOST_UNREAD = 8;

export interface TreeData {
  readonly step: string;
  readonly uri: string;
  readonly by?: 'session';
  /** How many places and properties that session could not read, and the first few. */
  readonly unread?: number;
  readonly unreadFirst?: readonly string[];
  readonly since?: string;
  /** How many nodes there are, and how many of each mark. */
  readonly count: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Mark, and the number of the node in the pool: most nodes are the same in every reading. */
  readonly lines: readonly (readonly [mark: NodeLine['mark'], node: number])[];
  /** Nodes that are not among the lines. */
  readonly left: number;
}

/** A node as it is told: its URI, then name, what it is, and what it was where that is something else; '' for absent. */
export type ToldNode = readonly [uri: string, ...facts: (readonly [name: string, now: string, was?: string])[]];

/** `pool` takes a node as JSON and gives its number. */
export function treesData(trees: readonly ReportTree[], pool: (node: string) => number): TreeData[] {
  return compareReadings(trees).map(({ step, uri, by, unread, since, lines }) => {
    const of = (mark: NodeLine['mark']): number => lines.filter((line) => line.mark === mark).length;
    const shown = { changed: 0, same: 0 };
    const kept = lines.filter(({ mark }) => shown[mark === ' ' ? 'same' : 'changed']++ < MOST_NODES);
    return {
      step,
      uri: inBrief(uri),
      ...(by ? { by } : {}),
      ...(unread ? { unread: unread.length, unreadFirst: unread.slice(0, MOST_UNREAD).map(inBrief) } : {}),
      ...(since === undefined ? {} : { since }),
      count: lines.length - of('-'),
      added: of('+'),
      removed: of('-'),
      changed: of('~'),
      lines: kept.map(({ mark, node, was }) => [mark, pool(JSON.stringify([inBrief(node.uri), ...factsOf(node, was)] satisfies ToldNode))]),
      left: lines.length - kept.length,
    };
  });
}

const inBrief = (text: string): string => shorten(text, MOST_TEXT);

function factsOf(node: ReportNode, was: ReportNode | undefined): (readonly [string, string, string?])[] {
  return (['format', 'type', 'value', 'acl'] as const).flatMap((name): (readonly [string, string, string?])[] => {
    const now = node[name];
    const before = was ? was[name] : now;
    if (now === undefined && before === undefined) return [];
    const shown = (text: string | undefined): string => (text === undefined ? '' : name === 'value' ? `"${inBrief(text)}"` : inBrief(text));
    return [now === before ? [name, shown(now)] : [name, shown(now), shown(before)]];
  });
}
