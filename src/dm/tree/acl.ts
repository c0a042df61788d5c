/** Access control lists (DM TND, ACL property): grammar, inheritance, what a command needs. */
import type { TreeNode } from './node.js';

export const ACL_COMMANDS = ['Add', 'Delete', 'Exec', 'Get', 'Replace'] as const;
export type AclCommand = (typeof ACL_COMMANDS)[number];
export type Acl = ReadonlyMap<AclCommand, ReadonlySet<string>>;

/** Undefined when the text is no ACL. A command named twice has the servers of both. */
export function parseAcl(text: string): Acl | undefined {
  const acl = new Map<AclCommand, Set<string>>();
  if (text === '') return acl;
  for (const entry of text.split('&')) {
    const match = /^(Add|Delete|Exec|Get|Replace)=([^=&*+\s]+(?:\+[^=&*+\s]+)*|\*)$/.exec(entry);
    if (!match) return undefined;
    const command = match[1] as AclCommand;
    const servers = acl.get(command) ?? new Set<string>();
    for (const id of (match[2] as string).split('+')) servers.add(id);
    acl.set(command, servers);
  }
  return acl;
}

/** The first ACL that is not empty from the node up to the root; never merged. */
export function effectiveAcl(node: TreeNode): Acl {
  for (let at: TreeNode | null = node; at !== null; at = at.parent) if (at.acl !== '') return parseAcl(at.acl) ?? new Map();
  return new Map();
}

/** `who` undefined is the device itself, which may do everything. */
export function mayDo(node: TreeNode, command: AclCommand, who: string | undefined): boolean {
  if (who === undefined) return true;
  const servers = effectiveAcl(node).get(command);
  return servers !== undefined && (servers.has('*') || servers.has(who));
}

/** ACL of an interior node that a server adds where it has no Replace: it gets Add, Delete and Replace there. */
export function aclOfNewNode(parent: TreeNode, isInterior: boolean, who: string | undefined): string {
  if (who === undefined || !isInterior || mayDo(parent, 'Replace', who)) return '';
  return `Add=${who}&Delete=${who}&Get=${[...(effectiveAcl(parent).get('Get') ?? [who])].join('+')}&Replace=${who}`;
}

/** Whether the ACL of a node may be replaced: an interior node by its own or its parent's Replace, a leaf by its parent's alone. */
export function mayReplaceAcl(node: TreeNode, who: string | undefined): boolean {
  const byParent = node.parent !== null && mayDo(node.parent, 'Replace', who);
  return byParent || ((node.children !== null || node.parent === null) && mayDo(node, 'Replace', who));
}
