/** Access control lists (DM TND, ACL property): grammar, inheritance, what a command needs. */
import type { TreeNode } from './node.js';

export const ACL_COMMANDS = ['Add', 'Delete', 'Exec', 'Get', 'Replace'] as const;
export type AclCommand = (typeof ACL_COMMANDS)[number];
export type Acl = ReadonlyMap<AclCommand, ReadonlySet<string>>;

/** Rights of every server on the root of a new device; what the root falls back to. */
export const ROOT_ACL = 'Add=*&Get=*';

const ENTRY = /^(Add|Delete|Exec|Get|Replace)=([^=&*+\s\p{Cc}]+(?:\+[^=&*+\s\p{Cc}]+)*|\*)$/u;

/** Texts read lately: the same few stand on many nodes, and every command asks for them. */
const READ = new Map<string, Acl | undefined>();
const MOST_READ = 1_000;
const LONGEST_KEPT = 1_000;

/** Undefined when the text is no ACL. A command named twice has the servers of both. */
export function parseAcl(text: string): Acl | undefined {
  if (text.length > LONGEST_KEPT) return readAcl(text);
  if (READ.has(text)) return READ.get(text);
  if (READ.size >= MOST_READ) READ.clear();
  const acl = readAcl(text);
  READ.set(text, acl);
  return acl;
}

function readAcl(text: string): Acl | undefined {
  const acl = new Map<AclCommand, Set<string>>();
  if (text === '') return acl;
  for (const entry of text.split('&')) {
    const match = ENTRY.exec(entry);
    if (!match) return undefined;
    const command = match[1] as AclCommand;
    const servers = acl.get(command) ?? new Set<string>();
    for (const id of (match[2] as string).split('+')) servers.add(id);
    acl.set(command, servers);
  }
  return acl;
}

/** Commands in alphabetical order; one without servers is left out, `*` stands for all others beside it. */
export function formatAcl(acl: Acl): string {
  return ACL_COMMANDS.flatMap((command) => {
    const ids = acl.get(command);
    if (ids === undefined || ids.size === 0) return [];
    return [`${command}=${ids.has('*') ? '*' : [...ids].join('+')}`];
  }).join('&');
}

/** The ACL without a server id: a command that nobody has left is left out. Of the root, Add and Get then fall back to everybody. */
export function aclWithout(text: string, serverId: string, isRoot: boolean): string {
  const acl = parseAcl(text) ?? new Map<AclCommand, ReadonlySet<string>>();
  const left = new Map([...acl].map(([command, ids]) => [command, new Set([...ids].filter((id) => id !== serverId))]));
  if (isRoot) for (const command of ['Add', 'Get'] as const) if (!left.get(command)?.size) left.set(command, new Set(['*']));
  return formatAcl(left);
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

/** ACL of an interior node that a server adds where it has no Replace: it gets Add, Delete and Replace there, Get stays whose it was. */
export function aclOfNewNode(parent: TreeNode, isInterior: boolean, who: string | undefined): string {
  if (who === undefined || !isInterior || mayDo(parent, 'Replace', who)) return '';
  return ownersAcl(parent, who);
}

/** Add, Delete and Replace for one server, Get for those who have it above. */
export function ownersAcl(parent: TreeNode, who: string): string {
  const own = new Set([who]);
  return formatAcl(
    new Map([
      ['Add', own],
      ['Delete', own],
      ['Get', effectiveAcl(parent).get('Get') ?? own],
      ['Replace', own],
    ]),
  );
}

/** Whether the ACL of a node may be replaced: an interior node by its own or its parent's Replace, a leaf by its parent's alone. */
export function mayReplaceAcl(node: TreeNode, who: string | undefined): boolean {
  const byParent = node.parent !== null && mayDo(node.parent, 'Replace', who);
  return byParent || ((node.children !== null || node.parent === null) && mayDo(node, 'Replace', who));
}
