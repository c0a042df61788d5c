/** Adding one node: who is asked, what is made, and what a full device says (DM RepPro Add; TND 7.7.1.4). */
import { LIMITS } from '../../limits.js';
import { aclOfNewNode, mayDo } from './acl.js';
import { isBeyondLimits, type Making, Refusal, refuses } from './context.js';
import { isInbox } from './mo-ids.js';
import type { NodeSpec, TreeNode } from './node.js';

/** What to make, or the code that says why not: asked only once the place is sure. */
export type NodeMaker = () => NodeSpec | string;

/** Adds a node at a path from the root. The Add right is asked of the nearest ancestor that exists. Throws Refusal. */
export function addNode(making: Making, segments: readonly string[], make: NodeMaker): TreeNode {
  const name = segments.at(-1);
  if (name === undefined) throw new Refusal('418');
  const parent = parentFor(making, segments.slice(0, -1));
  askToAdd(making, parent);
  if (parent.children?.has(name)) throw new Refusal('418');
  const spec = make();
  if (typeof spec === 'string') throw new Refusal(spec);
  return makeBelow(making, parent, name, { ...spec, acl: spec.acl || aclOfNewNode(parent, spec.format === 'node', making.who) });
}

/** Adds a child without asking for rights: of a node that was just added with all that is in it. Throws Refusal. */
export function makeBelow({ store, limits, changes }: Making, parent: TreeNode, name: string, spec: NodeSpec): TreeNode {
  // Whatever the way here: the Inbox has no children.
  if (isInbox(parent)) throw new Refusal('405');
  if (isBeyondLimits(parent, name, limits, LIMITS.elementDepth)) throw new Refusal('414');
  const characters = [spec.value, spec.acl, spec.title].reduce((sum, text) => sum + (text ?? '').length, 0);
  if ((spec.value ?? '').length > LIMITS.nodeValueCharacters) throw new Refusal('413');
  if (!store.hasRoom(1, characters)) throw new Refusal('420');
  const { node, undo } = store.add(parent, name, spec);
  changes.push(undo);
  return node;
}

export function askToAdd({ who }: Making, parent: TreeNode): void {
  if (!mayDo(parent, 'Add', who)) throw new Refusal('425');
  if (parent.children === null || refuses(parent, 'Add')) throw new Refusal('405');
}

/** The parent, made with its own missing parents where the device does so. */
function parentFor(making: Making, segments: readonly string[]): TreeNode {
  const { store, addsParents } = making;
  const found = store.find(segments);
  if (found !== undefined) return found;
  let at = store.root;
  for (const [i, segment] of segments.entries()) {
    const next = at.children?.get(segment);
    if (next === undefined && !addsParents) throw new Refusal('404', ['.', ...segments].join('/'));
    if (next === undefined) {
      const uri = ['.', ...segments.slice(0, i + 1)].join('/');
      at = withUri(uri, () => {
        askToAdd(making, at);
        return makeBelow(making, at, segment, { format: 'node', acl: aclOfNewNode(at, true, making.who) });
      });
    } else at = next;
  }
  return at;
}

/** A refusal inside names this node. */
export function withUri<T>(uri: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Refusal && cause.uri === undefined) throw new Refusal(cause.code, uri);
    throw cause;
  }
}
