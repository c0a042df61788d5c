/** What became of a management tree, as lines for people. */
import { difference, type TreeNodeView } from '../../src/dm/tree/snapshot.js';

/** `-` gone, `+` added, `~` changed. */
export function treeDifference(before: readonly TreeNodeView[], after: readonly TreeNodeView[]): string[] {
  const { added, removed, changed } = difference(before, after);
  return [
    ...removed.map((node) => `- ${described(node)}`),
    ...added.map((node) => `+ ${described(node)}`),
    ...changed.map((change) => `~ ${described(change.before)} -> ${described(change.after)}`),
  ];
}

function described({ uri, ...fields }: TreeNodeView): string {
  return `${uri} ${JSON.stringify(fields)}`;
}
