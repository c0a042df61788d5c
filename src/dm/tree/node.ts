/** Nodes of the management tree: plain data, no rules (DM TND, sections 2 and 3 of facts). */
import { TNDS_FORMATS, type TndsFormat } from '../../wire/tnds-table.js';
import type { TreeCommandName } from '../message.js';
import type { Children } from './children.js';

export const NODE_FORMATS = TNDS_FORMATS;
export type NodeFormat = TndsFormat;

/** What may be done with a node, beside what ACLs say (AccessType of its DDF). */
export type AccessType = ReadonlySet<TreeCommandName>;

export interface TreeNode {
  /** As a URI segment, in the canonical spelling (uri.ts). */
  name: string;
  parent: TreeNode | null;
  /** Interior nodes only. */
  readonly children: Children | null;
  /** Counts creations in the store. */
  readonly born: number;
  format: NodeFormat;
  /** Leaf: MIME type. Interior: MO identifier or ''. */
  type: string;
  /** Leaf: text; of bin and b64 the Base64 of the octets. */
  value: string;
  readonly isPermanent: boolean;
  /** Undefined: all that DM allows. */
  readonly access: AccessType | undefined;
  /** Own ACL, '' when inherited. */
  acl: string;
  title: string;
  /** Counts value changes, 16 bits. */
  verNo: number;
  /** Time of creation or of the last value change; '' without a clock. */
  tStamp: string;
  /** At and below this node. */
  weight: Weight;
}

/** What a sub-tree holds, kept up to date along the ancestors of every change. */
export interface Weight {
  nodes: number;
  permanent: number;
  /** Interior nodes with an identifier. */
  objects: number;
  /** Characters of values and ACLs. */
  characters: number;
}

/** What a new node is made of; absent: chr, text/plain, '', dynamic, all commands, inherited ACL. */
export interface NodeSpec {
  readonly format?: NodeFormat;
  readonly type?: string;
  readonly value?: string;
  readonly isPermanent?: boolean;
  readonly access?: AccessType;
  readonly acl?: string;
  readonly title?: string;
}

export function isNodeFormat(text: string): text is NodeFormat {
  return (NODE_FORMATS as readonly string[]).includes(text);
}

/** `.` for the root, otherwise `./A/B`. */
export function uriOf(node: TreeNode): string {
  const names: string[] = [];
  for (let at: TreeNode = node; at.parent !== null; at = at.parent) names.push(at.name);
  return ['.', ...names.reverse()].join('/');
}

/** How many names the URI of a node has. */
export function depthOf(node: TreeNode): number {
  let depth = 0;
  for (let at = node.parent; at !== null; at = at.parent) depth++;
  return depth;
}

/** Whether `node` is `top` or stands below it. */
export function isWithin(node: TreeNode, top: TreeNode): boolean {
  for (let at: TreeNode | null = node; at !== null; at = at.parent) if (at === top) return true;
  return false;
}
