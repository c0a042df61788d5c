/**
 * A fault: one deliberate way in which a simulator is wrong. Each stands in a file of its own below client/ or server/, named after its id,
 * and overrides single decisions of the protocol core or of the rim; the machines themselves are never forked.
 */
import type { ClientBehaviour } from '../../src/dm/client-behaviour.js';
import type { PushArrival } from '../../src/dm/notification.js';
import type { ServerBehaviour } from '../../src/dm/server-behaviour.js';
import type { Sample } from '../../src/dm/session.js';
import type { WspOutPush } from '../../src/wire/wsp-write.js';

interface FaultWords {
  readonly id: string;
  /** Keys of the items or statements that it breaks: `edition/id`. */
  readonly breaks: readonly string[];
  /** What it does wrong, in one line. */
  readonly wrong: string;
  /** `dead`: the program ends at the first primitive after the reset; `hang`: it never answers again. */
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

/** Decisions of a device outside the protocol core. */
export interface DeviceBehaviour {
  /** What the DM application gets of a push; undefined: it never sees it. */
  arrival(push: PushArrival): PushArrival | undefined;
  /** UDP ports listened on beside the configured one. */
  readonly extraPorts: readonly number[];
  /** Headers of a request, Host and lengths excepted. */
  headers(headers: readonly (readonly [string, string])[], purpose: 'session' | 'report'): readonly (readonly [string, string])[];
  /** Posts of one report. */
  reportPosts(isAnswered: boolean, posted: number): 'enough' | 'again';
  /** Samples of a report as they are put into messages: one message for each list. */
  messages(samples: readonly Sample[]): readonly (readonly Sample[])[];
  /** The user is shown that a session comes, and asked where the mode says so; false starts none. */
  readonly opensSessionBeforeReport: boolean;
}

export const CONFORMANT_DEVICE: DeviceBehaviour = {
  arrival: (push) => push,
  extraPorts: [],
  headers: (headers) => headers,
  reportPosts: () => 'enough',
  messages: (samples) => [samples],
  opensSessionBeforeReport: false,
};

/** A notification on its way to a bearer. */
export interface PushForm {
  readonly wsp: WspOutPush;
  readonly port: number;
  readonly contentType: string;
  readonly applicationId: string | undefined;
}

/** Decisions of a server outside the protocol core. */
export interface EndpointBehaviour {
  push(form: PushForm): PushForm;
  /** False: no notification leaves, though the primitive is answered. */
  readonly sendsNotifications: boolean;
  /** Short messages of one push, user-data header first. */
  shortMessages(parts: readonly Uint8Array[], payload: Uint8Array): readonly Uint8Array[];
  /** Samples of an accepted report that become readable. */
  stored(samples: readonly Sample[]): readonly Sample[];
  /** Whether a session with an id that this server has notified is taken; `refuse` answers HTTP 500. */
  alertedSession(): 'take' | 'refuse';
  /** Whether a report from a device with no session since the reset is taken. */
  readonly needsSessionFirst: boolean;
  /** HTTP headers of an answer. */
  headers(headers: readonly (readonly [string, string])[]): readonly (readonly [string, string])[];
  /** Content types of requests that are refused with 415. */
  refusesType(contentType: string): boolean;
}

export const CONFORMANT_ENDPOINT: EndpointBehaviour = {
  push: (form) => form,
  sendsNotifications: true,
  shortMessages: (parts) => parts,
  stored: (samples) => samples,
  alertedSession: () => 'take',
  needsSessionFirst: false,
  headers: (headers) => headers,
  refusesType: () => false,
};
