/** Reads package #0 in the 1.2 layout (Notification 1.2.1, section 6): octets to fields, never throws. */
import type { Finding } from './document.js';
import { type Field, FindingList, hex, hexNumber, octetField } from './field.js';
import { DIGEST_OCTETS, INITIATORS, NOTIFICATION_VERSION, TRIGGER_BITS, UI_MODES } from './notification-table.js';

export interface Notification {
  readonly from: number;
  readonly to: number;
  readonly digest?: Field<Uint8Array>;
  /** Value 0..1023; text is the value divided by ten, e.g. `1.1`. */
  readonly version?: Field<number>;
  readonly uiMode?: Field<number>;
  readonly initiator?: Field<number>;
  readonly futureUse?: Field<number>;
  /** Text is what SyncHdr/SessionID must say: upper-case hex without leading zeros. */
  readonly sessionId?: Field<number>;
  readonly lengthIdentifier?: Field<number>;
  /** The octets there are, fewer than announced if the message ends first. */
  readonly serverIdentifier?: Field<Uint8Array>;
  /** Absent when nothing follows the server identifier. */
  readonly vendorSpecific?: Field<Uint8Array>;
  /** All after the digest: what the digest covers. Empty when the message ends before. */
  readonly trigger: Uint8Array;
  readonly findings: readonly Finding[];
}

type Fields = { -readonly [K in Exclude<keyof Notification, 'from' | 'to' | 'trigger' | 'findings'>]?: Notification[K] };

/** Reads from `at` to the end; all offsets count from the start of `octets`. */
export function readNotification(octets: Uint8Array, at = 0): Notification {
  const end = octets.length;
  const start = Math.min(Math.max(0, at), end);
  const findings = new FindingList();
  const fields: Fields = {};
  readFields(octets, start, fields, findings);
  return { from: start, to: end, ...fields, trigger: octets.subarray(Math.min(start + DIGEST_OCTETS, end)), findings: findings.list };
}

function readFields(octets: Uint8Array, start: number, fields: Fields, findings: FindingList): void {
  const end = octets.length;
  /** True when `to` lies within the message; else says in which field it ended. */
  const reaches = (to: number, name: string): boolean => {
    if (to <= end) return true;
    findings.add('notification-truncated', end, `the message ends inside ${name}: ${end - start} octets, at least ${to - start} wanted`);
    return false;
  };

  const header = start + DIGEST_OCTETS;
  if (!reaches(header, 'the digest')) return;
  const digest = octets.subarray(start, header);
  fields.digest = octetField(start, header, digest, hex(digest));

  let bitAt = 0;
  const bitField = (bits: number, name: string, text: (value: number) => string): Field<number> | undefined => {
    const from = header + (bitAt >> 3);
    const to = header + ((bitAt + bits + 7) >> 3);
    if (!reaches(to, name)) return undefined;
    const value = readBits(octets, header, bitAt, bits);
    const field = { from, to, bit: bitAt & 7, bits, value, text: text(value) };
    bitAt += bits;
    return field;
  };

  const version = bitField(TRIGGER_BITS.version, 'the version', (v) => `${Math.floor(v / 10)}.${v % 10}`);
  if (!version) return;
  fields.version = version;
  if (version.value !== NOTIFICATION_VERSION) {
    findings.add('notification-version', version.from, `version bits are ${bitText(version)} (${version.text}), 0000001011 (1.1) wanted`);
  }
  const uiMode = bitField(TRIGGER_BITS.uiMode, 'the ui-mode', (v) => UI_MODES[v] ?? '');
  if (!uiMode) return;
  fields.uiMode = uiMode;
  const initiator = bitField(TRIGGER_BITS.initiator, 'the initiator', (v) => INITIATORS[v] ?? '');
  if (!initiator) return;
  fields.initiator = initiator;
  const futureUse = bitField(TRIGGER_BITS.futureUse, 'the future-use field', (v) => hexNumber(v, 7));
  if (!futureUse) return;
  fields.futureUse = futureUse;
  if (futureUse.value !== 0) findings.add('notification-reserved-bits', futureUse.from, `future-use bits are ${bitText(futureUse)}, all 0 wanted`);
  const sessionId = bitField(TRIGGER_BITS.sessionId, 'the session id', (v) => v.toString(16).toUpperCase());
  if (!sessionId) return;
  fields.sessionId = sessionId;
  if (sessionId.value === 0) findings.add('notification-session-zero', sessionId.from, 'session id is 0, 1 to FFFF wanted');
  readIdentifier(octets, sessionId.to, fields, findings, reaches);
}

function readIdentifier(
  octets: Uint8Array,
  lengthAt: number,
  fields: Fields,
  findings: FindingList,
  reaches: (to: number, name: string) => boolean,
): void {
  const end = octets.length;
  const from = lengthAt + 1;
  if (!reaches(from, 'the length of the server identifier')) return;
  const length = octets[lengthAt] as number;
  fields.lengthIdentifier = octetField(lengthAt, from, length, String(length));
  const to = Math.min(from + length, end);
  if (from + length > end) {
    findings.add('notification-length', lengthAt, `the server identifier has ${end - from} octets to the end, its length octet says ${length}`);
  }
  if (length === 0) findings.add('notification-server-id-empty', lengthAt, 'the server identifier is empty');
  const id = octets.subarray(from, to);
  fields.serverIdentifier = octetField(from, to, id, new TextDecoder('utf-8', { ignoreBOM: true }).decode(id));
  const bad = firstNotText(id);
  if (bad >= 0) findings.add('notification-server-id-text', from + bad, 'the server identifier holds an octet that is no character');
  if (to < end) {
    const vendor = octets.subarray(to, end);
    fields.vendorSpecific = octetField(to, end, vendor, hex(vendor));
  }
}

/** `bits` (at most 32) bits from bit `bit` after octet `from`, as an unsigned number. */
function readBits(octets: Uint8Array, from: number, bit: number, bits: number): number {
  let value = 0;
  for (let i = bit; i < bit + bits; i++) value = value * 2 + (((octets[from + (i >> 3)] as number) >> (7 - (i & 7))) & 1);
  return value;
}

function bitText(field: Field<number>): string {
  return field.value.toString(2).padStart(field.bits, '0');
}

/** Index of the first control octet, or of the first octet that UTF-8 does not allow there; -1 if all is text. */
function firstNotText(octets: Uint8Array): number {
  const control = octets.findIndex((o) => o < 0x20 || o === 0x7f);
  if (control >= 0) return control;
  for (let n = 1; n <= octets.length; n++) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(octets.subarray(0, n), { stream: n < octets.length });
    } catch {
      return n - 1;
    }
  }
  return -1;
}
