/**
 * The Inbox (DM StdObj 5.3; Sessionless 5.5, 6.1.1): an object added to `./Inbox` finds its place by its identifier, under a name that is
 * free there; nothing ever stands below the Inbox. References `./Inbox/…` between objects of one document follow them to their places.
 */
import type { TndsNode, TndsObject } from '../../wire/tnds-read.js';
import { mayDo, ownersAcl } from './acl.js';
import { withUri } from './add-node.js';
import { type Making, Refusal } from './context.js';
import { INBOX_MO_ID, INBOX_PLACES } from './mo-ids.js';
import type { TreeNode } from './node.js';
import { addBelow, addTop, nameOf, pathOf, type Rewrite } from './object-apply.js';
import { canonicalName, parsePath } from './uri.js';

export const INBOX = 'Inbox';

interface Placed {
  readonly from: TndsNode;
  readonly place: readonly string[];
  readonly name: string;
}

/** Adds every object of the document where the device wants it. Throws Refusal. */
export function addToInbox(making: Making, object: TndsObject): void {
  const inbox = making.store.find([INBOX]);
  if (inbox === undefined || !mayDo(inbox, 'Add', making.who)) throw new Refusal('425');
  const objects = object.nodes.filter((top) => pathOf(top, making).length === 0);
  const placed = placeAll(making, latestVersions(objects));
  const targets = new Map<string, readonly string[]>();
  for (const { from, place, name } of placed) {
    const inboxName = nameOf(from) ?? name;
    if (!targets.has(inboxName)) targets.set(inboxName, [...place, name]);
  }
  const rewrite = rewriter(targets);
  const made = new Set<TreeNode>();
  for (const { from, place, name } of placed) {
    const parent = making.store.find(place) ?? makePlace(making, place);
    withUri(`./${INBOX}/${nameOf(from) ?? ''}`, () => {
      // The place is the device's, the object is the server's.
      addBelow(making, parent, name, from, made, rewrite, making.who === undefined ? '' : ownersAcl(parent, making.who));
    });
  }
  for (const top of object.nodes) {
    const [first, ...rest] = pathOf(top, making);
    if (first === undefined) continue;
    const target = targets.get(first);
    const name = nameOf(top);
    // A Path that leads to none of the objects would make a node of the Inbox's own.
    if (target === undefined || name === undefined) throw new Refusal('405', `./${INBOX}/${first}`);
    const parent = making.store.find([...target, ...rest]);
    if (parent === undefined) throw new Refusal('404', `./${INBOX}/${[first, ...rest].join('/')}`);
    if (!made.has(parent)) throw new Refusal('405', `./${INBOX}/${first}`);
    addTop(making, [...target, ...rest, name], top, made, rewrite);
  }
}

/** Of objects whose identifiers differ in the version only, those of the latest one are taken (Sessionless 5.5); order is kept. */
function latestVersions(objects: readonly TndsNode[]): readonly TndsNode[] {
  const versioned = objects.map((node) => {
    const id = node.properties?.type?.text ?? '';
    const match = /^(.+?)[:/](\d+(?:\.\d+)*)$/.exec(id);
    return { node, object: match?.[1] ?? id, version: (match?.[2] ?? '').split('.').map(Number) };
  });
  return versioned
    .filter((one) => !versioned.some((other) => other.object === one.object && isLater(other.version, one.version)))
    .map(({ node }) => node);
}

function isLater(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < Math.max(a.length, b.length); i++) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0);
  return false;
}

function placeAll({ store }: Making, objects: readonly TndsNode[]): Placed[] {
  const taken = new Set<string>();
  const suffixes = new Map<string, number>();
  return objects.map((from) => {
    const moId = from.properties?.type?.text ?? '';
    const isInterior = from.value === undefined && (from.properties?.format ?? 'node') === 'node';
    // Only what says what it is has a place.
    if (moId === '' || !isInterior || moId === INBOX_MO_ID) throw new Refusal('405', `./${INBOX}/${nameOf(from) ?? ''}`);
    const place = (INBOX_PLACES.find((row) => moId.startsWith(row.prefix)) ?? { path: ['MO'] }).path;
    const wanted = nameOf(from) ?? nameFrom(moId);
    const siblings = store.find(place)?.children;
    const isFree = (name: string): boolean => !taken.has([...place, name].join('/')) && !siblings?.has(name);
    let name = wanted;
    const key = [...place, wanted].join('/');
    for (let n = suffixes.get(key) ?? 2; !isFree(name); n++) {
      name = `${wanted}-${n}`;
      suffixes.set(key, n + 1);
    }
    taken.add([...place, name].join('/'));
    return { from, place, name };
  });
}

/** The telling part of an identifier: `urn:oma:mo:oma-connmo-nap:1.0` is an `oma-connmo-nap`, `com.x/1.2/Name` a `Name`. */
function nameFrom(moId: string): string {
  const parts = moId.split(/[:/]/).filter((part) => part !== '' && !/^\d+(\.\d+)*$/.test(part));
  return canonicalName(parts.at(-1) ?? '') ?? 'Object';
}

function makePlace({ store, changes }: Making, place: readonly string[]): TreeNode {
  let at = store.root;
  for (const name of place) {
    const next = at.children?.get(name);
    if (next) at = next;
    else {
      const { node, undo } = store.add(at, name, { format: 'node' });
      changes.push(undo);
      at = node;
    }
  }
  return at;
}

/** A reference into the Inbox becomes the URI of the place; every other value stays as it is. */
function rewriter(targets: ReadonlyMap<string, readonly string[]>): Rewrite {
  return (value) => {
    if (!value.startsWith(`./${INBOX}/`)) return value;
    const path = parsePath(value.slice(INBOX.length + 3));
    if ('kind' in path) return value;
    const target = targets.get(path[0] as string);
    return target === undefined ? value : ['.', ...target, ...path.slice(1)].join('/');
  };
}
