/** A DM session on the server. */
import type { Random } from '../base/random.js';
import type { AuthType } from './account.js';
import type { Command, Encoding } from './message.js';
import type { Operation } from './operation.js';
import type { ServerBehaviour } from './server-behaviour.js';
import type { AccountState } from './session.js';

/** How a server treats a session; the conformant default where absent. */
export interface ServerPolicy {
  /** Demand this scheme from the client; default: what the account says. */
  readonly clientAuth?: AuthType;
  /** Credentials the server shows unasked; default none, or those of the account when resynchronising. */
  readonly serverAuth?: AuthType;
  /** Hand out a next nonce with the SyncHdr Status of #2; default yes. */
  readonly nextNonce?: boolean;
  /** Put this RespURI in the SyncHdr. */
  readonly respUri?: string;
  readonly maxMsgSize?: number;
  /** Send Alert 1223 instead of commands in the package with this number (2, 4, …). */
  readonly abortIn?: number;
  /** Encoding of the server's messages; default: that of the client's message. */
  readonly encoding?: Encoding;
}

export interface ServerSessionOptions {
  /** The account of the device in Source/LocURI; undefined when unknown. */
  readonly account: AccountState | undefined;
  /** Address of this server: Source/LocURI. */
  readonly url: string;
  readonly random: Random;
  /** Commands of packages #2, #4, …; a full Command (UI alert, Atomic) stands beside the short Operation. */
  readonly packages: readonly (readonly (Operation | Command)[])[];
  readonly policy?: ServerPolicy;
  readonly behaviour?: Partial<ServerBehaviour>;
}
