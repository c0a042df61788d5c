/** Views of a sub-tree that `?list=` gives (DM TND, section 9), with what the server may read; an unknown name is 406. */
import { rowOf } from '../../base/row.js';
import { LIMITS } from '../../limits.js';
import type { Encoding } from '../message.js';
import { isReadable } from './context.js';
import { type TreeNode, uriOf } from './node.js';
import { objectResult, selectionOf } from './object-view.js';
import { childrenInOrder, objectsBelow, walk } from './store.js';
import type { TreeResult } from './tree.js';
import { transportOf } from './value.js';

export interface ListRequest {
  readonly start: TreeNode;
  readonly who: string | undefined;
  readonly encoding: Encoding;
}

/** Results, or a Status code: 406 for an attribute that is none, 413 for more nodes than a message can hold. */
export function viewOf(attribute: string, request: ListRequest): TreeResult[] | string {
  const view = rowOf(NODE_VIEWS, attribute);
  if (view === undefined) {
    const selection = selectionOf(attribute);
    return selection === undefined ? '406' : objectResult(request, selection);
  }
  const results: TreeResult[] = [];
  for (const result of view(request)) {
    if (results.length >= LIMITS.listedNodes) return '413';
    results.push(result);
  }
  return results;
}

const NODE_VIEWS: Readonly<Record<string, (request: ListRequest) => Iterable<TreeResult>>> = {
  *Struct({ start, who }) {
    for (const node of walk(start)) if (isReadable(node, who)) yield describeNode(node, false);
  },
  *StructData({ start, who }) {
    for (const node of walk(start)) if (isReadable(node, who)) yield describeNode(node, true);
  },
  // What these two give stands in a text that is not at hand (assumption U5): the roots of all objects; with data also the leaves below each.
  *MORoot({ start, who }) {
    for (const node of objectsBelow(start)) if (isReadable(node, who)) yield describeNode(node, false);
  },
  *MORootData({ start, who }) {
    for (const node of objectsBelow(start)) {
      if (!isReadable(node, who)) continue;
      yield describeNode(node, false);
      for (const leaf of childrenInOrder(node)) if (leaf.children === null && isReadable(leaf, who)) yield describeNode(leaf, true);
    }
  },
};

/** Format and Type only where they are not the defaults. */
function describeNode(node: TreeNode, hasData: boolean): TreeResult {
  const isLeaf = node.children === null;
  const format = hasData ? transportOf(node) : node.format;
  return {
    uri: uriOf(node),
    ...(format === 'chr' ? {} : { format }),
    ...(node.type === '' || (isLeaf && node.type === 'text/plain') ? {} : { type: node.type }),
    text: isLeaf && hasData ? node.value : undefined,
  };
}
