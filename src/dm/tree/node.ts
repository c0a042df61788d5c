/** Nodes of the management tree: plain data, no rules. */
import type { TreeCommandName } from '../message.js';

export type NodeFormat = 'b64' | 'bin' | 'bool' | 'chr' | 'int' | 'node' | 'null' | 'xml' | 'date' | 'time' | 'float';
export const NODE_FORMATS: readonly NodeFormat[] = ['b64', 'bin', 'bool', 'chr', 'int', 'node', 'null', 'xml', 'date', 'time', 'float'];

/** What may be done with a node, beside what the ACL says (AccessType of its DDF). */
export type AccessType = ReadonlySet<Exclude<TreeCommandName, never>>;

export interface TreeNode {
  /** Unique in the store, never used twice. */
  readonly id: number;
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
