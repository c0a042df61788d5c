/** Reads a connectionless WSP push (WAP-230, sections 8.2.1, 8.2.4.2, 8.4.1): octets to fields, never throws. */
import type { Finding } from './document.js';
import { type Field, FindingList, hexNumber, octetField } from './field.js';
import { readContentType, type WspContentType } from './wsp-content-type-read.js';
import { APPLICATION_IDS, CONFIRMED_PUSH_PDU, CONTENT_TYPES, HEADER, HEADER_NAMES, PUSH_FLAGS, PUSH_PDU, type ValueMeaning } from './wsp-table.js';
import { nameOf, readText, readUintvar, readValue, type WspValue } from './wsp-value-read.js';

export interface WspHeader {
  readonly from: number;
  readonly to: number;
  /** A code, a name in text, or a change of the code page. */
  readonly form: 'well-known' | 'application' | 'page-shift';
  /** Code of the field name (without the high bit), or the page shifted to. */
  readonly code?: number;
  readonly name: string;
  readonly value?: WspValue;
  /** The value for people: application ids, dates and flags by name. */
  readonly text: string;
}

export interface WspPush {
  readonly from: number;
  readonly to: number;
  readonly tid?: Field<number>;
  /** 6 push, 7 confirmed push. */
  readonly type?: Field<number>;
  readonly headersLength?: Field<number>;
  readonly contentType?: WspContentType;
  /** In order, the content type not among them. */
  readonly headers: readonly WspHeader[];
  /** The first X-Wap-Application-Id. */
  readonly applicationId?: WspHeader;
  /** Octets after the headers. */
  readonly bodyFrom: number;
  readonly body: Uint8Array;
  readonly findings: readonly Finding[];
}

/** Reads from `at` to the end; all offsets count from the start of `octets`. */
export function readWspPush(octets: Uint8Array, at = 0): WspPush {
  const end = octets.length;
  const from = Math.min(Math.max(0, at), end);
  const findings = new FindingList();
  const cut = (what: string): void => findings.add('wsp-truncated', end, `the message ends before ${what}`);
  const nothing = { from, to: end, headers: [], bodyFrom: end, body: octets.subarray(end), findings: findings.list };

  const tid = octets[from];
  if (tid === undefined) {
    cut('the transaction id');
    return nothing;
  }
  const start = { ...nothing, tid: octetField(from, from + 1, tid, String(tid)) };
  const type = octets[from + 1];
  if (type === undefined) {
    cut('the PDU type');
    return start;
  }
  const typeName = type === PUSH_PDU ? 'push' : type === CONFIRMED_PUSH_PDU ? 'confirmed push' : hexNumber(type);
  if (type !== PUSH_PDU && type !== CONFIRMED_PUSH_PDU) findings.add('wsp-pdu-type', from + 1, `PDU type ${typeName}, 0x06 (push) wanted`);
  const typed = { ...start, type: octetField(from + 1, from + 2, type, typeName) };
  const length = readUintvar(octets, from + 2, end);
  if (!length) {
    if (from + 2 >= end) cut('the headers length');
    else findings.add('wsp-uintvar', from + 2, 'the headers length is no uintvar of at most five octets');
    return typed;
  }
  const headersTo = Math.min(length.to + length.value, end);
  if (length.to + length.value > end) {
    findings.add('wsp-headers-length', length.from, `the headers length is ${length.value}, ${end - length.to} octets are left`);
  }
  const contentType = readContentType(octets, length.to, headersTo, findings);
  const headers = contentType ? readHeaders(octets, contentType.to, headersTo, findings) : [];
  const applicationId = headers.find((h) => h.form === 'well-known' && h.code === HEADER.applicationId);
  return {
    ...typed,
    headersLength: octetField(length.from, length.to, length.value, String(length.value)),
    ...(contentType ? { contentType } : {}),
    headers,
    ...(applicationId ? { applicationId } : {}),
    bodyFrom: headersTo,
    body: octets.subarray(headersTo),
  };
}

function readHeaders(octets: Uint8Array, at: number, end: number, findings: FindingList): WspHeader[] {
  const headers: WspHeader[] = [];
  let page = 1;
  for (let next = at; next < end; ) {
    const first = octets[next] as number;
    let header: WspHeader;
    if (first >= 0x80) header = readWellKnown(octets, next, end, page, findings);
    else if (first >= 32 && first < 0x7f) header = readApplicationHeader(octets, next, end, findings);
    else if (first === 0) {
      findings.add('wsp-header', next, 'a header field starts with NUL; the rest of the headers is not read');
      break;
    } else {
      const to = first === 0x7f ? Math.min(next + 2, end) : next + 1;
      page = first === 0x7f ? (octets[next + 1] ?? 0) : first;
      if (to === next + 1 && first === 0x7f) findings.add('wsp-truncated', end, 'a shift delimiter without its page');
      header = { from: next, to, form: 'page-shift', code: page, name: 'page', text: String(page) };
    }
    headers.push(header);
    next = header.to;
  }
  return headers;
}

function readWellKnown(octets: Uint8Array, at: number, end: number, page: number, findings: FindingList): WspHeader {
  const code = (octets[at] as number) & 0x7f;
  const known = page === 1 ? HEADER_NAMES[code] : undefined;
  const name = known?.name ?? (page === 1 ? hexNumber(code) : `page ${page} ${hexNumber(code)}`);
  if (!known) findings.add('wsp-unknown-code', at, `header field code ${hexNumber(code)} on page ${page} is not assigned`);
  const value = readValue(octets, at + 1, end, name, findings);
  const text = value ? explain(value, known?.meaning ?? 'plain', findings) : '';
  return { from: at, to: value?.to ?? at + 1, form: 'well-known', code, name, ...(value ? { value } : {}), text };
}

/** Name and value both as text (section 8.4.2.6); another form of value is read all the same. */
function readApplicationHeader(octets: Uint8Array, at: number, end: number, findings: FindingList): WspHeader {
  const name = readText(octets, at, end, 'a header field name', findings);
  const value = readValue(octets, name.to, end, name.text, findings);
  if (value && value.form !== 'text' && value.form !== 'quoted-text' && octets[value.from] !== 0) {
    findings.add('wsp-application-header', value.from, `the value of ${name.text} is no text`);
  }
  return { from: at, to: value?.to ?? name.to, form: 'application', name: name.text, ...(value ? { value } : {}), text: value?.text ?? '' };
}

function explain(value: WspValue, meaning: ValueMeaning, findings: FindingList): string {
  switch (meaning) {
    case 'application-id': {
      const { text, known } = nameOf(value, APPLICATION_IDS);
      if (!known) findings.add('wsp-unknown-code', value.from, `application id ${text} is not assigned`);
      return text;
    }
    case 'media':
      return nameOf(value, CONTENT_TYPES).text;
    case 'date':
      return value.integer !== undefined && value.integer < 253_402_300_800 ? new Date(value.integer * 1000).toISOString() : value.text;
    case 'flag':
      return flagText(value);
    case 'plain':
      return value.text;
  }
}

function flagText(value: WspValue): string {
  const bits = value.integer ?? 0;
  const names = PUSH_FLAGS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
  return names.length ? `${value.text} (${names.join(', ')})` : value.text;
}
