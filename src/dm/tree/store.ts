/**
 * Holds the nodes. Every change costs the depth of the node at most, whatever the size of the tree (but a removal or its undoing looks
 * for the objects inside), and gives back how to undo it. Undoing is last in, first out.
 */
import { LIMITS } from '../../limits.js';
import { basicTime } from './basic-time.js';
import { Children } from './children.js';
import type { NodeSpec, TreeNode, Weight } from './node.js';

export type Undo = () => void;

export interface StoreOptions {
  /** Absent: nodes have no TStamp. */
  readonly clock?: () => Date;
  /** Nodes, and characters of values and ACLs, that the device can hold. */
  readonly mostNodes?: number;
  readonly mostCharacters?: number;
}

export class NodeStore {
  readonly root: TreeNode;
  readonly mostNodes: number;
  readonly mostCharacters: number;
  readonly #clock: (() => Date) | undefined;
  readonly #objects = new Map<string, Set<TreeNode>>();
  #born = 0;

  constructor(rootAcl: string, options: StoreOptions = {}) {
    this.#clock = options.clock;
    this.mostNodes = options.mostNodes ?? LIMITS.treeNodes;
    this.mostCharacters = options.mostCharacters ?? LIMITS.treeCharacters;
    this.root = this.#make('.', null, { format: 'node', isPermanent: true, acl: rootAcl });
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

  /** Roots of the objects with that identifier, wherever they are. */
  objects(moId: string): ReadonlySet<TreeNode> {
    return this.#objects.get(moId) ?? NO_NODES;
  }

  /** Whether there is room for one more node that brings so many characters, or for as many more in a node that exists. */
  hasRoom(nodes: number, characters: number): boolean {
    const { weight } = this.root;
    return weight.nodes + nodes <= this.mostNodes && weight.characters + characters <= this.mostCharacters;
  }

  /** Adds a child. The parent must be interior and must not have that child. */
  add(parent: TreeNode, name: string, spec: NodeSpec): { readonly node: TreeNode; readonly undo: Undo } {
    const node = this.#make(name, parent, spec);
    childrenOf(parent).append(node);
    weigh(parent, node.weight, 1);
    this.#enlist(node);
    return { node, undo: () => void this.remove(node) };
  }

  /** Takes a node out with all that is below it; undoing puts it back in its old place. */
  remove(node: TreeNode): Undo {
    const { parent } = node;
    if (parent === null) return () => undefined;
    childrenOf(parent).delete(node.name);
    weigh(parent, node.weight, -1);
    for (const object of objectsBelow(node)) this.#strike(object);
    return () => {
      childrenOf(parent).putBack(node);
      weigh(parent, node.weight, 1);
      for (const object of objectsBelow(node)) this.#enlist(object);
    };
  }

  rename(node: TreeNode, name: string): Undo {
    const old = node.name;
    const move = (from: string, to: string): void => {
      if (node.parent === null) return;
      childrenOf(node.parent).delete(from);
      node.name = to;
      childrenOf(node.parent).putBack(node);
    };
    move(old, name);
    return () => move(name, old);
  }

  /** Changes fields of a node; a change of `value` counts the version number up and is stamped. */
  change(node: TreeNode, fields: Partial<Pick<TreeNode, 'format' | 'type' | 'value' | 'acl' | 'title'>>): Undo {
    const { format, type, value, acl, title, verNo, tStamp } = node;
    const isNewValue = fields.value !== undefined;
    const next = isNewValue ? { ...fields, verNo: (verNo + 1) & 0xffff, tStamp: this.#now() } : fields;
    this.#assign(node, next);
    return () => this.#assign(node, { format, type, value, acl, title, verNo, tStamp });
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

  #assign(node: TreeNode, fields: Partial<TreeNode>): void {
    const before = charactersOf(node);
    const isObject = isObjectRoot(node);
    const isMoved = fields.type !== undefined && fields.type !== node.type;
    if (isMoved) this.#strike(node);
    Object.assign(node, fields);
    if (isMoved) this.#enlist(node);
    const objects = Number(isObjectRoot(node)) - Number(isObject);
    const characters = charactersOf(node) - before;
    if (objects !== 0 || characters !== 0) weigh(node, { nodes: 0, permanent: 0, objects, characters }, 1);
  }

  #enlist(node: TreeNode): void {
    if (!isObjectRoot(node)) return;
    const known = this.#objects.get(node.type);
    if (known) known.add(node);
    else this.#objects.set(node.type, new Set([node]));
  }

  #strike(node: TreeNode): void {
    const known = this.#objects.get(node.type);
    known?.delete(node);
    if (known?.size === 0) this.#objects.delete(node.type);
  }

  #make(name: string, parent: TreeNode | null, spec: NodeSpec): TreeNode {
    const format = spec.format ?? 'chr';
    const isPermanent = spec.isPermanent ?? false;
    const node: TreeNode = {
      name,
      parent,
      children: format === 'node' ? new Children() : null,
      born: this.#born++,
      format,
      type: spec.type ?? (format === 'node' ? '' : 'text/plain'),
      value: spec.value ?? '',
      isPermanent,
      access: spec.access,
      acl: spec.acl ?? '',
      title: spec.title ?? '',
      verNo: 0,
      tStamp: this.#now(),
      weight: { nodes: 1, permanent: isPermanent ? 1 : 0, objects: 0, characters: 0 },
    };
    node.weight.objects = isObjectRoot(node) ? 1 : 0;
    node.weight.characters = charactersOf(node);
    return node;
  }

  #now(): string {
    return this.#clock === undefined ? '' : basicTime(this.#clock());
  }
}

const NO_NODES: ReadonlySet<TreeNode> = new Set();

/** Children in the order in which they were made. */
export function childrenInOrder(node: TreeNode): Iterable<TreeNode> {
  return node.children?.inOrder() ?? [];
}

/** Nodes at and below a node, in pre-order; `into` false: what is below a node is left out. */
export function* walk(start: TreeNode, into: (node: TreeNode) => boolean = () => true): Generator<TreeNode> {
  yield start;
  const open = [into(start) ? childrenInOrder(start)[Symbol.iterator]() : [][Symbol.iterator]()];
  while (open.length > 0) {
    const next = (open.at(-1) as Iterator<TreeNode>).next();
    if (next.done) open.pop();
    else {
      yield next.value;
      if (next.value.children !== null && next.value.children.size > 0 && into(next.value)) open.push(childrenInOrder(next.value)[Symbol.iterator]());
    }
  }
}

/** Roots of objects at and below a node, in pre-order; sub-trees without any are not looked at. */
export function* objectsBelow(start: TreeNode): Generator<TreeNode> {
  if (start.weight.objects === 0) return;
  for (const node of walk(start, (at) => at.weight.objects > 0)) if (isObjectRoot(node)) yield node;
}

export function isObjectRoot(node: TreeNode): boolean {
  return node.children !== null && node.type !== '';
}

function charactersOf(node: TreeNode): number {
  return node.value.length + node.acl.length + node.title.length;
}

function inherit(spec: NodeSpec): NodeSpec {
  return { ...(spec.isPermanent === undefined ? {} : { isPermanent: spec.isPermanent }), ...(spec.access ? { access: spec.access } : {}) };
}

function childrenOf(node: TreeNode): Children {
  if (node.children === null) throw new Error(`${node.name} is a leaf and has no children`);
  return node.children;
}

function weigh(from: TreeNode, by: Weight, sign: 1 | -1): void {
  for (let node: TreeNode | null = from; node !== null; node = node.parent) {
    const { weight } = node;
    weight.nodes += sign * by.nodes;
    weight.permanent += sign * by.permanent;
    weight.objects += sign * by.objects;
    weight.characters += sign * by.characters;
  }
}
