/**
 * The decisions of a DM server, each a small function with the conformant answer as default. A fault overrides one of them.
 */
import type { OutElement } from '../wire/out.js';
import type { Chal, Command, Cred, Message } from './message.js';
import type { NotificationFields } from './notification.js';
import type { Operation } from './operation.js';
import type { ReportVerdict } from './report.js';
import type { AccountState, Encoded, Incoming, MacOrder } from './session.js';

/** What goes back over HTTP for a sessionless report. Silence is an empty 200. */
export type ReportAnswer =
  | { readonly kind: 'silence' }
  /** A SyncML message with a Status for the SyncHdr and for each command, with a challenge or without. */
  | { readonly kind: 'status'; readonly code: string; readonly hasChal?: boolean }
  | { readonly kind: 'http'; readonly status: number; readonly headers: readonly (readonly [string, string])[] }
  /** Treat the report as package #1 of a session. */
  | { readonly kind: 'session' };

export interface ServerBehaviour {
  /** Whether a report counts as authenticated; the conformant verdict is given. */
  judgeReport(verdict: ReportVerdict, incoming: Incoming): ReportVerdict;
  answerAcceptedReport(): ReportAnswer;
  answerUnauthenticatedReport(verdict: ReportVerdict): ReportAnswer;
  /** Whether the report becomes readable by the application. */
  storesReport(verdict: ReportVerdict): boolean;
  /** What follows a report that was ignored. */
  afterUnauthenticatedReport(): 'nothing' | 'notify' | 'ban';
  /** SyncHdr/SessionID of the answer. */
  sessionIdFor(received: string): string;
  /** Credentials over the default nonce are taken when the session answers a notification of ours (Notification 1.2.1, 5.1 step 4). */
  acceptsDefaultNonce(context: { readonly isAlertedByUs: boolean }): boolean;
  /** A client of another version, or one whose credentials stay wrong, is served nevertheless. */
  goesOnAfter(trouble: 'version' | 'unauthenticated'): boolean;
  statusFor(context: { readonly command: Command | 'SyncHdr'; readonly code: string }): string;
  chal(chal: Chal | undefined, context: { readonly isResync: boolean }): Chal | undefined;
  /** Nonce that the server's own credentials are computed over. */
  credNonce(context: { readonly nonce: Uint8Array; readonly isResync: boolean; readonly account: AccountState }): Uint8Array;
  /** What a message of a session shows: Cred, or the order of a MAC. */
  shows(shown: { readonly cred?: Cred; readonly mac?: MacOrder }): { readonly cred?: Cred; readonly mac?: MacOrder };
  /** A server nonce received in a challenge; undefined keeps the old one. */
  storeNonce(nonce: Uint8Array, context: { readonly isResync: boolean }): Uint8Array | undefined;
  /** Messages of one package: by default one, unless the client's MaxMsgSize demands more. */
  splitPackage(commands: readonly Command[]): readonly (readonly Command[])[];
  reply(reply: { readonly commands: readonly Command[]; readonly isFinal: boolean }): {
    readonly commands: readonly Command[];
    readonly isFinal: boolean;
  };
  messageElements(root: OutElement, context: { readonly msgId: number }): OutElement;
  octets?: (encoded: Encoded) => Encoded;
  /** Session id of the next notification, 1..65535; `given` holds those already used for this device. */
  nextSessionId(drawn: number, given: ReadonlySet<number>): number;
  /** Session id when the same session is alerted again. */
  repeatedSessionId(id: number): number;
  notificationFields(fields: NotificationFields): NotificationFields;
  /** The digest as sent; the conformant one is given. */
  notificationDigest(
    digest: Uint8Array,
    input: { readonly fields: NotificationFields; readonly trigger: Uint8Array; readonly account: AccountState },
  ): Uint8Array;
  /** The whole trigger message, digest first. */
  notificationOctets(octets: Uint8Array): Uint8Array;
  /** What is ordered without a session, before it becomes commands. */
  commandOperations(operations: readonly (Operation | Command)[]): readonly (Operation | Command)[];
  /** Nonce that the credentials of a command message are computed over. */
  commandNonce(context: { readonly nonce: Uint8Array; readonly account: AccountState }): Uint8Array;
  /** A Sessionless Command Message as a typed message, then as elements. */
  command(message: Message, context: { readonly account: AccountState }): Message;
  commandElements(root: OutElement): OutElement;
  commandMac(mac: MacOrder | undefined): MacOrder | undefined;
  /** Octets of a command message after its MAC was made. */
  commandOctets?: (encoded: Encoded, root: OutElement) => Encoded;
}

export const CONFORMANT_SERVER: ServerBehaviour = {
  judgeReport: (verdict) => verdict,
  answerAcceptedReport: () => ({ kind: 'silence' }),
  answerUnauthenticatedReport: () => ({ kind: 'silence' }),
  storesReport: (verdict) => verdict.kind === 'accepted',
  afterUnauthenticatedReport: () => 'nothing',
  sessionIdFor: (received) => received,
  acceptsDefaultNonce: ({ isAlertedByUs }) => isAlertedByUs,
  goesOnAfter: () => false,
  statusFor: ({ code }) => code,
  chal: (chal) => chal,
  credNonce: ({ nonce }) => nonce,
  shows: (shown) => shown,
  storeNonce: (nonce) => nonce,
  splitPackage: (commands) => [commands],
  reply: (reply) => reply,
  messageElements: (root) => root,
  nextSessionId: (drawn) => drawn,
  repeatedSessionId: (id) => id,
  notificationFields: (fields) => fields,
  notificationDigest: (digest) => digest,
  notificationOctets: (octets) => octets,
  commandOperations: (operations) => operations,
  commandNonce: ({ nonce }) => nonce,
  command: (message) => message,
  commandElements: (root) => root,
  commandMac: (mac) => mac,
};
