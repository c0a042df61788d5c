/** Nodes of the management tree: plain data, no rules (DM TND, sections 2 and 3 of facts). */
import type { TreeCommandName } from '../message.js';

export const NODE_FORMATS = ['b64', 'bin', 'bool', 'chr', 'int', 'node', 'null', 'xml', 'date', 'time', 'float'] as const;
export type NodeFormat = (typeof NODE_FORMATS)[number];

/** What may be done with a node, beside what ACLs say (AccessType of its DDF). */
export type AccessType = ReadonlySet<TreeCommandName>;

export interface TreeNode {
  name: string;
  parent: TreeNode | null;
  /** Interior nodes only, in order of creation. */
  readonly children: Map<string, TreeNode> | null;
  format: NodeFormat;
  /** Leaf: MIME type. Interior: MO identifier or ''. */
  type: string;
  /** Leaf: the text as the wire carries it (Base64 for bin and b64). */
  value: string;
  readonly isPermanent: boolean;
  /** Undefined: all that DM allows. */
  readonly access: AccessType | undefined;
  /** Own ACL, '' when inherited. */
  acl: string;
  title: string;
  /** Counts value changes, 16 bits. */
  verNo: number;
  /** Permanent nodes at and below this one. */
  permanentCount: number;
}

/** What a new node is made of; absent: chr, text/plain, '', dynamic, all commands, inherited ACL. */
export interface NodeSpec {
  readonly format?: NodeFormat;
  readonly type?: string;
  readonly value?: string;
  readonly isPermanent?: boolean;
  readonly access?: AccessType;
  readonly acl?: string;
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

/** Leaf value size in octets of the raw value. */
export function rawSize(node: TreeNode): number {
  return node.format === 'bin' || node.format === 'b64' ? Buffer.from(node.value, 'base64').length : Buffer.byteLength(node.value);
}
