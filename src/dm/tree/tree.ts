/** The management tree of a device: commands by URI on behalf of a server. */
import type { Command, Data, MetInf, TreeCommandName } from '../message.js';

export interface TreeRequest {
  readonly command: TreeCommandName;
  /** Target/LocURI; of a Copy also `source`. */
  readonly uri: string;
  readonly source?: string;
  readonly meta?: MetInf;
  readonly data?: Data;
}

/** One Item of Results. */
export interface TreeResult {
  readonly uri: string;
  readonly format: string;
  readonly type: string;
  readonly text: string;
}

export interface TreeOutcome {
  /** Status code (facts: DM RepPro 6.6, TND 8). */
  readonly code: string;
  readonly results: readonly TreeResult[];
  /** Takes the change back (Atomic). Absent when nothing was changed. */
  readonly undo?: () => void;
  /** Node that failed in an implicit Add. */
  readonly failedUri?: string;
}

export interface Tree {
  /** `who` is the server id that ACLs are judged by; undefined acts with every right (the device itself). */
  execute(request: TreeRequest, who: string | undefined): TreeOutcome;
  /** Nodes at and below a URI, read beside the protocol. */
  read(uri: string): { readonly uri: string; readonly format: string; readonly type?: string; readonly value?: string }[];
}

export type { Command };
