/**
 * Conditions on XML signatures and encryption of a pushed message. Where a signature stands is assumption U8: the pinned reading decides,
 * and the others are tried so that a near miss can be named. docs/security.md says what each covers.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { cut } from '../base/cut.js';
import { decryptItem } from '../dm/security/decrypt.js';
import { ENVELOPES, type EnvelopeId, SIGNATURE_HEADER } from '../dm/security/envelopes.js';
import { type Verification, verifyMessage } from '../dm/security/verify-message.js';
import { keyOfCertificate, type VerifyingKey } from '../dm/security/verify-signature.js';
import type { Account } from '../iut/account.js';
import type { FrameLine } from '../record/record.js';
import { documentOf, octetsOf, payloadOf } from './body.js';
import type { ConditionResult } from './conditions.js';
import { pushPayload } from './push-payload.js';
import type { Check, Fields, Value } from './scenario.js';
import type { CheckContext, Place } from './subject.js';
import type { Surroundings } from './surroundings.js';

type Signing = Exclude<EnvelopeId, 'none-required'>;
const SIGNING: readonly Signing[] = ['detached-xml', 'in-cred', 'in-item'];

function accountOf(wanted: Fields, { surroundings }: { readonly surroundings: Surroundings }): Account {
  const name = String(wanted.account ?? 'default');
  const account = surroundings.accounts[name];
  if (!account) throw new Error(`there is no account "${name}"`);
  return account;
}

/** The key that the IUT file pins for the server; without one the secret of its credentials, by HMAC-SHA256. */
function keyOf(account: Account): VerifyingKey {
  const pem = account['signing-key'];
  if (pem === undefined) return { kind: 'secret', secret: new TextEncoder().encode(account.server.secret) };
  return pem.includes('BEGIN CERTIFICATE') ? keyOfCertificate(pem) : { kind: 'rsa', publicKey: createPublicKey(pem) };
}

function verified(envelope: Signing, frame: FrameLine, key: VerifyingKey): Verification {
  const { contentType, headers } = pushPayload(frame, octetsOf(frame));
  const parts = headers
    .filter(({ name }) => name.toLowerCase() === SIGNATURE_HEADER)
    .map(({ name, value }) => ({ carrier: 'header' as const, name, value }));
  return verifyMessage(envelope, { octets: payloadOf(frame), ...(contentType === undefined ? {} : { contentType }), parts }, key);
}

/** Why no signature is asked for at all. */
function unsigned({ assume: { U8: pinned } }: Surroundings): string | undefined {
  if (pinned === undefined || SIGNING.some((envelope) => envelope === pinned)) return undefined;
  return `U8 is pinned to ${pinned}: credential and HMAC authenticate the message, no XML signature is asked for`;
}

const NO_KEY = 'the IUT file has no device-key for this account';

/** Why a check of this file will not apply, whatever comes: known before anything runs. */
export function inapplicable(check: Check, surroundings: Surroundings): string | undefined {
  if (check.signature !== undefined) return unsigned(surroundings);
  if (check.encrypted === undefined) return undefined;
  return accountOf(check.encrypted as Fields, { surroundings })['device-key'] === undefined ? NO_KEY : undefined;
}

/** The signature of the message in a push: `{ account }`. */
export function signature(places: readonly Place[], wantedValue: Value, _check: Check, context: CheckContext): ConditionResult {
  const frame = places[0]?.frame;
  const wanted = 'an XML signature by the key of the server';
  if (!frame) return { ok: false, wanted, message: 'nothing came' };
  const key = keyOf(accountOf(wantedValue as Fields, context));
  const matching = SIGNING.filter((envelope) => verified(envelope, frame, key).ok);
  const pinned = context.surroundings.assume.U8;
  const reading = pinned === undefined ? undefined : SIGNING.find((envelope) => envelope === pinned);
  const unasked = unsigned(context.surroundings);
  if (unasked !== undefined) return { ok: false, wanted, message: unasked, undecided: 'not-applicable' };
  if (reading === undefined) {
    const message = matching.length ? `it is rightly signed by the reading ${matching.join(', ')}` : 'no reading known to us finds a right signature';
    return { ok: false, wanted, message, assumption: 'U8' };
  }
  const label = `${wanted} (${ENVELOPES[reading].what})`;
  if (matching.includes(reading)) return { ok: true, wanted: label };
  const { contentType = '', from } = pushPayload(frame, octetsOf(frame));
  if (reading === 'detached-xml' && contentType.startsWith('multipart/'))
    return { ok: false, wanted: label, message: `parts of ${contentType} are not read`, undecided: 'inconclusive' };
  const { reason, where } = verified(reading, frame, key);
  const near = matching.length ? `; it is rightly signed by the reading ${matching.join(', ')}` : '';
  return { ok: false, wanted: label, message: `${reason?.code}: ${reason?.message}${near}`, places: [evidenceOf(frame, where, from, reason)] };
}

/** Where the first finding stands: octets of the message, or the header that holds the signature. */
function evidenceOf(frame: FrameLine, where: Verification['where'], from: number, reason: Verification['reason']): Place {
  const octets = octetsOf(frame);
  const beside = pushPayload(frame, octets).headers.find(({ name }) => name.toLowerCase() === SIGNATURE_HEADER);
  const range = where === 'message' && reason ? { from: reason.at + from, to: reason.to + from } : (beside ?? { from, to: octets.length });
  return { frame, from: range.from, to: range.to, octets: octets.subarray(range.from, range.to), text: '' };
}

/** The Data of each Item is encrypted for our device: `{ account, text }`, text being what comes out. */
export function encrypted(places: readonly Place[], wantedValue: Value, _check: Check, context: CheckContext): ConditionResult {
  const asked = wantedValue as Fields;
  const wanted = 'content encrypted for the key of the device';
  const pem = accountOf(asked, context)['device-key'];
  if (pem === undefined) return { ok: false, wanted, message: NO_KEY, undecided: 'not-applicable' };
  const privateKey = createPrivateKey(pem);
  for (const place of places) {
    if (!place.frame || place.element?.name !== 'Item') return { ok: false, wanted, places: [place], message: 'it is no Item' };
    const { octets, reason } = decryptItem(documentOf(place.frame), place.element, privateKey);
    if (octets === undefined || reason) return { ok: false, wanted, places: [place], message: `${reason?.code}: ${reason?.message}` };
    const text = Buffer.from(octets).toString('utf8');
    if (asked.text !== undefined && text !== asked.text)
      return { ok: false, wanted, places: [place], message: `inside stands ${JSON.stringify(cut(text, 80))}` };
  }
  return places.length ? { ok: true, wanted } : { ok: false, wanted, message: 'it is not there' };
}
