/** The management tree of a device: commands by URI on behalf of a server. */
import type { OutForm } from '../../wire/out.js';
import type { Data, Encoding, MetInf, TreeCommandName } from '../message.js';
import { aclWithout } from './acl.js';
import { runCommand } from './commands.js';
import { snapshotOf, type TreeNodeView } from './snapshot.js';
import { type NodeStore, walk } from './store.js';
import { NO_LIMITS, parseUri, type UriLimits } from './uri.js';
import { type UriGrammarId, uriGrammar } from './uri-grammar.js';

export interface TreeRequest {
  readonly command: TreeCommandName;
  /** Target/LocURI; of a Copy also `source`. */
  readonly uri: string;
  readonly source?: string;
  readonly meta?: MetInf;
  readonly data?: Data;
  /** Representation of the answer: an object goes out in the same. Absent: XML. */
  readonly encoding?: Encoding;
}

/** One Item of Results; `text` and `octets` absent: no Data; `format` and `type` absent: the defaults, chr and text/plain. */
export interface TreeResult {
  readonly uri: string;
  readonly format?: string;
  readonly type?: string;
  readonly text: string | undefined;
  readonly octets?: Uint8Array;
  readonly form?: OutForm;
}

export interface TreeOutcome {
  /** Status code (DM RepPro 6.6, TND 7). */
  readonly code: string;
  readonly results: readonly TreeResult[];
  /** Takes the change back (Atomic): the last change first. Absent when nothing was changed. */
  readonly undo?: () => void;
  /** Node that made an implicit Add, or a node of a TNDS object, fail. */
  readonly failedUri?: string;
}

export interface Tree {
  /** `who` is the server id that ACLs are judged by; undefined acts with every right (the device itself). */
  execute(request: TreeRequest, who: string | undefined): TreeOutcome;
  /** Nodes at and below a URI, read beside the protocol; none when there is no such node. */
  read(uri: string): TreeNodeView[];
  /** The device forgets a server: its id goes out of every ACL. */
  forgetServer(serverId: string): void;
}

export interface TreeOptions {
  /** Those that DevDetail announces. */
  readonly limits?: UriLimits;
  /** Reading of the virtual URI syntax (assumption U4). */
  readonly grammar?: UriGrammarId;
  /** Add makes missing parents; otherwise it gets 404. */
  readonly addsParents?: boolean;
}

/** A tree over a store. */
export function managementTree(store: NodeStore, { limits = NO_LIMITS, grammar, addsParents = false }: TreeOptions = {}): Tree {
  const context = { store, limits, grammar: uriGrammar(grammar), addsParents };
  return {
    execute: (request, who) => runCommand({ ...context, request, who }),
    read: (uri) => {
      const parsed = parseUri(uri);
      const start = parsed.kind === 'uri' ? store.find(parsed.segments) : undefined;
      return start === undefined ? [] : snapshotOf(start);
    },
    forgetServer: (serverId) => {
      for (const node of walk(store.root)) {
        const acl = node.acl === '' ? '' : aclWithout(node.acl, serverId, node === store.root);
        if (acl !== node.acl) store.change(node, { acl });
      }
    },
  };
}

export type { TreeNodeView };
