/** Reads SMS-DELIVER and SMS-SUBMIT (TS 23.040, sections 9.2.2.1 and 9.2.2.2): octets to fields, never throws. */
import type { Finding } from './document.js';
import { type Field, FindingList, hex, hexNumber, octetField } from './field.js';
import { DIGITS, GSM_ALPHABET, MESSAGE_TYPE, NUMBER_TYPES, USER_DATA_HEADER_BIT } from './sms-table.js';
import { readUserData, type UserData } from './sms-udh-read.js';

export type Alphabet = '7-bit' | '8-bit' | 'ucs2';

/** An address: value is the digits, with `+` for an international number, or the text of an alphanumeric one. */
export interface Tpdu {
  readonly from: number;
  readonly to: number;
  readonly type?: 'deliver' | 'submit';
  readonly first?: Field<number>;
  readonly hasHeader: boolean;
  /** SMS-SUBMIT only. */
  readonly messageReference?: Field<number>;
  /** Originator of a DELIVER, destination of a SUBMIT. */
  readonly address?: Field<string>;
  readonly protocolId?: Field<number>;
  readonly dataCoding?: Field<number>;
  readonly alphabet?: Alphabet;
  /** SMS-DELIVER only: ISO 8601 with offset, as far as the digits are digits. */
  readonly timestamp?: Field<Uint8Array>;
  /** SMS-SUBMIT with a validity period. */
  readonly validity?: Field<Uint8Array>;
  /** In septets for the 7-bit alphabet, else in octets. */
  readonly userDataLength?: Field<number>;
  readonly userDataFrom: number;
  readonly userData: Uint8Array;
  /** Present when the header bit is set. Its findings are among `findings`. */
  readonly header?: UserData;
  readonly findings: readonly Finding[];
}

type Fields = {
  -readonly [K in 'messageReference' | 'address' | 'protocolId' | 'dataCoding' | 'alphabet' | 'timestamp' | 'validity' | 'userDataLength']?: Tpdu[K];
};

/** Octets of the validity period by bits 4-3 of the first octet of a SUBMIT (section 9.2.3.3): none, enhanced, relative, absolute. */
const VALIDITY_OCTETS = [0, 7, 1, 7];

export function readTpdu(octets: Uint8Array, at = 0): Tpdu {
  const end = octets.length;
  const from = Math.min(Math.max(0, at), end);
  const findings = new FindingList();
  const fields: Fields = {};
  const first = octets[from];
  if (first === undefined) {
    findings.add('sms-truncated', end, 'there is no octet');
    return { from, to: end, hasHeader: false, userDataFrom: end, userData: octets.subarray(end), findings: findings.list };
  }
  const kind = first & 3;
  const type = kind === MESSAGE_TYPE.deliver ? 'deliver' : kind === MESSAGE_TYPE.submit ? 'submit' : undefined;
  if (!type) findings.add('sms-type', from, `message type ${kind}, 0 (SMS-DELIVER) or 1 (SMS-SUBMIT) wanted`);
  const userDataFrom = type ? readHead(octets, from, first, type, fields, findings) : end;
  const userDataTo = userDataEnd(octets, userDataFrom, fields, findings);
  const hasHeader = (first & USER_DATA_HEADER_BIT) !== 0;
  const header = type && hasHeader && fields.userDataLength ? readUserData(octets, userDataFrom, userDataTo) : undefined;
  for (const f of header?.findings ?? []) findings.add(f.code, f.at, f.message);
  return {
    from,
    to: end,
    ...(type ? { type } : {}),
    first: octetField(from, from + 1, first, `${type ?? 'unknown type'}${hasHeader ? ', user data header' : ''}`),
    hasHeader,
    ...fields,
    userDataFrom,
    userData: octets.subarray(userDataFrom, userDataTo),
    ...(header ? { header } : {}),
    findings: findings.list,
  };
}

/** Reads all before the user data; gives where the user data starts, or the end when the octets end before. */
function readHead(octets: Uint8Array, from: number, first: number, type: 'deliver' | 'submit', fields: Fields, findings: FindingList): number {
  const end = octets.length;
  let at = from + 1;
  /** The next `n` octets, or undefined and a finding. */
  const take = (n: number, name: string): Uint8Array | undefined => {
    if (at + n > end) {
      findings.add('sms-truncated', end, `the message ends inside ${name}`);
      at = end;
      return undefined;
    }
    at += n;
    return octets.subarray(at - n, at);
  };
  const takeOctet = (name: string, text: (value: number) => string): Field<number> | undefined => {
    const value = take(1, name)?.[0];
    return value === undefined ? undefined : octetField(at - 1, at, value, text(value));
  };

  if (type === 'submit') {
    const reference = takeOctet('the message reference', String);
    if (!reference) return end;
    fields.messageReference = reference;
  }
  const addressFrom = at;
  const digits = take(1, 'the address')?.[0];
  if (digits === undefined) return end;
  if (digits > 20) findings.add('sms-address', addressFrom, `the address has ${digits} digits, at most 20 wanted`);
  const address = take(1 + Math.ceil(digits / 2), 'the address');
  if (!address) return end;
  const text = addressText(address[0] as number, address.subarray(1), digits);
  fields.address = octetField(addressFrom, at, text, text);
  const protocolId = takeOctet('the protocol id', (v) => hexNumber(v));
  if (!protocolId) return end;
  fields.protocolId = protocolId;
  const dataCoding = takeOctet('the data coding scheme', (v) => `${hexNumber(v)} (${alphabetOf(v)})`);
  if (!dataCoding) return end;
  fields.dataCoding = dataCoding;
  fields.alphabet = alphabetOf(dataCoding.value);

  const timeOctets = type === 'deliver' ? 7 : (VALIDITY_OCTETS[(first >> 3) & 3] as number);
  const time = take(timeOctets, type === 'deliver' ? 'the timestamp' : 'the validity period');
  if (!time) return end;
  if (type === 'deliver') fields.timestamp = octetField(at - 7, at, time, timestampText(time, at - 7, findings));
  else if (timeOctets > 0) fields.validity = octetField(at - timeOctets, at, time, hex(time));
  const length = takeOctet('the user data length', String);
  if (!length) return end;
  fields.userDataLength = length;
  return at;
}

function userDataEnd(octets: Uint8Array, from: number, fields: Fields, findings: FindingList): number {
  const length = fields.userDataLength;
  if (!length) return octets.length;
  const wanted = fields.alphabet === '7-bit' ? Math.ceil((length.value * 7) / 8) : length.value;
  const left = octets.length - from;
  if (wanted > left) findings.add('sms-length', length.from, `the user data length says ${wanted} octets, ${left} are left`);
  if (wanted < left) findings.add('sms-trailing', from + wanted, `${left - wanted} octets after the user data`);
  return from + Math.min(wanted, left);
}

/** TS 23.038, section 4. Compressed text counts as 8-bit data: it cannot be read as characters. */
export function alphabetOf(dataCoding: number): Alphabet {
  const group = dataCoding >> 4;
  if (group < 8) return dataCoding & 0x20 ? '8-bit' : ((['7-bit', '8-bit', 'ucs2', '7-bit'] as const)[(dataCoding >> 2) & 3] as Alphabet);
  if (group === 14) return 'ucs2';
  return group === 15 && dataCoding & 4 ? '8-bit' : '7-bit';
}

function addressText(typeOfAddress: number, semiOctets: Uint8Array, digits: number): string {
  const numberType = NUMBER_TYPES[(typeOfAddress >> 4) & 7];
  if (numberType === 'alphanumeric') return septetText(semiOctets, Math.floor((digits * 4) / 7));
  let text = numberType === 'international' ? '+' : '';
  for (let i = 0; i < digits; i++) text += DIGITS[i % 2 ? (semiOctets[i >> 1] as number) >> 4 : (semiOctets[i >> 1] as number) & 15] ?? '';
  return text;
}

/** Unpacks `count` characters of seven bits, least significant bit first. */
export function septetText(octets: Uint8Array, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) {
    const bit = i * 7;
    const pair = (octets[bit >> 3] ?? 0) | ((octets[(bit >> 3) + 1] ?? 0) << 8);
    text += GSM_ALPHABET[(pair >> (bit & 7)) & 0x7f] ?? '';
  }
  return text;
}

/** Seven octets of swapped digits: year, month, day, hour, minute, second, quarters of an hour with bit 3 of the first octet half as sign. */
function timestampText(octets: Uint8Array, at: number, findings: FindingList): string {
  const [year, month, day, hour, minute, second] = [...octets.subarray(0, 6)].map((o) => `${o & 15}${o >> 4}`) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const zone = octets[6] as number;
  const quarters = (zone & 7) * 10 + (zone >> 4);
  const inRange = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31 && Number(hour) < 24;
  const digits = [...octets.subarray(0, 6)].every((o) => (o & 15) < 10 && o >> 4 < 10) && zone >> 4 < 10;
  if (!digits || !inRange || Number(minute) > 59 || Number(second) > 59 || quarters > 79) {
    findings.add('sms-timestamp', at, `the timestamp ${hex(octets)} is no date and time`);
    return hex(octets);
  }
  const offset = `${zone & 8 ? '-' : '+'}${String(quarters >> 2).padStart(2, '0')}:${String((quarters & 3) * 15).padStart(2, '0')}`;
  return `20${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
}
