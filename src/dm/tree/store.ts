/**
 * Holds the nodes. Every change costs the depth of the node at most, whatever the size of the tree, and gives back how to undo it.
 */
import type { NodeSpec, TreeNode } from './node.js';

export type Undo = () => void;

export class NodeStore {
  readonly root: TreeNode;

  constructor(rootAcl: string) {
    this.root = makeNode('.', null, { format: 'node', isPermanent: true, acl: rootAcl });
  }

  /** The node at a path from the root; undefined when there is none. */
  find(segments: readonly string[]): TreeNode | undefined {
    let node: TreeNode | undefined = this.root;
    for (const segment of segments) {
      node = node.children?.get(segment);
      if (node === undefined) return undefined;
    }
    return node;
  }

  /** Adds a child. The parent must be interior and must not have that child. */
  add(parent: TreeNode, name: string, spec: NodeSpec): { readonly node: TreeNode; readonly undo: Undo } {
    const node = makeNode(name, parent, spec);
    childrenOf(parent).set(name, node);
    countPermanent(parent, node.permanentCount);
    return { node, undo: () => void this.remove(node) };
  }

  /** Takes a node out with all that is below it; undoing puts it back as the last child. */
  remove(node: TreeNode): Undo {
    const { parent } = node;
    if (parent === null) return () => undefined;
    childrenOf(parent).delete(node.name);
    countPermanent(parent, -node.permanentCount);
    return () => {
      childrenOf(parent).set(node.name, node);
      countPermanent(parent, node.permanentCount);
    };
  }

  rename(node: TreeNode, name: string): Undo {
    const old = node.name;
    const move = (from: string, to: string): void => {
      if (node.parent === null) return;
      childrenOf(node.parent).delete(from);
      node.name = to;
      childrenOf(node.parent).set(to, node);
    };
    move(old, name);
    return () => move(name, old);
  }

  /** Changes fields of a node; a change of `value` counts the version number up. */
  change(node: TreeNode, fields: Partial<Pick<TreeNode, 'format' | 'type' | 'value' | 'acl' | 'title'>>): Undo {
    const { format, type, value, acl, title, verNo } = node;
    Object.assign(node, fields);
    if (fields.value !== undefined) node.verNo = (verNo + 1) & 0xffff;
    return () => void Object.assign(node, { format, type, value, acl, title, verNo });
  }

  /** Makes a path of nodes, interior ones as needed; for building the tree of a device, not for commands. */
  plant(path: string, spec: NodeSpec): TreeNode {
    let node = this.root;
    const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
    segments.forEach((segment, i) => {
      const isLast = i === segments.length - 1;
      node = childrenOf(node).get(segment) ?? this.add(node, segment, isLast ? spec : { format: 'node', ...inherit(spec) }).node;
    });
    return node;
  }
}

/** Nodes at and below a node, in pre-order. */
export function* walk(node: TreeNode): Generator<TreeNode> {
  yield node;
  for (const below of node.children?.values() ?? []) yield* walk(below);
}

function inherit(spec: NodeSpec): NodeSpec {
  return { ...(spec.isPermanent === undefined ? {} : { isPermanent: spec.isPermanent }), ...(spec.access ? { access: spec.access } : {}) };
}

function makeNode(name: string, parent: TreeNode | null, spec: NodeSpec): TreeNode {
  const format = spec.format ?? 'chr';
  const isPermanent = spec.isPermanent ?? false;
  return {
    name,
    parent,
    children: format === 'node' ? new Map() : null,
    format,
    type: spec.type ?? (format === 'node' ? '' : 'text/plain'),
    value: spec.value ?? '',
    isPermanent,
    access: spec.access,
    acl: spec.acl ?? '',
    title: '',
    verNo: 0,
    permanentCount: isPermanent ? 1 : 0,
  };
}

function childrenOf(node: TreeNode): Map<string, TreeNode> {
  if (node.children === null) throw new Error(`${node.name} is a leaf and has no children`);
  return node.children;
}

function countPermanent(from: TreeNode, by: number): void {
  for (let node: TreeNode | null = from; by !== 0 && node !== null; node = node.parent) node.permanentCount += by;
}
