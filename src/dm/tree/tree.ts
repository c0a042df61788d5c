/** The management tree of a device: commands by URI on behalf of a server. */
import type { Data, MetInf, TreeCommandName } from '../message.js';
import { runCommand } from './commands.js';
import { uriOf } from './node.js';
import { type NodeStore, walk } from './store.js';
import { NO_LIMITS, parseUri, type UriLimits } from './uri.js';

export interface TreeRequest {
  readonly command: TreeCommandName;
  /** Target/LocURI; of a Copy also `source`. */
  readonly uri: string;
  readonly source?: string;
  readonly meta?: MetInf;
  readonly data?: Data;
}

/** One Item of Results; `text` absent: no Data. */
export interface TreeResult {
  readonly uri: string;
  readonly format: string;
  readonly type: string;
  readonly text: string | undefined;
}

export interface TreeOutcome {
  /** Status code (DM RepPro 6.6, TND 7). */
  readonly code: string;
  readonly results: readonly TreeResult[];
  /** Takes the change back (Atomic). Absent when nothing was changed. */
  readonly undo?: () => void;
  /** Node that was missing in an implicit Add. */
  readonly failedUri?: string;
}

export interface Tree {
  /** `who` is the server id that ACLs are judged by; undefined acts with every right (the device itself). */
  execute(request: TreeRequest, who: string | undefined): TreeOutcome;
  /** Nodes at and below a URI, read beside the protocol; none when there is no such node. */
  read(uri: string): { readonly uri: string; readonly format: string; readonly type?: string; readonly value?: string }[];
}

/** A tree over a store; `limits` are those that DevDetail announces. */
export function managementTree(store: NodeStore, limits: UriLimits = NO_LIMITS): Tree {
  return {
    execute: (request, who) => runCommand({ store, limits, request, who }),
    read: (uri) => {
      const parsed = parseUri(uri);
      const start = parsed.kind === 'uri' ? store.find(parsed.segments) : undefined;
      if (start === undefined) return [];
      return [...walk(start)].map((node) => ({
        uri: uriOf(node),
        format: node.format,
        ...(node.type === '' ? {} : { type: node.type }),
        ...(node.children === null ? { value: node.value } : {}),
      }));
    },
  };
}
