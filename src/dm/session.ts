/**
 * What the session machines take and give. They do no I/O: an Incoming message in, an Out of one message to send, effects to
 * act on and perhaps the end. The rim turns `send` into octets with `encodeOutgoing`, posts them, and feeds back the answer.
 */
import type { OutElement } from '../wire/out.js';
import type { WbxmlWriteOptions } from '../wire/wbxml-write.js';
import type { Account, CredDirection } from './account.js';
import type { MacStrategyId } from './mac.js';
import type { Alert, Encoding, Message, Results, Status } from './message.js';
import { octetsOfBase64 } from './nonce.js';

/** The nonce of one direction of an account, on either side. Raw octets. */
export interface NonceState {
  /** What the next credentials are computed over, unless a challenge says otherwise. */
  pending: Uint8Array;
  /** What the credentials of the last session were computed over (DM-SR-C-008); absent before the first session and after one over the default nonce. */
  lastUsed?: Uint8Array | undefined;
}

/** What a client or a server remembers of an account from one session to the next. The machines change it in place. */
export interface AccountState {
  readonly name: string;
  readonly account: Account;
  readonly client: NonceState;
  readonly server: NonceState;
  /** Session ids of notifications: acted on (client), given out (server). */
  readonly notified: Set<number>;
}

export function accountState(name: string, account: Account): AccountState {
  return {
    name,
    account,
    client: { pending: octetsOfBase64(account.client.nonce ?? '') },
    server: { pending: octetsOfBase64(account.server.nonce ?? '') },
    notified: new Set(),
  };
}

/** One message as it arrived: parsed, with the octets a MAC counts over. */
export interface Incoming {
  readonly message: Message;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
  /** Value of the x-syncml-hmac header, if there was one. */
  readonly hmac?: string;
}

/** The MAC to put in the x-syncml-hmac header once the body's octets exist. */
export interface MacOrder {
  readonly strategy: MacStrategyId;
  /** Token for `algorithm=`; '' leaves the parameter out (MD5 by default). */
  readonly algorithm: string;
  readonly name: string;
  readonly secret: string;
  readonly nonce: Uint8Array;
}

/** One message to send. */
export interface Outgoing {
  readonly message: Message;
  readonly root: OutElement;
  readonly encoding: Encoding;
  /** Of WBXML; default 1.3. */
  readonly version?: WbxmlWriteOptions['version'];
  /** Of WBXML; default: the registered number. */
  readonly publicId?: WbxmlWriteOptions['publicId'];
  readonly mac?: MacOrder;
  /** RespURI of the peer's last message: where to send instead of the account's address. */
  readonly to?: string;
  /** A fault changes the octets after MAC and credentials were made. */
  readonly alter?: (encoded: Encoded) => Encoded;
}

/** Octets ready for a transport. */
export interface Encoded {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** x-syncml-hmac, when the message has a MAC. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A user interaction alert that waits for `answer()` before the session goes on. */
export interface Prompt {
  readonly alert: Alert;
  readonly kind: 'display' | 'confirm' | 'text' | 'single-choice' | 'multiple-choice';
  readonly text: string;
  readonly choices: readonly string[];
  /** Options as sent: MINDT, MAXDT, DR, MAXLEN, IT, ET; unknown ones included. */
  readonly options: Readonly<Record<string, string>>;
}

export type Answer =
  | { readonly kind: 'accept'; readonly text?: string; readonly choices?: readonly number[] }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'cancel' }
  /** Nobody answered within MAXDT. */
  | { readonly kind: 'none' };

/** One sample of a report or one generic alert item. */
export interface Sample {
  readonly source?: string;
  readonly type: string;
  readonly format: string;
  readonly mark?: string;
  readonly data: string;
}

export type Effect =
  /** A nonce was received or given out and is now stored. */
  | { readonly kind: 'nonce'; readonly account: string; readonly direction: CredDirection; readonly nonce: Uint8Array }
  /** Server: a Status or Results for an operation of ours. */
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'results'; readonly results: Results }
  /** Server: an alert of the client's (1224, 1226); DevInfo as sent in package #1. */
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'devinfo'; readonly values: Readonly<Record<string, string>> }
  /** Server: a sessionless report was accepted. `nonce` names the reading that matched. */
  | { readonly kind: 'report'; readonly account: string; readonly device: string; readonly samples: readonly Sample[]; readonly nonce: string }
  /** Server: a sessionless report was not accepted, for this reason. Nothing is sent. */
  | { readonly kind: 'report-ignored'; readonly why: string }
  /** Client: the queued events went out with this message. */
  | { readonly kind: 'events-sent' }
  /** Client: Exec on a node. */
  | { readonly kind: 'exec'; readonly uri: string; readonly data: string }
  /** A fault wants something outside the protocol. */
  | { readonly kind: 'fault'; readonly wants: string; readonly account: string };

/** Why a session is over. */
export type Ending =
  | 'completed'
  | 'aborted-by-us'
  | 'aborted-by-peer'
  /** The peer refused our credentials, or showed none that we accept. */
  | 'unauthenticated'
  /** The peer's message could not be made sense of, or the session ran past LIMITS.messagesPerSession. */
  | 'broken';

export interface Out {
  readonly send?: Outgoing;
  /** Ask, then call `answer()`; nothing is to be sent yet. */
  readonly ask?: Prompt;
  /** The session is over once `send`, if any, has been sent; whatever comes after is discarded. */
  readonly done?: { readonly reason: Ending; readonly note?: string };
  readonly effects: readonly Effect[];
  /** HTTP status instead of 200 (a fault). Without `send` the answer to an HTTP request has an empty body. */
  readonly http?: { readonly status: number; readonly headers: readonly (readonly [string, string])[] };
}

export interface ClientSession {
  readonly sessionId: string;
  start(): Out;
  receive(incoming: Incoming): Out;
  answer(answer: Answer): Out;
  /** The next message, whatever it would have been, becomes an abort (Alert 1223). */
  abort(): void;
}

export interface ServerSession {
  readonly sessionId: string;
  receive(incoming: Incoming): Out;
  /** The next message becomes an abort. */
  abort(): void;
}
