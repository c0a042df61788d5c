/** Node properties that `?prop=` reads and writes (DM TND, section 8): one row each. */
import { mayDo, mayReplaceAcl, parseAcl } from './acl.js';
import { rawSize, type TreeNode } from './node.js';
import type { NodeStore, Undo } from './store.js';

export interface Property {
  /** Undefined: this node has no such property (406). */
  readonly read: (node: TreeNode) => string | undefined;
  /** Absent: cannot be replaced (405). A string is the Status code of a refusal. */
  readonly replace?: (store: NodeStore, node: TreeNode, value: string, who: string | undefined) => Undo | string;
}

const TITLE_OCTETS = 255;

export const PROPERTIES: Readonly<Record<string, Property>> = {
  ACL: {
    read: (node) => node.acl,
    replace: (store, node, value, who) => {
      if (!mayReplaceAcl(node, who)) return '425';
      if (parseAcl(value) === undefined || (value === '' && node.parent === null)) return '500';
      return store.change(node, { acl: value });
    },
  },
  Format: { read: (node) => node.format },
  Name: {
    read: (node) => node.name,
    replace: (store, node, value, who) => {
      if (!mayDo(node, 'Replace', who)) return '425';
      if (node.isPermanent || value === '' || /[/?]/.test(value)) return '405';
      if (value !== node.name && node.parent?.children?.has(value)) return '418';
      return store.rename(node, value);
    },
  },
  Size: { read: (node) => (node.children === null ? String(rawSize(node)) : undefined) },
  Title: {
    read: (node) => node.title,
    replace: (store, node, value, who) => {
      if (!mayDo(node, 'Replace', who)) return '425';
      return Buffer.byteLength(value) > TITLE_OCTETS ? '413' : store.change(node, { title: value });
    },
  },
  Type: { read: (node) => node.type },
  VerNo: { read: (node) => String(node.verNo) },
};
