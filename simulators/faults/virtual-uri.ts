/** For faults with virtual URIs: `[uri]?MOID=id[&leaf=value]/path` (assumption U4, reading moid-path). */
import type { TreeNodeView } from '../../src/dm/tree/snapshot.js';

const VIRTUAL = /^[^?]*\?MOID=([^&/]+)(?:&[^/]*)?((?:\/.*)?)$/;

export function isVirtual(uri: string): boolean {
  return VIRTUAL.test(uri);
}

/** Absolute URIs of all objects with that identifier, whatever else the virtual URI asks for. */
export function matchesOf(uri: string, nodes: readonly TreeNodeView[]): string[] {
  const [, id, path = ''] = VIRTUAL.exec(uri) ?? [];
  return nodes.filter((node) => node.format === 'node' && node.type === id).map((node) => `${node.uri}${path}`);
}
