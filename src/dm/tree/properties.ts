/** Node properties that `?prop=` reads and writes (DM TND, section 8): one row each. */
import { LIMITS } from '../../limits.js';
import { TITLE_OCTETS } from '../../wire/tnds-table.js';
import { mayDo, mayReplaceAcl, parseAcl } from './acl.js';
import type { TreeNode } from './node.js';
import type { NodeStore, Undo } from './store.js';
import { canonicalName, exceeds, type UriLimits } from './uri.js';
import { isBinary } from './value.js';

/** Who changes a property, and where. */
export interface PropertyChange {
  readonly store: NodeStore;
  readonly node: TreeNode;
  readonly value: string;
  readonly who: string | undefined;
  readonly limits: UriLimits;
}

export interface Property {
  /** Undefined: this node has no such property (406). */
  readonly read: (node: TreeNode) => string | undefined;
  /** Absent: cannot be replaced (405). A string is the Status code of a refusal. */
  readonly replace?: (change: PropertyChange) => Undo | string;
}

export const PROPERTIES: Readonly<Record<string, Property>> = {
  ACL: {
    read: (node) => node.acl,
    replace: ({ store, node, value, who }) => {
      if (!mayReplaceAcl(node, who)) return '425';
      if (value.length > LIMITS.aclCharacters || !store.hasRoom(0, value.length - node.acl.length)) return '420';
      const acl = parseAcl(value);
      if (acl === undefined || (value === '' && node.parent === null)) return '500';
      // Who may add to the root is the device's affair.
      if (node.parent === null && !sameServers(acl.get('Add'), parseAcl(node.acl)?.get('Add'))) return '405';
      return store.change(node, { acl: value });
    },
  },
  Format: { read: (node) => node.format },
  Name: {
    read: (node) => node.name,
    replace: ({ store, node, value, who, limits }) => {
      if (!mayDo(node, 'Replace', who)) return '425';
      const name = canonicalName(value);
      if (node.isPermanent || node.parent === null || name === undefined) return '405';
      if (exceeds(limits.maxSegLen, [...name].length)) return '414';
      if (name !== node.name && node.parent.children?.has(name)) return '418';
      return store.rename(node, name);
    },
  },
  Size: { read: (node) => (node.children === null ? String(rawSize(node)) : undefined) },
  Title: {
    read: (node) => node.title,
    replace: ({ store, node, value, who }) => {
      if (!mayDo(node, 'Replace', who)) return '425';
      if (!store.hasRoom(0, value.length - node.title.length)) return '420';
      return Buffer.byteLength(value) > TITLE_OCTETS ? '413' : store.change(node, { title: value });
    },
  },
  TStamp: { read: (node) => (node.tStamp === '' ? undefined : node.tStamp) },
  Type: { read: (node) => node.type },
  VerNo: { read: (node) => String(node.verNo) },
};

/** Leaf value size in octets of the raw value. */
function rawSize({ format, value }: TreeNode): number {
  return isBinary(format) ? Buffer.byteLength(value, 'base64') : Buffer.byteLength(value);
}

function sameServers(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return [...(a ?? [])].sort().join('+') === [...(b ?? [])].sort().join('+');
}
