/** Text put into a YAML file without touching what stands there: comments, quotes and blank lines of others stay as they are. */
import { isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';

export interface Splice {
  readonly at: number;
  readonly text: string;
  /** Characters that it replaces; absent: none. */
  readonly drop?: number;
}

/** All splices at once; of those at the same place the first comes first. New lines end as those of the text do. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return [...splices]
    .map((splice, n) => ({ ...splice, n }))
    .sort((a, b) => b.at - a.at || b.n - a.n)
    .reduce((left, { at, text: more, drop = 0 }) => left.slice(0, at) + more.replaceAll('\n', end) + left.slice(at + drop), text);
}

/** Nodes with their ranges, for who asks where something stands. */
export interface Outline {
  /** The value of a key of the root. */
  value(key: string): Node | undefined;
  /** Offset of the first character of a key of the root. */
  keyOffset(key: string): number | undefined;
  /** Offset behind the line in which a node ends. */
  lineAfter(node: Node): number;
  /** Columns before the dash of a block sequence; undefined for one in flow style. */
  indentOf(list: YAMLSeq): number | undefined;
}

/** The text must be YAML without errors, with a map as its root. */
export function outline(text: string): Outline {
  const root = parseDocument(text, { schema: 'failsafe' }).contents as YAMLMap;
  const pair = (key: string) => root.items.find((p) => isScalar(p.key) && p.key.value === key);
  return {
    value: (key) => (pair(key)?.value ?? undefined) as Node | undefined,
    keyOffset: (key) => (pair(key)?.key as Node | undefined)?.range?.[0],
    lineAfter: (node) => {
      const end = contentEnd(text, node);
      const line = text.indexOf('\n', end);
      return line < 0 ? text.length : line + 1;
    },
    indentOf: (list) => {
      if (list.flow || !isSeq(list)) return undefined;
      const [first] = list.items as Node[];
      const at = first?.range?.[0];
      if (at === undefined) return undefined;
      const dash = text.lastIndexOf('-', at);
      return dash < 0 ? undefined : dash - (text.lastIndexOf('\n', dash) + 1);
    },
  };
}

/** Offset of the last character that belongs to a node: a block collection's own range goes on over blank lines and comments behind it. */
function contentEnd(text: string, node: Node): number {
  const last = isMap(node) && !node.flow ? node.items.at(-1)?.value : isSeq(node) && !node.flow ? node.items.at(-1) : undefined;
  if (last !== undefined && last !== null) return contentEnd(text, last as Node);
  const [start, end] = node.range ?? [text.length, text.length, text.length];
  return start + text.slice(start, end).trimEnd().length;
}
