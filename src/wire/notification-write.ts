/**
 * Writes package #0 in the 1.2 layout (Notification 1.2.1, section 6.1). Every field can be given a wrong value that fits its bits;
 * the digest is the caller's (src/dm), because it needs secrets. Throws RangeError when a value does not fit.
 */
import { NOTIFICATION_VERSION, TRIGGER_BITS } from './notification-table.js';

export interface TriggerValues {
  /** Default 11, i.e. 1.1. */
  readonly version?: number;
  /** 0 not specified (default), 1 background, 2 informative, 3 user interaction. */
  readonly uiMode?: number;
  /** 0 client, 1 server (default). */
  readonly initiator?: number;
  /** Default 0, the only right value. */
  readonly futureUse?: number;
  readonly sessionId: number;
  /** Text is written as UTF-8. */
  readonly serverIdentifier: string | Uint8Array;
  /** The length octet; absent: the true length (at most 255). */
  readonly lengthIdentifier?: number;
  readonly vendorSpecific?: Uint8Array;
}

/** The trigger: all that the digest covers, i.e. the message without its first 16 octets. */
export function writeTrigger(values: TriggerValues): Uint8Array {
  const id = typeof values.serverIdentifier === 'string' ? new TextEncoder().encode(values.serverIdentifier) : values.serverIdentifier;
  const vendor = values.vendorSpecific ?? new Uint8Array(0);
  const length = values.lengthIdentifier ?? id.length;
  const sequence: readonly (readonly [value: number, bits: number, name: string])[] = [
    [values.version ?? NOTIFICATION_VERSION, TRIGGER_BITS.version, 'version'],
    [values.uiMode ?? 0, TRIGGER_BITS.uiMode, 'uiMode'],
    [values.initiator ?? 1, TRIGGER_BITS.initiator, 'initiator'],
    [values.futureUse ?? 0, TRIGGER_BITS.futureUse, 'futureUse'],
    [values.sessionId, TRIGGER_BITS.sessionId, 'sessionId'],
    [length, 8, 'lengthIdentifier'],
  ];
  let whole = 0n;
  let bitCount = 0;
  for (const [value, bits, name] of sequence) {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) throw new RangeError(`${name} ${value} does not fit ${bits} bits`);
    whole = (whole << BigInt(bits)) | BigInt(value);
    bitCount += bits;
  }
  const fixed = Buffer.from(whole.toString(16).padStart(bitCount / 4, '0'), 'hex');
  const out = new Uint8Array(fixed.length + id.length + vendor.length);
  out.set(fixed, 0);
  out.set(id, fixed.length);
  out.set(vendor, fixed.length + id.length);
  return out;
}

/** The whole message. `digest` is written as given, 16 octets or not. */
export function writeNotification(values: TriggerValues, digest: Uint8Array): Uint8Array {
  const trigger = writeTrigger(values);
  const out = new Uint8Array(digest.length + trigger.length);
  out.set(digest, 0);
  out.set(trigger, digest.length);
  return out;
}
