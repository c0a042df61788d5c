/** The package #0 that a scenario asks for, right or wrong in any way that it names, ready for a bearer. */

import type { PushContent } from '../../simulators/lower-tester.js';
import { octetsFromHex } from '../base/hex.js';
import type { Random } from '../base/random.js';
import { notificationDigest } from '../dm/credentials.js';
import { DEFAULT_NONCES, octetsOfBase64 } from '../dm/nonce.js';
import type { Iut } from '../iut/iut.js';
import type { Fields } from '../judge/scenario.js';
import { writeNotification, writeTrigger } from '../wire/notification-write.js';
import { writeWspPush } from '../wire/wsp-write.js';

/** How a digest can be made: over which nonce, or not at all. */
const NONCES: Readonly<Record<string, Uint8Array>> = {
  default: DEFAULT_NONCES[0]?.octets as Uint8Array,
  'default-text': DEFAULT_NONCES[1]?.octets as Uint8Array,
};

/**
 * `with` of `send: notification`: account, session (hex), ui, initiator (0|1), vendor (hex), server-id, secret, nonce (current | default |
 * default-text), digest (good | random | zero), length (octet; with a sign, so much more or less than is right), version (number), future-use (number),
 * swap-session, cut (octets kept of the message; below zero, octets cut off its end), content-type and application-id (WSP code in hex), port, pdu-type (hex).
 */
export function notificationPush(want: Fields, iut: Iut, currentNonce: Uint8Array | undefined, random: Random): PushContent {
  const text = (name: string, fallback: string): string => (want[name] === undefined ? fallback : String(want[name]));
  const account = iut.accounts[text('account', 'default')];
  if (!account) throw new Error(`there is no account "${text('account', 'default')}"`);
  const serverId = text('server-id', account['server-id']);
  const session = Number.parseInt(text('session', '1'), 16);
  const values = {
    sessionId: want['swap-session'] === undefined ? session : ((session & 0xff) << 8) | (session >> 8),
    serverIdentifier: serverId,
    uiMode: Number(text('ui', '0')),
    initiator: Number(text('initiator', '1')),
    ...(want.version === undefined ? {} : { version: Number(want.version) }),
    ...(want['future-use'] === undefined ? {} : { futureUse: Number(want['future-use']) }),
    ...(want.length === undefined ? {} : { lengthIdentifier: lengthOf(String(want.length), serverId) }),
    ...(want.vendor === undefined ? {} : { vendorSpecific: octetsFromHex(String(want.vendor)) }),
  };
  const trigger = writeTrigger(values);
  const nonce =
    want.nonce === undefined || want.nonce === 'current'
      ? (currentNonce ?? octetsOfBase64(account.server.nonce ?? ''))
      : (NONCES[String(want.nonce)] ?? octetsOfBase64(String(want.nonce)));
  const digests: Readonly<Record<string, () => Uint8Array>> = {
    good: () => notificationDigest(serverId, text('secret', account.server.secret), nonce, trigger),
    random: () => random.octets(16),
    zero: () => new Uint8Array(16),
  };
  const digest = digests[text('digest', 'good')];
  if (!digest) throw new Error(`unknown digest "${text('digest', 'good')}"; wanted ${Object.keys(digests).join(', ')}`);
  const whole = writeNotification(values, digest());
  const body = want.cut === undefined ? whole : whole.slice(0, Number(want.cut));
  const contentType = Number.parseInt(text('content-type', '44'), 16);
  const applicationId = Number.parseInt(text('application-id', '07'), 16);
  return {
    wsp: writeWspPush({
      tid: 1,
      type: Number.parseInt(text('pdu-type', '06'), 16),
      contentType: { media: contentType },
      headers: [{ name: 0x2f, value: { integer: applicationId } }],
      body,
    }),
    port: Number(text('port', '2948')),
    contentType: TEXT_TYPES[contentType] ?? 'application/octet-stream',
    applicationId: applicationId === 7 ? 'x-wap-application:syncml.dm' : `x-wap-application:${applicationId === 8 ? 'drm.ua' : 'unknown'}`,
    body,
  };
}

/** `255` is that octet; `-1` is one less than is right for this identifier. */
function lengthOf(text: string, serverId: string): number {
  return /^[+-]/.test(text) ? Buffer.byteLength(serverId) + Number(text) : Number(text);
}

/** Why a length octet of this kind cannot be written for the identifier. */
export function whyNoLength(want: Fields, accounts: Iut['accounts']): string | undefined {
  if (want.length === undefined) return undefined;
  const serverId = String(want['server-id'] ?? accounts[String(want.account ?? 'default')]?.['server-id'] ?? '');
  const length = lengthOf(String(want.length), serverId);
  return length >= 0 && length <= 255 ? undefined : `an octet holds no length of ${length}, which "${String(want.length)}" is for this server id`;
}

const TEXT_TYPES: Readonly<Record<number, string>> = {
  66: 'application/vnd.syncml.dm+wbxml',
  67: 'application/vnd.syncml.dm+xml',
  68: 'application/vnd.syncml.notification',
};
