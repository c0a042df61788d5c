/**
 * Writes a connectionless WSP push (WAP-230, sections 8.2.1, 8.2.4.2, 8.4.1), the wrong ones too: every value can be given in any form,
 * and `headersLength` overrides the true one. Throws RangeError when a number does not fit its form.
 */
import { PUSH_PDU } from './wsp-table.js';

/** A value in the form it is to have: integer (one octet up to 127, else length and octets), text, quoted text, length and octets, as is. */
export type WspOutValue =
  | { readonly integer: number }
  | { readonly text: string }
  | { readonly quoted: string }
  | { readonly octets: Uint8Array }
  | { readonly raw: Uint8Array };

/** A code or, for names in text, a string. */
export type WspName = number | string;

export interface WspOutContentType {
  readonly media: WspName;
  readonly parameters?: readonly { readonly name: WspName; readonly value: WspOutValue }[];
  /** Write the general form also without parameters. */
  readonly general?: boolean;
}

export type WspOutHeader = { readonly name: WspName; readonly value: WspOutValue } | { readonly raw: Uint8Array };

export interface WspOutPush {
  readonly tid: number;
  /** Default 6, push. */
  readonly type?: number;
  readonly contentType: WspOutContentType | { readonly raw: Uint8Array };
  readonly headers?: readonly WspOutHeader[];
  /** Instead of the true length of content type and headers. */
  readonly headersLength?: number;
  readonly body?: Uint8Array;
}

export function writeWspPush(push: WspOutPush): Uint8Array {
  const head = writeWspHeaders(push.contentType, push.headers ?? []);
  return join([octet(push.tid), octet(push.type ?? PUSH_PDU), writeUintvar(push.headersLength ?? head.length), head, push.body ?? new Uint8Array(0)]);
}

/** Content type and headers alone, in the order given. */
export function writeWspHeaders(contentType: WspOutPush['contentType'], headers: readonly WspOutHeader[]): Uint8Array {
  const parts = ['raw' in contentType ? contentType.raw : writeContentType(contentType)];
  for (const header of headers) parts.push('raw' in header ? header.raw : join([writeName(header.name), writeValue(header.value)]));
  return join(parts);
}

/** 7 bits an octet, most significant first, high bit on all but the last (section 8.1.2). */
export function writeUintvar(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) throw new RangeError(`${value} does not fit a uintvar of 32 bits`);
  const out = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) out.unshift(0x80 | (rest % 128));
  return Uint8Array.from(out);
}

function writeContentType(type: WspOutContentType): Uint8Array {
  const media = typeof type.media === 'string' ? text(type.media) : writeValue({ integer: type.media });
  const parameters = type.parameters ?? [];
  const short = typeof type.media === 'string' || type.media < 128;
  if (short && parameters.length === 0 && !type.general) return media;
  const content = join([media, ...parameters.flatMap((p) => [writeName(p.name), writeValue(p.value)])]);
  return join([valueLength(content.length), content]);
}

function writeName(name: WspName): Uint8Array {
  if (typeof name === 'string') return text(name);
  if (!Number.isInteger(name) || name < 0 || name > 127) throw new RangeError(`code ${name} does not fit seven bits`);
  return Uint8Array.of(0x80 | name);
}

export function writeValue(value: WspOutValue): Uint8Array {
  if ('raw' in value) return value.raw;
  if ('octets' in value) return join([valueLength(value.octets.length), value.octets]);
  if ('quoted' in value) return join([Uint8Array.of(0x22), text(value.quoted)]);
  if ('text' in value) {
    const plain = text(value.text);
    return (plain[0] as number) >= 0x80 ? join([Uint8Array.of(0x7f), plain]) : plain;
  }
  const { integer } = value;
  if (!Number.isSafeInteger(integer) || integer < 0) throw new RangeError(`${integer} is no unsigned integer`);
  if (integer < 128) return Uint8Array.of(0x80 | integer);
  const digits = integer.toString(16);
  const octets = Uint8Array.from(Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex'));
  return join([octet(octets.length), octets]);
}

function valueLength(length: number): Uint8Array {
  return length <= 30 ? octet(length) : join([octet(31), writeUintvar(length)]);
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(`${value}\0`);
}

function octet(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 255) throw new RangeError(`${value} does not fit an octet`);
  return Uint8Array.of(value);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
