/** Writes SMS-DELIVER and SMS-SUBMIT (TS 23.040, sections 9.2.2.1 and 9.2.2.2). Throws RangeError when a value does not fit. */
import { DCS_8BIT, DIGITS, MESSAGE_TYPE, USER_DATA_HEADER_BIT } from './sms-table.js';

interface TpduValues {
  /** Digits, `*`, `#`, a-c; a leading `+` makes the number international. */
  readonly address: string;
  /** Default 0. */
  readonly protocolId?: number;
  /** Default 04: 8-bit data. */
  readonly dataCoding?: number;
  /** With its header, if `hasHeader` (default true). */
  readonly userData: Uint8Array;
  readonly hasHeader?: boolean;
  /** Instead of the true length; needed for the 7-bit alphabet, which counts septets. */
  readonly userDataLength?: number;
}

export interface DeliverValues extends TpduValues {
  /** Milliseconds since 1970; written as UTC. */
  readonly at: number;
  /** More messages are waiting at the centre. Default false. */
  readonly more?: boolean;
}

export interface SubmitValues extends TpduValues {
  /** Default 0. */
  readonly messageReference?: number;
  /** Relative validity octet; absent: no validity period. */
  readonly validity?: number;
}

export function writeDeliver(values: DeliverValues): Uint8Array {
  // bit 2 says that NO more messages wait
  const first = MESSAGE_TYPE.deliver | (values.more ? 0 : 4) | headerBit(values);
  return Uint8Array.from([first, ...address(values.address), ...coding(values), ...timestamp(values.at), ...userData(values)]);
}

export function writeSubmit(values: SubmitValues): Uint8Array {
  const validity = values.validity === undefined ? [] : [octet(values.validity, 'validity')];
  const first = MESSAGE_TYPE.submit | (validity.length ? 0x10 : 0) | headerBit(values);
  const reference = octet(values.messageReference ?? 0, 'messageReference');
  return Uint8Array.from([first, reference, ...address(values.address), ...coding(values), ...validity, ...userData(values)]);
}

function headerBit(values: TpduValues): number {
  return values.hasHeader === false ? 0 : USER_DATA_HEADER_BIT;
}

function coding(values: TpduValues): number[] {
  return [octet(values.protocolId ?? 0, 'protocolId'), octet(values.dataCoding ?? DCS_8BIT, 'dataCoding')];
}

function userData(values: TpduValues): number[] {
  if (values.userData.length > 140) throw new RangeError(`${values.userData.length} octets of user data, 140 are the limit`);
  return [octet(values.userDataLength ?? values.userData.length, 'userDataLength'), ...values.userData];
}

function address(text: string): number[] {
  const international = text.startsWith('+');
  const digits = [...text.slice(international ? 1 : 0)].map((digit) => {
    const semiOctet = DIGITS.indexOf(digit);
    if (semiOctet < 0) throw new RangeError(`"${digit}" is no digit of an address`);
    return semiOctet;
  });
  if (digits.length > 20) throw new RangeError(`${digits.length} digits, 20 are the limit`);
  const out = [digits.length, international ? 0x91 : 0x81];
  for (let i = 0; i < digits.length; i += 2) out.push((digits[i] as number) | ((digits[i + 1] ?? 15) << 4));
  return out;
}

function timestamp(at: number): number[] {
  const t = new Date(at);
  const year = t.getUTCFullYear();
  if (!(year >= 2000 && year <= 2099)) throw new RangeError(`year ${year} does not fit two digits`);
  const parts = [year - 2000, t.getUTCMonth() + 1, t.getUTCDate(), t.getUTCHours(), t.getUTCMinutes(), t.getUTCSeconds(), 0];
  return parts.map((n) => Math.floor(n / 10) | ((n % 10) << 4));
}

function octet(value: number, name: string): number {
  if (!Number.isInteger(value) || value < 0 || value > 255) throw new RangeError(`${name} ${value} does not fit an octet`);
  return value;
}
