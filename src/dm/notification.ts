/**
 * Package #0 on both sides: judging one that arrived, composing one to send (Notification 1.2.1, sections 5 to 7).
 */
import type { Random } from '../base/random.js';
import { readNotification } from '../wire/notification-read.js';
import { type TriggerValues, writeTrigger } from '../wire/notification-write.js';
import type { ClientBehaviour } from './client-behaviour.js';
import { notificationDigest } from './credentials.js';
import { DEFAULT_NONCE, DEFAULT_NONCES, type NamedNonce } from './nonce.js';
import type { ServerBehaviour } from './server-behaviour.js';
import type { AccountState } from './session.js';

export const NOTIFICATION_TYPE = 'application/vnd.syncml.notification';
export const DM_APPLICATION_ID = 'x-wap-application:syncml.dm';
export const PUSH_PORT = 2948;

export type NotificationFields = TriggerValues;

/** A push as a bearer handed it over, its headers in text form. Absent: the bearer has no such thing, and it is not checked. */
export interface PushArrival {
  /** The trigger message, digest first. */
  readonly octets: Uint8Array;
  readonly port?: number;
  readonly contentType?: string;
  readonly applicationId?: string;
  /** Value of an x-syncml-hmac header. */
  readonly hmac?: string;
  /** Value of the header that carries a detached XML signature (assumption U8). */
  readonly signature?: string;
  /** The transport gave authentication and integrity (TLS). */
  readonly isProtected?: boolean;
}

export type Judgement =
  | {
      readonly kind: 'accept';
      readonly account: AccountState;
      readonly sessionId: number;
      /** `default`: only the default nonce verified, so the session must resynchronise both nonces (section 5.1). */
      readonly by: 'stored' | 'default';
      readonly nonce: NamedNonce;
      readonly uiMode: number;
      readonly initiator: number;
    }
  | {
      readonly kind: 'ignore';
      readonly why: 'port' | 'content-type' | 'application-id' | 'malformed' | 'unknown-server' | 'digest' | 'repeated';
      /** What was understood, for faults that go on regardless. */
      readonly account?: AccountState;
      readonly sessionId?: number;
    };

/**
 * Section 7.1.1 (port, type, application), then the layout, the account by server identifier, the digest with the stored and then with the
 * default nonce. A session id that was acted on before starts nothing (6.2.10). The caller remembers `sessionId` in `account.notified`
 * when it starts the session.
 */
export function judgeNotification(
  arrival: PushArrival,
  accounts: readonly AccountState[],
  behaviour?: Pick<ClientBehaviour, 'acceptNotification'>,
): Judgement {
  const judgement = judge(arrival, accounts);
  return behaviour ? behaviour.acceptNotification(judgement, accounts) : judgement;
}

function judge(arrival: PushArrival, accounts: readonly AccountState[]): Judgement {
  const notification = readNotification(arrival.octets);
  const id = notification.serverIdentifier?.text;
  const account = accounts.find((a) => a.account['server-id'] === id);
  const sessionId = notification.sessionId?.value;
  const ignore = (why: (Judgement & { kind: 'ignore' })['why']): Judgement => ({
    kind: 'ignore',
    why,
    ...(account ? { account } : {}),
    ...(sessionId === undefined ? {} : { sessionId }),
  });
  if (arrival.port !== undefined && arrival.port !== PUSH_PORT) return ignore('port');
  if (arrival.contentType !== undefined && mediaType(arrival.contentType) !== NOTIFICATION_TYPE) return ignore('content-type');
  if (arrival.applicationId !== undefined && arrival.applicationId !== DM_APPLICATION_ID) return ignore('application-id');
  if (notification.findings.some((finding) => FATAL.has(finding.code))) return ignore('malformed');
  const { digest, uiMode, initiator } = notification;
  if (digest === undefined || uiMode === undefined || initiator === undefined || sessionId === undefined) return ignore('malformed');
  if (account === undefined) return ignore('unknown-server');
  const { server } = account.account;
  const tries: readonly NamedNonce[] = [{ name: 'stored', octets: account.server.pending }, ...DEFAULT_NONCES];
  const nonce = tries.find((n) =>
    same(notificationDigest(account.account['server-id'], server.secret, n.octets, notification.trigger), digest.value),
  );
  if (nonce === undefined) return ignore('digest');
  if (account.notified.has(sessionId)) return ignore('repeated');
  return {
    kind: 'accept',
    account,
    sessionId,
    by: nonce.name === 'stored' ? 'stored' : 'default',
    nonce,
    uiMode: uiMode.value,
    initiator: initiator.value,
  };
}

/** Findings of the reader that leave nothing to act on; others (reserved bits, version) are not regulated for the client. */
const FATAL = new Set(['notification-truncated', 'notification-length', 'notification-server-id-empty', 'notification-session-zero']);

export interface NotifyOptions {
  readonly uiMode?: number;
  readonly initiator?: number;
  /** Alert for this management session again: the same id is reused (6.2.10). */
  readonly repeat?: number;
  readonly vendorSpecific?: Uint8Array;
  /** Nonce of the digest; `stored` by default. */
  readonly nonce?: 'stored' | 'default' | Uint8Array;
}

export interface ComposedNotification {
  readonly octets: Uint8Array;
  readonly fields: NotificationFields;
  readonly sessionId: number;
}

/** A trigger message for the device of an account. The session id is remembered in `state.notified`. */
export function composeNotification(state: AccountState, options: NotifyOptions, random: Random, behaviour: ServerBehaviour): ComposedNotification {
  const serverId = state.account['server-id'];
  const sessionId =
    options.repeat === undefined
      ? behaviour.nextSessionId(unusedId(random, state.notified), state.notified)
      : behaviour.repeatedSessionId(options.repeat);
  state.notified.add(sessionId);
  const fields = behaviour.notificationFields({
    uiMode: options.uiMode ?? 0,
    initiator: options.initiator ?? 1,
    sessionId,
    serverIdentifier: serverId,
    ...(options.vendorSpecific ? { vendorSpecific: options.vendorSpecific } : {}),
  });
  const trigger = writeTrigger(fields);
  const nonce = nonceOf(options.nonce ?? 'stored', state);
  const digest = behaviour.notificationDigest(notificationDigest(serverId, state.account.server.secret, nonce, trigger), {
    fields,
    trigger,
    account: state,
  });
  const octets = new Uint8Array(digest.length + trigger.length);
  octets.set(digest);
  octets.set(trigger, digest.length);
  return { octets: behaviour.notificationOctets(octets), fields, sessionId };
}

function nonceOf(choice: 'stored' | 'default' | Uint8Array, state: AccountState): Uint8Array {
  if (choice === 'stored') return state.server.pending;
  return choice === 'default' ? DEFAULT_NONCE : choice;
}

function unusedId(random: Random, used: ReadonlySet<number>): number {
  for (let tries = 0; tries < 64; tries++) {
    const id = random.integer(1, 0xffff);
    if (!used.has(id)) return id;
  }
  for (let id = 1; id <= 0xffff; id++) if (!used.has(id)) return id;
  return random.integer(1, 0xffff);
}

/** Without parameters, in lower case. */
export function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
