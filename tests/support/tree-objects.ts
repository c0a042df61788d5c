/** A device tree, and objects (TNDS) to send to it. */
import { accountState } from '../../src/dm/session.js';
import { type DeviceFacts, deviceTree } from '../../src/dm/tree/standard-objects.js';
import type { Tree, TreeOutcome } from '../../src/dm/tree/tree.js';
import type { TndsOutNode } from '../../src/wire/tnds-write.js';
import { testAccount } from './dm-loop.js';
import { objectItem, type Writing } from './tree-arbitrary.js';

export const fresh = (facts: Partial<DeviceFacts> = {}): Tree =>
  deviceTree({ deviceId: 'IMEI:1', ...facts }, [accountState('default', testAccount('md5', 'md5'))], () => 'https://s.example/dm');
export const leaf = (name: string, value: string, more: Partial<TndsOutNode> = {}): TndsOutNode => ({
  name,
  isInterior: false,
  format: 'chr',
  type: 'text/plain',
  value,
  ...more,
});
export const mo = (name: string | undefined, type: string, children: TndsOutNode[] = [], more: Partial<TndsOutNode> = {}): TndsOutNode => ({
  ...(name === undefined ? {} : { name }),
  isInterior: true,
  format: 'node',
  type,
  children,
  ...more,
});
export const NAP = 'urn:oma:mo:oma-connmo-nap:1.0';
export const APP = 'com.example/1.2/App';
export const send = (
  tree: Tree,
  command: 'Add' | 'Replace',
  uri: string,
  nodes: readonly TndsOutNode[],
  who: string | undefined = 'A',
  as: Writing = 'xml',
): TreeOutcome => tree.execute({ command, uri, ...objectItem(nodes, as) }, who);
export const value = (tree: Tree, uri: string): string | undefined => tree.read(uri)[0]?.value;
export const uris = (tree: Tree, uri: string): string[] => tree.read(uri).map((node) => node.uri);
