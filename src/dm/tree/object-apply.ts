/**
 * Add and Replace with a TNDS object (DM TND 9; RepPro Add and Replace): many nodes, one Status, all or nothing. Paths in the object are
 * relative to the Target; a node without a name, or with that of the Target, is the Target itself.
 */

import { LIMITS } from '../../limits.js';
import type { TndsNode, TndsObject } from '../../wire/tnds-read.js';
import { TITLE_OCTETS } from '../../wire/tnds-table.js';
import { mayDo, mayReplaceAcl, parseAcl } from './acl.js';
import { addNode, makeBelow, withUri } from './add-node.js';
import { type Making, type Place, Refusal, refuses } from './context.js';
import { type NodeFormat, type NodeSpec, type TreeNode, uriOf } from './node.js';
import { childrenInOrder } from './store.js';
import { canonicalName, parsePath } from './uri.js';
import { isBinary, valueFrom } from './value.js';

/** Changes a value on its way into the tree. */
export type Rewrite = (text: string) => string;

export function addObject(making: Making & Place, object: TndsObject): void {
  const target = making.uri.segments;
  const made = new Set<TreeNode>();
  for (const top of object.nodes) {
    const name = nameOf(top);
    const path = pathOf(top, making);
    // The Target itself where it is not there yet and the object's root has its name or none.
    const isTarget = path.length === 0 && (name === undefined || (name === target.at(-1) && making.store.find(target) === undefined));
    if (name === undefined && !isTarget) throw new Refusal('400');
    addTop(making, isTarget ? target : [...target, ...path, name as string], top, made);
  }
}

/** Adds one node of MgmtTree with all below it. `made`: nodes of this object, below which nobody is asked again. */
export function addTop(making: Making, segments: readonly string[], top: TndsNode, made: Set<TreeNode>, rewrite?: Rewrite): void {
  const parent = making.store.find(segments.slice(0, -1));
  const name = segments.at(-1);
  withUri(['.', ...segments].join('/'), () => {
    if (parent !== undefined && made.has(parent) && name !== undefined) addBelow(making, parent, name, top, made, rewrite);
    else {
      const node = addNode(making, segments, () => specOf(top, rewrite));
      const acl = aclOf(top);
      if (acl !== '' && !mayReplaceAcl(node, making.who)) throw new Refusal('425');
      if (acl !== '') making.changes.push(making.store.change(node, { acl }));
      addChildren(making, node, top, made, rewrite);
    }
  });
}

/** Adds what the device places itself, with no rights asked below `parent`. `acl` where the object gives none. */
export function addBelow(making: Making, parent: TreeNode, name: string, from: TndsNode, made: Set<TreeNode>, rewrite?: Rewrite, acl = ''): TreeNode {
  if (parent.children === null) throw new Refusal('405');
  if (parent.children.has(name)) throw new Refusal('418');
  const node = makeBelow(making, parent, name, { ...specOf(from, rewrite), acl: aclOf(from) || acl });
  addChildren(making, node, from, made, rewrite);
  return node;
}

function addChildren(making: Making, node: TreeNode, from: TndsNode, made: Set<TreeNode>, rewrite: Rewrite | undefined): void {
  made.add(node);
  for (const child of from.children) {
    const name = nameOf(child);
    if (name === undefined) throw new Refusal('400', uriOf(node));
    withUri(`${uriOf(node)}/${name}`, () => addBelow(making, node, name, child, made, rewrite));
  }
}

export function replaceObject(making: Making & Place, object: TndsObject): void {
  const target = making.uri.segments;
  for (const top of object.nodes) {
    const name = nameOf(top);
    const path = pathOf(top, making);
    const hasChild = name !== undefined && making.store.find([...target, name]) !== undefined;
    const isTarget = path.length === 0 && (name === undefined || (name === target.at(-1) && !hasChild));
    if (name === undefined && !isTarget) throw new Refusal('400');
    const segments = isTarget ? target : [...target, ...path, name as string];
    const node = making.store.find(segments);
    withUri(['.', ...segments].join('/'), () => {
      if (node === undefined) throw new Refusal('404');
      if (!mayDo(node, 'Replace', making.who)) throw new Refusal('425');
      if (refuses(node, 'Replace')) throw new Refusal('405');
      merge(making, node, top);
    });
  }
}

/** Makes a node and what is below it as the object says; what stays the same needs no right. */
function merge(making: Making, node: TreeNode, from: TndsNode): void {
  const spec = specOf(from);
  if ((spec.format === 'node') !== (node.children !== null)) {
    if (node.weight.permanent > 0) throw new Refusal('405');
    if (node.parent === null || !mayDo(node, 'Delete', making.who)) throw new Refusal('425');
    const segments = pathFromRoot(node);
    making.changes.push(making.store.remove(node));
    addTop(making, segments, from, new Set());
    return;
  }
  mergeOwn(making, node, from, spec);
  const acl = aclOf(from);
  if (from.properties?.acl !== undefined && acl !== node.acl) {
    if (!mayReplaceAcl(node, making.who)) throw new Refusal('425');
    if (acl === '' && node.parent === null) throw new Refusal('500');
    making.changes.push(making.store.change(node, { acl }));
  }
  if (node.children !== null) mergeChildren(making, node, from);
}

function mergeOwn(making: Making, node: TreeNode, from: TndsNode, spec: NodeSpec): void {
  const format = spec.format ?? node.format;
  const type = from.properties?.type === undefined ? node.type : (spec.type ?? node.type);
  const title = spec.title ?? node.title;
  const value = node.children === null ? (spec.value ?? '') : node.value;
  if (format === node.format && type === node.type && title === node.title && value === node.value) return;
  if (!mayDo(node, 'Replace', making.who)) throw new Refusal('425');
  if (refuses(node, 'Replace') || (node.isPermanent && (format !== node.format || type !== node.type))) throw new Refusal('405');
  if (value.length > LIMITS.nodeValueCharacters) throw new Refusal('413');
  if (!making.store.hasRoom(0, value.length + title.length - node.value.length - node.title.length)) throw new Refusal('420');
  making.changes.push(making.store.change(node, { format, type, title, ...(node.children === null ? { value } : {}) }));
}

function mergeChildren(making: Making, node: TreeNode, from: TndsNode): void {
  const wanted = new Map<string, TndsNode>();
  for (const child of from.children) {
    const name = nameOf(child);
    if (name === undefined) throw new Refusal('400', uriOf(node));
    if (wanted.has(name)) throw new Refusal('418', `${uriOf(node)}/${name}`);
    wanted.set(name, child);
  }
  for (const child of [...childrenInOrder(node)]) {
    if (wanted.has(child.name)) continue;
    withUri(uriOf(child), () => {
      if (!mayDo(child, 'Delete', making.who)) throw new Refusal('425');
      if (child.weight.permanent > 0 || refuses(child, 'Delete')) throw new Refusal('405');
    });
    making.changes.push(making.store.remove(child));
  }
  for (const [name, child] of wanted) {
    const known = node.children?.get(name);
    withUri(`${uriOf(node)}/${name}`, () => {
      if (known) merge(making, known, child);
      else addTop(making, [...pathFromRoot(node), name], child, new Set());
    });
  }
}

function pathFromRoot(node: TreeNode): string[] {
  return uriOf(node).split('/').slice(1);
}

/** Throws Refusal 400 when the object contradicts itself or the value is not of its format. */
function specOf({ properties, value, children }: TndsNode, rewrite: Rewrite = (text) => text): NodeSpec {
  const isInterior = children.length > 0 || (properties?.type?.kind === 'DDFName' && value === undefined);
  const format: NodeFormat = properties?.format ?? (isInterior ? 'node' : 'chr');
  if ((format === 'node' && value !== undefined) || (format !== 'node' && children.length > 0)) throw new Refusal('400');
  const title = properties?.title?.text;
  if (title !== undefined && Buffer.byteLength(title) > TITLE_OCTETS) throw new Refusal('413');
  // A binary value in OPAQUE is itself, as text it is Base64.
  const transport = isBinary(format) && !(format === 'bin' && value?.octets) ? 'b64' : undefined;
  const data = value && { text: value.text, ...(transport === undefined && value.octets && isBinary(format) ? { octets: value.octets } : {}) };
  const kept = format === 'node' ? '' : valueFrom(format, data, transport);
  if (kept === undefined) throw new Refusal('400');
  const type = properties?.type?.text;
  return {
    format,
    value: isBinary(format) ? kept : rewrite(kept),
    ...(type === undefined || (type === '' && format !== 'node') ? {} : { type }),
    ...(title === undefined ? {} : { title }),
  };
}

/** Own ACL that the object gives, '' for none. Throws Refusal. */
function aclOf({ properties }: TndsNode): string {
  const text = properties?.acl?.text ?? '';
  if (text.length > LIMITS.aclCharacters) throw new Refusal('420');
  if (parseAcl(text) === undefined) throw new Refusal('500');
  return text;
}

/** Undefined when the object leaves the name to the receiver. Throws Refusal 400 for what cannot be a name. */
export function nameOf({ name }: TndsNode): string | undefined {
  if (name === undefined || name.text === '') return undefined;
  const canonical = canonicalName(name.text);
  if (canonical === undefined) throw new Refusal('400');
  return canonical;
}

/** Names of Path, from the Target on. Throws Refusal. */
export function pathOf({ path }: TndsNode, { limits }: Making): readonly string[] {
  const text = (path?.text ?? '').replace(/^\.(\/|$)/, '').replace(/\/$/, '');
  if (text === '') return [];
  const parsed = parsePath(text, limits);
  if ('kind' in parsed) throw new Refusal(parsed.code === '404' ? '400' : parsed.code);
  return parsed;
}
