/** A tree, or a part of it, as a list of plain nodes: what `read-tree` gives, and how two such lists differ. */
import { type TreeNode, uriOf } from './node.js';
import { walk } from './store.js';
import type { Tree } from './tree.js';

/** One node beside the protocol; `acl`: its own, absent when inherited; `value` only of leaves, Base64 for bin and b64. */
export interface TreeNodeView {
  readonly uri: string;
  readonly format: string;
  readonly type?: string;
  readonly value?: string;
  readonly acl?: string;
}

/** Nodes at and below a URI, in pre-order; none when there is no such node. */
export function snapshot(tree: Tree, uri = '.'): TreeNodeView[] {
  return tree.read(uri);
}

export function snapshotOf(start: TreeNode): TreeNodeView[] {
  const views: TreeNodeView[] = [];
  for (const node of walk(start)) {
    views.push({
      uri: uriOf(node),
      format: node.format,
      ...(node.type === '' ? {} : { type: node.type }),
      ...(node.children === null ? { value: node.value } : {}),
      ...(node.acl === '' ? {} : { acl: node.acl }),
    });
  }
  return views;
}

export interface TreeDifference {
  readonly added: readonly TreeNodeView[];
  readonly removed: readonly TreeNodeView[];
  /** Same URI, something else otherwise. */
  readonly changed: readonly { readonly before: TreeNodeView; readonly after: TreeNodeView }[];
}

const FIELDS = ['format', 'type', 'value', 'acl'] as const;

/** In the order of the lists; the order of siblings does not count. A renamed node is one removed and one added. */
export function difference(before: readonly TreeNodeView[], after: readonly TreeNodeView[]): TreeDifference {
  const old = new Map(before.map((node) => [node.uri, node]));
  const left = new Set(old.keys());
  const added: TreeNodeView[] = [];
  const changed: { before: TreeNodeView; after: TreeNodeView }[] = [];
  for (const node of after) {
    const was = old.get(node.uri);
    if (was === undefined) added.push(node);
    else if (left.delete(node.uri) && FIELDS.some((field) => was[field] !== node[field])) changed.push({ before: was, after: node });
  }
  return { added, removed: before.filter((node) => left.has(node.uri)), changed };
}
