/** What became of a management tree: its nodes before and after, as lines for people. */
import type { Tree } from '../../src/dm/tree/tree.js';

export type TreeNodes = ReturnType<Tree['read']>;

/** `+` added, `-` gone, `~` changed; in the order of the tree. */
export function treeDifference(before: TreeNodes, after: TreeNodes): string[] {
  const old = new Map(before.map((node) => [node.uri, described(node)]));
  const now = new Map(after.map((node) => [node.uri, described(node)]));
  const gone = before.filter((node) => !now.has(node.uri)).map((node) => `- ${node.uri} ${old.get(node.uri)}`);
  const changed = after.flatMap((node) => {
    const was = old.get(node.uri);
    const is = now.get(node.uri);
    if (was === undefined) return [`+ ${node.uri} ${is}`];
    return was === is ? [] : [`~ ${node.uri} ${was} -> ${is}`];
  });
  return [...gone, ...changed];
}

function described({ uri: _, ...fields }: TreeNodes[number]): string {
  return JSON.stringify(fields);
}
