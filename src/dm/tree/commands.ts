/**
 * What each command does to a node (DM RepPro 6.6, TND 7): one function a command, looked up in a table. Errors are judged in the
 * order URI, existence, ACL, AccessType, format.
 */
import { rowOf } from '../../base/row.js';
import type { TreeCommandName } from '../message.js';
import { aclOfNewNode, mayDo } from './acl.js';
import { LISTS } from './lists.js';
import { isNodeFormat, type TreeNode } from './node.js';
import { PROPERTIES } from './properties.js';
import type { NodeStore } from './store.js';
import type { TreeOutcome, TreeRequest } from './tree.js';
import { type ParsedUri, parseUri, type UriLimits } from './uri.js';

export interface CommandContext {
  readonly store: NodeStore;
  readonly limits: UriLimits;
  readonly request: TreeRequest;
  readonly who: string | undefined;
}
interface Place extends CommandContext {
  readonly uri: ParsedUri & { kind: 'uri' };
}

const code = (status: string): TreeOutcome => ({ code: status, results: [] });

/** Runs one command; never throws for what a server sent. */
export function runCommand(context: CommandContext): TreeOutcome {
  const uri = parseUri(context.request.uri, context.limits);
  if (uri.kind === 'bad') return code(uri.code);
  return COMMANDS[context.request.command]({ ...context, uri });
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
    const view = query.name === 'list' ? rowOf(LISTS, query.value) : undefined;
    return view === undefined ? code('406') : { code: '200', results: view(node, place.who) };
  },

  Replace: (place) => {
    const node = place.store.find(place.uri.segments);
    if (node === undefined) return code('404');
    if (place.uri.query) return replaceProperty(place, node, place.uri.query);
    if (!mayDo(node, 'Replace', place.who)) return code('425');
    // A sub-tree is only replaced with a TNDS object, which this tree does not take yet.
    if (refuses(node, 'Replace') || node.children !== null) return code('405');
    const { meta, data } = place.request;
    if (meta?.format !== undefined && (!isNodeFormat(meta.format) || meta.format === 'node')) return code('415');
    const undo = place.store.change(node, {
      value: data?.text ?? '',
      ...(meta?.format === undefined || !isNodeFormat(meta.format) ? {} : { format: meta.format }),
      ...(meta?.type === undefined ? {} : { type: meta.type }),
    });
    return { code: '200', results: [], undo };
  },

  Add: (place) => {
    if (place.uri.query) return code('405');
    const { segments } = place.uri;
    const name = segments.at(-1);
    if (name === undefined || place.store.find(segments) !== undefined) return code('418');
    const parent = place.store.find(segments.slice(0, -1));
    if (parent === undefined) return { code: '404', results: [], failedUri: ['.', ...segments.slice(0, -1)].join('/') };
    if (!mayDo(parent, 'Add', place.who)) return code('425');
    if (parent.children === null || refuses(parent, 'Add')) return code('405');
    const { meta, data } = place.request;
    const format = meta?.format ?? 'chr';
    if (!isNodeFormat(format) || (meta?.type ?? '').startsWith('application/vnd.syncml.dmtnds')) return code('415');
    const { undo } = place.store.add(parent, name, {
      format,
      ...(meta?.type === undefined ? {} : { type: meta.type }),
      value: format === 'node' ? '' : (data?.text ?? ''),
      acl: aclOfNewNode(parent, format === 'node', place.who),
    });
    return { code: '200', results: [], undo };
  },

  Delete: (place) => {
    if (place.uri.query) return code('405');
    const node = place.store.find(place.uri.segments);
    if (node === undefined) return code('404');
    if (!mayDo(node, 'Delete', place.who)) return code('425');
    if (node.permanentCount > 0 || refuses(node, 'Delete')) return code('405');
    return { code: '200', results: [], undo: place.store.remove(node) };
  },

  Exec: (place) => {
    const node = place.store.find(place.uri.segments);
    if (node === undefined) return code('404');
    if (!mayDo(node, 'Exec', place.who)) return code('425');
    // Which nodes can be executed is their DDF's affair: only one that says so.
    return code(node.access?.has('Exec') ? '200' : '405');
  },

  Copy: (place) => {
    const from = parseUri(place.request.source ?? '', place.limits);
    if (from.kind === 'bad') return code(from.code);
    const source = place.store.find(from.segments);
    if (source === undefined) return code('404');
    if (!mayDo(source, 'Get', place.who)) return code('425');
    if (source.children !== null || refuses(source, 'Get')) return code('405');
    const meta = { format: source.format, type: source.type };
    const request: TreeRequest = { command: 'Copy', uri: place.request.uri, meta, data: { text: source.value } };
    const exists = place.store.find(place.uri.segments) !== undefined;
    const outcome = (exists ? COMMANDS.Replace : COMMANDS.Add)({ ...place, request });
    return outcome.code === '404' ? code('500') : outcome;
  },
};

function refuses(node: TreeNode, command: TreeCommandName): boolean {
  return node.access !== undefined && !node.access.has(command);
}

function resultOf(node: TreeNode, uri: string): { uri: string; format: string; type: string; text: string } {
  if (node.children === null) return { uri, format: node.format, type: node.type, text: node.value };
  return { uri, format: 'node', type: 'text/plain', text: [...node.children.keys()].join('/') };
}

function replaceProperty(place: Place, node: TreeNode, query: { readonly name: string; readonly value: string }): TreeOutcome {
  if (query.name !== 'prop') return code('405');
  const property = rowOf(PROPERTIES, query.value);
  if (property === undefined || property.read(node) === undefined) return code('406');
  if (property.replace === undefined) return code('405');
  const outcome = property.replace(place.store, node, place.request.data?.text ?? '', place.who);
  return typeof outcome === 'string' ? code(outcome) : { code: '200', results: [], undo: outcome };
}
