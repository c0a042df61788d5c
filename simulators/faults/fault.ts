/**
 * A fault: one deliberate way in which a simulator is wrong. Each stands in a file of its own below client/ or server/, named after its id,
 * and overrides single decisions of the protocol core or of the rim; the machines themselves are never forked.
 */
import type { ClientBehaviour } from '../../src/dm/client-behaviour.js';
import type { PushArrival } from '../../src/dm/notification.js';
import type { WrongSignatureId } from '../../src/dm/security/wrong-signatures.js';
import type { ServerBehaviour } from '../../src/dm/server-behaviour.js';
import type { Sample } from '../../src/dm/session.js';
import type { TreeNodeView } from '../../src/dm/tree/snapshot.js';
import type { WspOutPush } from '../../src/wire/wsp-write.js';
import type { CommandBearer } from '../push/addresses.js';
import type { MayCarry } from '../server/command-limits.js';

interface FaultWords {
  readonly id: string;
  /** Keys of the items or statements that it breaks: `edition/id`; none when it only ruins the test (`dead`, `hang`). */
  readonly breaks: readonly string[];
  /** What it does wrong, in one line. */
  readonly wrong: string;
  /** `dead`: the program ends once it is configured; `hang`: from then on it never answers a primitive. */
  readonly wreck?: 'dead' | 'hang';
}

export interface ClientFault extends FaultWords {
  readonly side: 'client';
  readonly dm?: Partial<ClientBehaviour>;
  readonly device?: Partial<DeviceBehaviour>;
}

export interface ServerFault extends FaultWords {
  readonly side: 'server';
  readonly dm?: Partial<ServerBehaviour>;
  readonly endpoint?: Partial<EndpointBehaviour>;
}

export type Fault = ClientFault | ServerFault;

export type Headers = readonly (readonly [name: string, value: string])[];

/** Decisions of a device outside the protocol core. */
export interface DeviceBehaviour {
  /** What the DM application gets of a push; undefined: it never sees it. */
  arrival(push: PushArrival): PushArrival | undefined;
  /** Headers of a request, Host and lengths excepted. */
  headers(headers: Headers, purpose: 'session' | 'report'): Headers;
  /** UDP ports listened on beside the configured one. */
  readonly extraPorts: readonly number[];
  /** HTTP method of a report. */
  readonly reportMethod: string;
  /** Sessions started for one notification. */
  readonly sessionsPerAlert: number;
  /** Messages sent in one session. */
  readonly messagesPerSession: number;
  /** Reports sent until the next reset. */
  readonly reportsAtMost: number;
  /** The same report is posted again, a few times, until an answer has a body. */
  readonly repostsReport: boolean;
  /** After a notification that it had to ignore the device hears none any more. */
  readonly goesDeaf: boolean;
  /** What the device shows of its tree beside the protocol. */
  readTree(uri: string, read: (uri: string) => TreeNodeView[]): TreeNodeView[];
  /** DevDetail says that reports are supported. */
  readonly announcesReports: boolean;
}

export const CONFORMANT_DEVICE: DeviceBehaviour = {
  arrival: (push) => push,
  headers: (headers) => headers,
  extraPorts: [],
  reportMethod: 'POST',
  sessionsPerAlert: 1,
  messagesPerSession: Number.POSITIVE_INFINITY,
  reportsAtMost: Number.POSITIVE_INFINITY,
  repostsReport: false,
  goesDeaf: false,
  readTree: (uri, read) => read(uri),
  announcesReports: true,
};

/** A notification or a command message on its way to a bearer. */
export interface PushForm {
  readonly wsp: WspOutPush;
  /** WDP destination port. */
  readonly port: number;
  /** Textual headers for HTTP bearers. */
  readonly contentType: string;
  readonly applicationId: string | undefined;
  /** Further textual headers for HTTP bearers. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

export interface StoredReport extends Sample {
  readonly device: string;
}

/** Decisions of a server outside the protocol core. */
export interface EndpointBehaviour {
  push(form: PushForm): PushForm;
  /** User data of the short messages of one push, header first. */
  shortMessages(parts: readonly Uint8Array[], payload: Uint8Array): readonly Uint8Array[];
  /** What becomes readable of an accepted report. */
  stored(reports: readonly StoredReport[]): readonly StoredReport[];
  headers(headers: Headers): Headers;
  /** Notifications sent until the next reset; further ones are answered and not sent. */
  readonly notificationsAtMost: number;
  /** How commands without a session travel: in a push, in a session after a notification, or not at all. */
  readonly commandRoute: 'push' | 'session' | 'none';
  /** Signs command messages where that is asked for. */
  readonly signsCommands: boolean;
  /** How a signature is wrong. */
  readonly signatureFlaw?: WrongSignatureId;
  /** Whether a command message may carry a command; the conformant answer is given. */
  mayCarry: MayCarry;
  /** Confidential content is encrypted for devices whose key is known. */
  readonly encrypts: boolean;
  /** Bearer of a command message; the one that was asked for is given. */
  commandBearer(bearer: CommandBearer): CommandBearer;
  /** Times that one command message is pushed. */
  readonly commandCopies: number;
  /** Messages answered in one session; the connection is reset at the next one. */
  readonly answersPerSession: number;
  /** Resets the connection instead of answering a report. */
  readonly dropsReports: boolean;
}

export const CONFORMANT_ENDPOINT: EndpointBehaviour = {
  push: (form) => form,
  shortMessages: (parts) => parts,
  stored: (reports) => reports,
  headers: (headers) => headers,
  notificationsAtMost: Number.POSITIVE_INFINITY,
  commandRoute: 'push',
  signsCommands: true,
  mayCarry: (isAllowed) => isAllowed,
  encrypts: true,
  commandBearer: (bearer) => bearer,
  commandCopies: 1,
  answersPerSession: Number.POSITIVE_INFINITY,
  dropsReports: false,
};

/** Decisions that take a value and give it back changed: of these, several faults at once are applied one after the other. */
export const CHAINED: ReadonlySet<string> = new Set([
  'acceptCommand',
  'acceptNotification',
  'arrival',
  'cred',
  'chal',
  'command',
  'commandElements',
  'commandList',
  'commandMac',
  'commandOctets',
  'commandBearer',
  'commandOperations',
  'headers',
  'judgeReport',
  'mac',
  'mayCarry',
  'messageElements',
  'notificationDigest',
  'notificationFields',
  'notificationOctets',
  'octets',
  'package1',
  'push',
  'reply',
  'report',
  'reportElements',
  'shortMessages',
  'stored',
] satisfies (keyof ClientBehaviour | keyof ServerBehaviour | keyof DeviceBehaviour | keyof EndpointBehaviour)[]);
