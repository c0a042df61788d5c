/** What the commands of a tree are given, and how they refuse. */
import type { TreeCommandName } from '../message.js';
import { mayDo } from './acl.js';
import { depthOf, type TreeNode } from './node.js';
import type { NodeStore, Undo } from './store.js';
import type { TreeOutcome, TreeRequest } from './tree.js';
import { exceeds, type NodeUri, type UriLimits } from './uri.js';
import type { UriGrammar } from './uri-grammar.js';

export interface CommandContext {
  readonly store: NodeStore;
  readonly limits: UriLimits;
  readonly grammar: UriGrammar;
  readonly addsParents: boolean;
  readonly request: TreeRequest;
  readonly who: string | undefined;
}

export interface Place extends CommandContext {
  readonly uri: NodeUri;
}

/** For whom nodes are made, and the changes so far: a refusal takes all of them back. */
export interface Making {
  readonly store: NodeStore;
  readonly limits: UriLimits;
  readonly who: string | undefined;
  readonly addsParents: boolean;
  readonly changes: Undo[];
}

/** Ends a command that has several steps; only `collect` catches it. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    /** The node that made the command fail, where it is not the Target. */
    readonly uri?: string,
  ) {
    super(code);
  }
}

/** Runs the steps of a command: 200 and one undo for all, or the code of the refusal and a tree as it was. */
export function collect(steps: (changes: Undo[]) => void): TreeOutcome {
  const changes: Undo[] = [];
  const undo = (): void => {
    for (let change = changes.pop(); change !== undefined; change = changes.pop()) change();
  };
  try {
    steps(changes);
    return { code: '200', results: [], undo };
  } catch (cause) {
    undo();
    if (!(cause instanceof Refusal)) throw cause;
    return { code: cause.code, results: [], ...(cause.uri === undefined ? {} : { failedUri: cause.uri }) };
  }
}

/** Whether the AccessType of a node leaves a command out. */
export function refuses(node: TreeNode, command: TreeCommandName): boolean {
  return node.access !== undefined && !node.access.has(command);
}

/** Whether a server may see a node in a view of the tree. */
export function isReadable(node: TreeNode, who: string | undefined): boolean {
  return mayDo(node, 'Get', who) && !refuses(node, 'Get');
}

/** Whether a child of that name would be too deep or have too long a URI. */
export function isBeyondLimits(parent: TreeNode, name: string, limits: UriLimits, deepest: number): boolean {
  const depth = depthOf(parent) + 1;
  if (depth > deepest || exceeds(limits.maxDepth, depth) || exceeds(limits.maxSegLen, [...name].length)) return true;
  if (limits.maxTotLen === 0) return false;
  let length = [...name].length;
  for (let at = parent; at.parent !== null; at = at.parent) length += [...at.name].length + 1;
  return length > limits.maxTotLen;
}
