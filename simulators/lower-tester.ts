/**
 * What a scenario needs of our simulated peers. simulators/server and simulators/client implement these two faces beside being
 * programs of their own (the reference IUTs, `dmct simulate`). Both act by themselves once told how; every octet goes through the tap.
 */
import type { Random } from '../src/base/random.js';
import type { MacStrategyId } from '../src/dm/mac.js';
import type { Cred } from '../src/dm/message.js';
import type { MessageWays } from '../src/dm/message-ways.js';
import type { WrongSignatureId } from '../src/dm/security/wrong-signatures.js';
import type { Encoded } from '../src/dm/session.js';
import type { Account, AuthType } from '../src/iut/account.js';
import type { Encoding, Operation } from '../src/iut/primitives.js';
import type { Tap } from '../src/wire/frame.js';
import type { ClientTls, ServerTls } from './http/tls.js';
import type { HttpWay } from './http/ways.js';
import type { PushAddresses } from './push/addresses.js';

/** Something the lower tester knows and the judge needs, e.g. `nonce.client.pending` = Base64. Recorded in order with the frames. */
export type FactSink = (name: string, value: string) => void;

export interface RimOptions {
  readonly tap: Tap;
  readonly fact: FactSink;
  readonly random: Random;
}

/** What a lower tester is told beside its rim. */
export interface LowerTesterOptions extends RimOptions {
  /** How an HMAC-SHA256 of ours is made (assumption U3); default composed-sha256. */
  readonly macReading?: MacStrategyId;
}

/** One message, or all, in another way than the lower tester would have it by itself. */
export interface Wayward {
  /** Only the nth message of ours in its session, or the nth answer to a report; default: all. */
  readonly nth?: number;
  readonly message: MessageWays;
  readonly http: HttpWay;
  /** Told for each message that is sent in this way: what of the way, by the scenario's names, changed no octet of it. */
  readonly sent?: (idle: readonly string[]) => void;
}

/** An answer of our server. */
export interface WaywardAnswer extends Wayward {
  /** Only in the nth session of the row; default: in all. */
  readonly session?: number;
  /** What it answers; default: a message of a session. */
  readonly to: 'session' | 'report';
}

/** How the simulated server treats what reaches it. All optional; the default is a conformant server. */
export interface ServerPolicy {
  /** HTTP answer to a sessionless report. */
  readonly reports?: 'empty-200' | 'empty-202' | 'empty-204' | 'drop' | 'dm-status';
  /** Encoding of the server's messages; default: that of the client's message. */
  readonly encoding?: Encoding;
  /** Commands for the session, one array per server package (#2, #4, …). */
  readonly operations?: readonly (readonly Operation[])[];
  /** Demand this scheme from the client, by a challenge if need be; default: what the account says. */
  readonly clientAuth?: AuthType;
  /** Credentials the server itself shows in its packages; default: what the account says. */
  readonly serverAuth?: AuthType;
  /** The scenario sends notifications itself: take the client's credentials over the default nonce and resynchronise (Notification 1.2.1, 5.1). */
  readonly resynchronise?: boolean;
  /** Hand out a next nonce to the client with the SyncHdr Status of #2. */
  readonly nextNonce?: boolean;
  readonly respUri?: boolean;
  readonly maxMsgSize?: number;
  /** Send 1223 instead of commands in the package with this number (2, 4, …). */
  readonly abortIn?: number;
  /** The first that fits an answer is taken. */
  readonly answers?: readonly WaywardAnswer[];
  /** Sessions under this policy are none of the row's: those of `answers` are not counted by them. */
  readonly isAside?: boolean;
}

export interface LowerServer {
  /** What the client is to be configured with. */
  readonly url: string;
  readonly connect: string;
  /** Replace the policy; takes effect with the next message. */
  policy(policy: ServerPolicy): void;
  /** Resolves when no HTTP exchange is open. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface LowerServerOptions extends LowerTesterOptions {
  readonly listen: string;
  readonly path: string;
  /** Public URL when it differs from listen+path, e.g. http://server.example/dm. */
  readonly publicUrl?: string;
  readonly accounts: Readonly<Record<string, Account>>;
  readonly tls?: ServerTls;
}

/** How a credential is to be right or wrong. */
export interface CredChoice {
  readonly kind: AuthType;
  /** Account whose name and secret are used; default: the account of the message. */
  readonly account?: string;
  /** Of a command message: name and secret that the client is to show, not the server. */
  readonly side?: 'client';
  readonly user?: string;
  readonly secret?: string;
  /** `current`: the one the peer expects; `stale`: one used before; `default`: 4 zero octets; otherwise Base64. */
  readonly nonce?: string;
}

export interface ReportChoice {
  readonly account: string;
  readonly reports: readonly {
    readonly source?: string;
    readonly type: string;
    readonly format: string;
    readonly mark?: string;
    readonly data: string;
  }[];
  readonly sessionId?: string;
  /** 'none': leave Cred out. */
  readonly cred?: CredChoice | 'none';
  /** x-syncml-hmac over the body; default: none. */
  readonly mac?: CredChoice | 'none';
  readonly encoding?: Encoding;
  /** Change the octets of the body after credentials and MAC were made (tampering on the way). */
  readonly tamper?: { readonly find: string; readonly replace: string };
  /** Data as CDATA (default) or as character data with entities. */
  readonly dataForm?: 'cdata' | 'chars';
  /** 4-digit alert code instead of 1230. */
  readonly code?: string;
  readonly way?: Wayward;
}

export interface SessionChoice {
  readonly account: string;
  /** SyncHdr/SessionID; default: a fresh one. For an alerted session the notified id in upper-case hex. */
  readonly sessionId?: string;
  readonly alert: '1200' | '1201';
  readonly cred?: CredChoice | 'none';
  readonly encoding?: Encoding;
  /** Challenge the server for its credentials (Chal in #3). */
  readonly challengeServer?: boolean;
  /** Play the nonce resynchronisation of Notification 5.1: credentials over the default nonce, new server nonce in #3. */
  readonly resynchronise?: boolean;
  /** The first that fits a message is taken. */
  readonly messages?: readonly Wayward[];
}

export interface LowerClient {
  /** Where this device takes pushes (`host:port`), once listening. */
  readonly push: PushAddresses;
  /** Posts one Sessionless Report Message; resolves when the HTTP exchange is over, however it ended. */
  sendReport(choice: ReportChoice): Promise<void>;
  /** The message that `sendReport` would post now. */
  writtenReport(choice: ReportChoice): Encoded;
  /** Runs a whole session against the server; resolves when it is over. Its frames are recorded as they cross. */
  runSession(choice: SessionChoice): Promise<void>;
  /** The Cred that `runSession` would show first, were it not for `messages`; undefined: none. */
  sessionCred(choice: SessionChoice): Cred | undefined;
  /** DM address of the server under test, once it is known: `connect` is host:port to dial instead of what `url` resolves to. */
  dial(url: string, connect?: string): void;
  /** Resolves when every push that reached this device before the call has been recorded and handled. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

export interface LowerClientOptions extends LowerTesterOptions {
  readonly accounts: Readonly<Record<string, Account>>;
  /** DM address of the server under test. */
  readonly url: string;
  readonly connect?: string;
  readonly timeoutMs: number;
  /** The device's own certificate and whom it trusts; absent: any server, and it shows none. */
  readonly tls?: ClientTls;
  /** The device takes OTA-HTTP pushes over TLS, with this certificate. */
  readonly pushTls?: ServerTls;
  /** Where to listen for pushes, `host:port`, port 0 for any; absent: no listener. */
  readonly listen?: PushAddresses;
}

/** A Sessionless Command Message to a client under test: conformant, but for what is said here. */
export interface CommandChoice {
  readonly account: string;
  /** As `send-command` takes them (src/dm/read-operation.ts). */
  readonly commands: readonly unknown[];
  /** Elements written as XML that stand in the SyncBody after the commands. */
  readonly raw?: string;
  readonly source?: string;
  readonly sourceName?: string;
  readonly target?: string;
  /** 'none': leave Cred out. */
  readonly cred?: CredChoice | 'none';
  /** x-syncml-hmac; default: as the transport asks for it. */
  readonly mac?: CredChoice | 'none';
  /** How an XML signature is wrong, or that there is none; default: right, where the pinned reading of U8 asks for one. */
  readonly signature?: 'none' | WrongSignatureId;
  /** Change the octets of the message after credentials and MAC were made. */
  readonly tamper?: { readonly find: string; readonly replace: string };
  readonly verDtd?: string;
  readonly verProto?: string;
  readonly sessionId?: string;
  readonly msgId?: string;
  readonly isFinal?: boolean;
  readonly encoding?: Encoding;
  /** First octet of the WBXML instead of that of 1.1, 1.2, 1.3. */
  readonly version?: '1.1' | '1.2' | '1.3' | '1.0';
  readonly publicId?: 'number' | 'string';
  /** WSP codes. */
  readonly contentType?: number;
  readonly applicationId?: number;
  readonly pduType?: number;
  readonly port?: number;
}

/** A push to the device, before a bearer carries it. Any field may be wrong on purpose. */
export interface PushContent {
  /** The whole connectionless WSP PDU. */
  readonly wsp: Uint8Array;
  /** WDP destination port. */
  readonly port: number;
  /** Textual headers for HTTP bearers. */
  readonly contentType: string;
  readonly applicationId?: string;
  /** Further textual headers for HTTP bearers; those of WSP stand in `wsp`. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}
