/** A DM session on the client. */
import type { Random } from '../base/random.js';
import type { ClientBehaviour } from './client-behaviour.js';
import type { Encoding } from './message.js';
import type { AccountState, Sample } from './session.js';
import type { Tree } from './tree/tree.js';

/** An event that the next session reports: Alert 1226, or 1224. */
export interface QueuedEvent {
  readonly code: '1226' | '1224';
  readonly samples: readonly Sample[];
  readonly correlator?: string;
}

export type SessionTrigger =
  | { readonly kind: 'user' }
  | { readonly kind: 'notification'; readonly sessionId: number; readonly by: 'stored' | 'default'; readonly nonce: Uint8Array };

export interface ClientSessionOptions {
  readonly account: AccountState;
  readonly accounts: readonly AccountState[];
  /** Address of the server: Target/LocURI. */
  readonly url: string;
  readonly encoding: Encoding;
  readonly tree: Tree;
  readonly random: Random;
  readonly trigger: SessionTrigger;
  readonly events?: readonly QueuedEvent[];
  /** Default DM/1.3. */
  readonly verProto?: string;
  /** Announced in SyncHdr/Meta; absent: none. */
  readonly maxMsgSize?: number;
  /** Challenge a server that shows no credentials in its packages. Default: only in a resynchronisation. */
  readonly challengesServer?: boolean;
  readonly behaviour?: Partial<ClientBehaviour>;
}
