/**
 * The decisions of a DM client, each a small function with the conformant answer as default. A fault (a deliberately wrong IUT)
 * overrides one of them; the state machine itself is never forked.
 */
import type { OutElement } from '../wire/out.js';
import type { CommandJudgement } from './command-judgement.js';
import type { Chal, Command, Cred, Message } from './message.js';
import type { Judgement, PushArrival } from './notification.js';
import type { AccountState, Encoded, MacOrder } from './session.js';
import type { Tree, TreeOutcome, TreeRequest } from './tree/tree.js';

/** What a credential is for, and the nonces known when it is made. */
export interface NonceChoice {
  readonly purpose: 'session' | 'report';
  readonly account: AccountState;
  /** Every account of the device, for faults that mix them up. */
  readonly accounts: readonly AccountState[];
  /** The conformant choice. */
  readonly nonce: Uint8Array;
  /** The session answers a notification that only verified with the default nonce (Notification 1.2.1, 5.1). */
  readonly isResync: boolean;
}

export interface StatusContext {
  readonly command: Command | 'SyncHdr';
  readonly code: string;
}

export interface ClientBehaviour {
  /** What to do with a judged notification; the conformant judgement is given. */
  acceptNotification(judgement: Judgement, accounts: readonly AccountState[]): Judgement;
  /** Whether the user is asked before an alerted session starts (ui-mode 3). */
  promptsBeforeSession(uiMode: number): boolean;
  /** SyncHdr/SessionID: of an alerted session the notified number as hex, otherwise the drawn one (Notification 1.2.1, 6.2.10). */
  sessionIdText(id: number, isAlerted: boolean): string;
  alertCode(isAlerted: boolean): string;
  /** Octets that the credential is computed over. */
  credNonce(choice: NonceChoice): Uint8Array;
  /** The credential as shown; undefined leaves Cred out. */
  cred(cred: Cred | undefined, purpose: 'session' | 'report'): Cred | undefined;
  mac(mac: MacOrder | undefined, purpose: 'session' | 'report'): MacOrder | undefined;
  /** Commands of package #1. */
  package1(commands: readonly Command[]): readonly Command[];
  /** Commands of any later message, and whether it has Final. */
  reply(reply: { readonly commands: readonly Command[]; readonly isFinal: boolean }): {
    readonly commands: readonly Command[];
    readonly isFinal: boolean;
  };
  /** Code of a Status. */
  statusFor(context: StatusContext): string;
  /** Challenge in the SyncHdr Status to the server. */
  chal(chal: Chal | undefined): Chal | undefined;
  /** A nonce to be stored; undefined keeps the old one. */
  storeNonce(nonce: Uint8Array, context: { readonly direction: 'client' | 'server'; readonly isResync: boolean }): Uint8Array | undefined;
  /** Whether the server's credentials count as right. */
  trustsServer(verified: boolean): boolean;
  /** Whether a message with another SessionID ends the session. */
  insistsOnSession(): boolean;
  /** Answer the server's last package although it needs no answer. */
  answersEmptyPackage(): boolean;
  /** Octets that a message of ours may have at most; undefined: any number. */
  messageLimit(limit: number | undefined): number | undefined;
  /** Follow RespURI. */
  respUri(uri: string): string | undefined;
  /** How samples travel: in a Sessionless Report Message, as Alert 1226 in a session, or not at all. */
  reportRoute(): 'report' | 'session' | 'none';
  /** The report as a typed message, then as elements. */
  report(message: Message): Message;
  reportElements(root: OutElement): OutElement;
  /** What follows a report once its HTTP exchange is over. */
  afterReport(): 'nothing' | 'session' | 'repeat';
  /** Any message of a session as elements, `msgId` counted from 1. */
  messageElements(root: OutElement, context: { readonly msgId: number }): OutElement;
  /** What to do with a judged command message; the conformant judgement is given. */
  acceptCommand(
    judgement: CommandJudgement,
    context: { readonly accounts: readonly AccountState[]; readonly arrival: PushArrival },
  ): CommandJudgement;
  /** Whose rights a command message has; undefined: every right. */
  commandIdentity(serverId: string, context: { readonly lastServer: string | undefined }): string | undefined;
  /** Commands of a command message as they are executed. */
  commandList(commands: readonly Command[]): readonly Command[];
  /** One item of a command message on the tree. */
  commandRequest(request: TreeRequest, who: string | undefined, tree: Pick<Tree, 'execute' | 'read'>): TreeOutcome;
  /** What is sent for a command message, accepted or not. */
  answerCommand(judgement: CommandJudgement): 'nothing' | 'status' | 'challenge';
  /** What follows an accepted command message. */
  afterCommand(): 'nothing' | 'session';
  /** Octets after MAC and credentials were made. */
  octets?: (encoded: Encoded) => Encoded;
}

export const CONFORMANT_CLIENT: ClientBehaviour = {
  acceptNotification: (judgement) => judgement,
  promptsBeforeSession: (uiMode) => uiMode === 3,
  sessionIdText: (id) => id.toString(16).toUpperCase(),
  alertCode: (isAlerted) => (isAlerted ? '1200' : '1201'),
  credNonce: ({ nonce }) => nonce,
  cred: (cred) => cred,
  mac: (mac) => mac,
  package1: (commands) => commands,
  reply: (reply) => reply,
  statusFor: ({ code }) => code,
  chal: (chal) => chal,
  storeNonce: (nonce) => nonce,
  trustsServer: (verified) => verified,
  insistsOnSession: () => true,
  messageLimit: (limit) => limit,
  answersEmptyPackage: () => false,
  respUri: (uri) => uri,
  reportRoute: () => 'report',
  report: (message) => message,
  reportElements: (root) => root,
  afterReport: () => 'nothing',
  messageElements: (root) => root,
  acceptCommand: (judgement) => judgement,
  commandIdentity: (serverId) => serverId,
  commandList: (commands) => commands,
  commandRequest: (request, who, tree) => tree.execute(request, who),
  answerCommand: () => 'nothing',
  afterCommand: () => 'nothing',
};
