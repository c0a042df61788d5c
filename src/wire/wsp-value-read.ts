/** Basic values of WSP headers (WAP-230, section 8.4.2): from octets, within a window, never throws. */
import { type FindingList, hex, hexNumber } from './field.js';

/** The four basic forms, told apart by the first octet: 128.., 32..126, 127 or 34 before a text, 0..31. */
export type WspForm = 'short-integer' | 'text' | 'quoted-text' | 'length';

export interface WspValue {
  readonly form: WspForm;
  /** The whole value, with length, quote and NUL. */
  readonly from: number;
  readonly to: number;
  /** Content alone: the text without quote and NUL, the octets after the length. */
  readonly dataFrom: number;
  readonly dataTo: number;
  /** A short integer, or a multi-octet integer of at most six octets. */
  readonly integer?: number;
  /** The text itself; a number in decimal; other octets as hex. */
  readonly text: string;
}

export interface Uintvar {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/** A variable-length unsigned integer (section 8.1.2): at most five octets and 32 bits; undefined where there is none. */
export function readUintvar(octets: Uint8Array, at: number, end: number): Uintvar | undefined {
  let value = 0;
  for (let i = at; i < end && i < at + 5; i++) {
    const octet = octets[i] as number;
    value = value * 128 + (octet & 0x7f);
    if (octet < 0x80) return value < 2 ** 32 ? { from: at, to: i + 1, value } : undefined;
  }
  return undefined;
}

/** Reads one value at `at`, not beyond `end`; `name` is for findings. Undefined when no octet is left. */
export function readValue(octets: Uint8Array, at: number, end: number, name: string, findings: FindingList): WspValue | undefined {
  const first = octets[at];
  if (at >= end || first === undefined) {
    findings.add('wsp-truncated', end, `the value of ${name} is missing`);
    return undefined;
  }
  if (first >= 0x80) {
    const integer = first & 0x7f;
    return { form: 'short-integer', from: at, to: at + 1, dataFrom: at, dataTo: at + 1, integer, text: String(integer) };
  }
  if (first >= 32) return readText(octets, at, end, name, findings);
  return readLengthQuoted(octets, at, end, name, findings);
}

/** Text up to NUL. A leading 127 quotes an octet above 127, a leading 34 marks a quoted string; neither is content. */
export function readText(octets: Uint8Array, at: number, end: number, name: string, findings: FindingList): WspValue {
  const quoted = octets[at] === 0x7f || octets[at] === 0x22;
  const dataFrom = quoted ? at + 1 : at;
  const found = octets.subarray(dataFrom, end).indexOf(0);
  const dataTo = found < 0 ? end : dataFrom + found;
  if (found < 0) findings.add('wsp-unterminated-text', at, `the text of ${name} has no NUL before octet ${end}`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets.subarray(dataFrom, dataTo));
  return { form: quoted ? 'quoted-text' : 'text', from: at, to: found < 0 ? end : dataTo + 1, dataFrom, dataTo, text };
}

function readLengthQuoted(octets: Uint8Array, at: number, end: number, name: string, findings: FindingList): WspValue | undefined {
  const length = readValueLength(octets, at, end);
  if (!length) {
    findings.add('wsp-uintvar', at, `the length of ${name} is no uintvar within octet ${end}`);
    return { form: 'length', from: at, to: end, dataFrom: end, dataTo: end, text: '' };
  }
  const dataTo = Math.min(length.to + length.value, end);
  if (length.to + length.value > end) {
    findings.add('wsp-length', at, `the value of ${name} says ${length.value} octets, ${end - length.to} are left`);
  }
  const data = octets.subarray(length.to, dataTo);
  const integer = data.length >= 1 && data.length <= 6 ? data.reduce((sum, octet) => sum * 256 + octet, 0) : undefined;
  return {
    form: 'length',
    from: at,
    to: dataTo,
    dataFrom: length.to,
    dataTo,
    ...(integer === undefined ? {} : { integer }),
    text: integer === undefined ? hex(data) : String(integer),
  };
}

/** Value-length (section 8.4.2.2): 0..30 itself, or 31 and a uintvar. `to` is where the content starts. */
export function readValueLength(octets: Uint8Array, at: number, end: number): Uintvar | undefined {
  const first = octets[at];
  if (at >= end || first === undefined || first > 31) return undefined;
  if (first < 31) return { from: at, to: at + 1, value: first };
  const length = readUintvar(octets, at + 1, end);
  return length && { from: at, to: length.to, value: length.value };
}

/** Looks a code up; text stands for itself. `known` is false for a number without a name. */
export function nameOf(value: WspValue, table: Readonly<Record<number, string>>): { text: string; known: boolean } {
  if (value.form === 'text' || value.form === 'quoted-text') return { text: value.text, known: true };
  if (value.integer === undefined) return { text: value.text, known: false };
  const name = table[value.integer];
  return { text: name ?? hexNumber(value.integer), known: name !== undefined };
}
