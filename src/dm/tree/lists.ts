/** Views of a sub-tree that `?list=` gives (DM TND, section 9): one row each; an unknown name is 406. */
import { mayDo } from './acl.js';
import { type TreeNode, uriOf } from './node.js';
import { walk } from './store.js';
import type { TreeResult } from './tree.js';

type View = (start: TreeNode, who: string | undefined) => TreeResult[];

export const LISTS: Readonly<Record<string, View>> = {
  Struct: (start, who) => readable(start, who).map((node) => ({ ...describeNode(node), text: undefined })),
  StructData: (start, who) => readable(start, who).map(describeNode),
};

function readable(start: TreeNode, who: string | undefined): TreeNode[] {
  return [...walk(start)].filter((node) => mayDo(node, 'Get', who) && (node.access === undefined || node.access.has('Get')));
}

function describeNode(node: TreeNode): TreeResult {
  return { uri: uriOf(node), format: node.format, type: node.type, text: node.children === null ? node.value : undefined };
}
