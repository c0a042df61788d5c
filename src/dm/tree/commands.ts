/**
 * What each command does to a node (DM RepPro 6.6, TND 7): one function a command, looked up in a table. Errors are judged in the
 * order URI, existence, ACL, AccessType, format.
 */
import { rowOf } from '../../base/row.js';
import { LIMITS } from '../../limits.js';
import type { TndsObject } from '../../wire/tnds-read.js';
import type { TreeCommandName } from '../message.js';
import { mayDo } from './acl.js';
import { addNode } from './add-node.js';
import { type CommandContext, collect, type Making, type Place, refuses } from './context.js';
import { addToInbox } from './inbox.js';
import { viewOf } from './lists.js';
import { isInbox } from './mo-ids.js';
import { isWithin, type TreeNode, uriOf } from './node.js';
import { addObject, replaceObject } from './object-apply.js';
import { isTnds, objectOf } from './object-data.js';
import { PROPERTIES } from './properties.js';
import { childrenInOrder } from './store.js';
import type { TreeOutcome, TreeRequest } from './tree.js';
import type { BadUri, NodeUri, UriQuery } from './uri.js';
import type { ObjectFinder } from './uri-grammar.js';
import { formatOfMeta, transportOf, valueFrom } from './value.js';

const code = (status: string): TreeOutcome => ({ code: status, results: [] });

/** Runs one command; never throws for what a server sent. */
export function runCommand(context: CommandContext): TreeOutcome {
  const uri = locate(context, context.request.uri);
  if (uri.kind === 'bad') return code(uri.code);
  const inbox = inboxOn(context, uri);
  // Nothing is ever below the Inbox, and Add is all it knows.
  if (inbox === 'below' || (inbox === 'at' && context.request.command !== 'Add' && uri.query?.name !== 'prop')) return code('405');
  if (inbox === 'at' && context.request.command === 'Get') return code('405');
  return COMMANDS[context.request.command]({ ...context, uri });
}

/** The absolute URI of a text, virtual ones resolved: nothing found is 404, more than one object 500. */
function locate(
  { store, limits, grammar, who }: CommandContext,
  text: string,
): NodeUri | { readonly kind: 'bad'; readonly code: BadUri['code'] | '500' } {
  const parsed = grammar.parse(text, limits);
  if (parsed.kind !== 'virtual') return parsed;
  const finder: ObjectFinder = {
    *objectsBelow(base, moId) {
      const top = store.find(base);
      if (top === undefined) return;
      for (const node of store.objects(moId)) if (isWithin(node, top)) yield uriOf(node).split('/').slice(1);
    },
    readable: (path) => {
      const leaf = store.find(path);
      return leaf && leaf.children === null && mayDo(leaf, 'Get', who) && !refuses(leaf, 'Get') ? leaf.value : undefined;
    },
  };
  const found = grammar.resolve(parsed, finder);
  if (found.kind === 'uri') return found;
  return { kind: 'bad', code: found.kind === 'none' ? '404' : '500' };
}

function inboxOn({ store }: CommandContext, { segments }: NodeUri): 'at' | 'below' | 'no' {
  const first = segments[0] === undefined ? undefined : store.root.children?.get(segments[0]);
  if (first === undefined || !isInbox(first)) return 'no';
  return segments.length === 1 ? 'at' : 'below';
}

const COMMANDS: Readonly<Record<TreeCommandName, (place: Place) => TreeOutcome>> = {
  Get: (place) => {
    const node = place.store.find(place.uri.segments);
    if (node === undefined) return code('404');
    if (!mayDo(node, 'Get', place.who)) return code('425');
    if (refuses(node, 'Get')) return code('405');
    const { query } = place.uri;
    if (query === undefined) return { code: '200', results: [resultOf(node, place.request.uri)] };
    if (query.name === 'prop') {
      const text = rowOf(PROPERTIES, query.value)?.read(node);
      return text === undefined ? code('406') : { code: '200', results: [{ uri: place.request.uri, format: 'chr', type: 'text/plain', text }] };
    }
    if (query.name !== 'list') return code('406');
    const view = viewOf(query.value, { start: node, who: place.who, encoding: place.request.encoding ?? 'xml' });
    return typeof view === 'string' ? code(view) : { code: '200', results: view };
  },

  Replace: (place) => {
    const node = place.store.find(place.uri.segments);
    if (node === undefined) return code('404');
    if (place.uri.query) return replaceProperty(place, node, place.uri.query);
    if (!mayDo(node, 'Replace', place.who)) return code('425');
    if (refuses(node, 'Replace')) return code('405');
    if (isTnds(place.request)) return withObject(place, replaceObject);
    // A sub-tree is only replaced with a TNDS object.
    return node.children !== null ? code('405') : replaceValue(place, node);
  },

  Add: (place) => {
    if (place.uri.query) return code('405');
    const { segments } = place.uri;
    const isOnInbox = inboxOn(place, place.uri) === 'at';
    if (isTnds(place.request)) return withObject(place, isOnInbox ? addToInbox : addObject);
    if (isOnInbox) return code('405');
    const { meta, data } = place.request;
    if (/^application\/vnd\.syncml\.dm(tnds|ddf)\b/i.test(meta?.type ?? '')) return code('415');
    if (segments.length === 0 || place.store.find(segments) !== undefined) return code('418');
    const format = formatOfMeta(meta?.format);
    return collect((changes) => {
      addNode({ ...place, changes }, segments, () => {
        if (format === undefined) return '415';
        const value = valueFrom(format, data, meta?.format);
        return value === undefined ? '400' : { format, value, ...(meta?.type === undefined || meta.type === '' ? {} : { type: meta.type }) };
      });
    });
  },

  Delete: (place) => {
    if (place.uri.query) return code('405');
    const node = place.store.find(place.uri.segments);
    if (node === undefined) return code('404');
    if (!mayDo(node, 'Delete', place.who)) return code('425');
    if (node.weight.permanent > 0 || refuses(node, 'Delete')) return code('405');
    return { code: '200', results: [], undo: place.store.remove(node) };
  },

  Exec: (place) => {
    if (place.uri.query) return code('405');
    const node = place.store.find(place.uri.segments);
    if (node === undefined) return code('404');
    if (!mayDo(node, 'Exec', place.who)) return code('425');
    // Which nodes can be executed is their DDF's affair: only one that says so.
    return code(node.access?.has('Exec') ? '200' : '405');
  },

  Copy: (place) => {
    const from = locate(place, place.request.source ?? '');
    if (from.kind === 'bad') return code(from.code);
    if (place.uri.query || from.query || inboxOn(place, from) !== 'no' || inboxOn(place, place.uri) !== 'no') return code('405');
    const source = place.store.find(from.segments);
    if (source === undefined) return code('404');
    if (!mayDo(source, 'Get', place.who)) return code('425');
    if (source.children !== null || refuses(source, 'Get')) return code('405');
    const request: TreeRequest = {
      command: 'Copy',
      uri: place.request.uri,
      meta: { format: transportOf(source), type: source.type },
      data: { text: source.value },
    };
    const exists = place.store.find(place.uri.segments) !== undefined;
    const outcome = (exists ? COMMANDS.Replace : COMMANDS.Add)({ ...place, request });
    return outcome.code === '404' ? code('500') : outcome;
  },
};

function resultOf(node: TreeNode, uri: string): TreeOutcome['results'][number] {
  if (node.children === null) return { uri, format: transportOf(node), type: node.type, text: node.value };
  return { uri, format: 'node', type: 'text/plain', text: childNames(node) };
}

function childNames(node: TreeNode): string {
  let names = '';
  for (const { name } of childrenInOrder(node)) names += names === '' ? name : `/${name}`;
  return names;
}

function replaceValue({ store, request }: Place, node: TreeNode): TreeOutcome {
  const { meta, data } = request;
  const named = meta?.format === undefined || meta.format === '' ? node.format : formatOfMeta(meta.format);
  if (named === undefined || named === 'node') return code('415');
  const format = meta?.format === 'b64' && node.format === 'b64' ? 'b64' : named;
  const type = meta?.type === undefined || meta.type === '' ? node.type : meta.type;
  if (node.isPermanent && (format !== node.format || type !== node.type)) return code('405');
  const value = valueFrom(format, data, meta?.format);
  if (value === undefined) return code('400');
  if (value.length > LIMITS.nodeValueCharacters) return code('413');
  if (!store.hasRoom(0, value.length - node.value.length)) return code('420');
  return { code: '200', results: [], undo: store.change(node, { value, format, type }) };
}

function replaceProperty({ store, who, limits, request }: Place, node: TreeNode, query: UriQuery): TreeOutcome {
  if (query.name !== 'prop') return code('405');
  const property = rowOf(PROPERTIES, query.value);
  if (property === undefined || property.read(node) === undefined) return code('406');
  if (property.replace === undefined) return code('405');
  const outcome = property.replace({ store, node, value: request.data?.text ?? '', who, limits });
  return typeof outcome === 'string' ? code(outcome) : { code: '200', results: [], undo: outcome };
}

/** Reads the object of an Add or Replace and hands it on: all of it is carried out, or nothing. */
function withObject(place: Place, apply: (making: Making & Place, object: TndsObject) => void): TreeOutcome {
  const object = objectOf(place.request);
  if (typeof object === 'string') return code(object);
  return collect((changes) => apply({ ...place, changes }, object));
}
