/** The Content-Type value of a push (WAP-230, section 8.4.2.24): code, text, or general form with parameters. */
import { type FindingList, hexNumber } from './field.js';
import { CHARSETS, CONTENT_TYPES, PARAMETER, PARAMETERS, SEC_METHODS } from './wsp-table.js';
import { nameOf, readText, readUintvar, readValue, readValueLength, type WspValue } from './wsp-value-read.js';

export interface WspParameter {
  readonly from: number;
  readonly to: number;
  /** Absent when the name is text. */
  readonly code?: number;
  readonly name: string;
  readonly value?: WspValue;
  /** The value for people: charset and SEC by name. */
  readonly text: string;
}

export interface WspContentType {
  readonly from: number;
  readonly to: number;
  /** How the type was written: one octet, text, or with a value length in front. */
  readonly form: 'code' | 'text' | 'general';
  /** The media type alone; within the general form also code or text. */
  readonly media?: WspValue;
  readonly mediaForm: 'code' | 'text';
  /** Assigned number; absent when the type is text. */
  readonly code?: number;
  /** `application/vnd.syncml.notification`; an unknown code is shown as `0x5F`. */
  readonly mediaType: string;
  readonly parameters: readonly WspParameter[];
  /** Type and parameters for people: `application/vnd.syncml.dm+wbxml; SEC=USERPIN`. */
  readonly text: string;
}

/** Reads a content type at `at`, not beyond `end`; undefined when no octet is left. */
export function readContentType(octets: Uint8Array, at: number, end: number, findings: FindingList): WspContentType | undefined {
  const first = octets[at];
  if (at >= end || first === undefined) {
    findings.add('wsp-no-content-type', at, 'there is no content type');
    return undefined;
  }
  if (first > 31) {
    const media = readValue(octets, at, end, 'Content-Type', findings);
    return media && contentTypeOf(at, media.to, media.form === 'short-integer' ? 'code' : 'text', media, [], findings);
  }
  const length = readValueLength(octets, at, end);
  if (!length) {
    findings.add('wsp-uintvar', at, 'the length of Content-Type is no uintvar');
    return contentTypeOf(at, end, 'general', undefined, [], findings);
  }
  const to = Math.min(length.to + length.value, end);
  if (length.to + length.value > end) findings.add('wsp-length', at, `Content-Type says ${length.value} octets, ${end - length.to} are left`);
  const media = readValue(octets, length.to, to, 'Content-Type', findings);
  const parameters: WspParameter[] = [];
  for (let next = media?.to ?? to; next < to; ) {
    const parameter = readParameter(octets, next, to, findings);
    parameters.push(parameter);
    next = parameter.to;
  }
  return contentTypeOf(at, to, 'general', media, parameters, findings);
}

function contentTypeOf(
  from: number,
  to: number,
  form: WspContentType['form'],
  media: WspValue | undefined,
  parameters: readonly WspParameter[],
  findings: FindingList,
): WspContentType {
  if (!media) return { from, to, form, mediaForm: 'code', mediaType: '', parameters, text: '' };
  const { text, known } = nameOf(media, CONTENT_TYPES);
  if (!known) findings.add('wsp-unknown-code', media.from, `content-type code ${text} is not assigned`);
  return {
    from,
    to,
    form,
    media,
    mediaForm: media.form === 'text' || media.form === 'quoted-text' ? 'text' : 'code',
    ...(media.integer === undefined ? {} : { code: media.integer }),
    mediaType: text,
    parameters,
    text: [text, ...parameters.map((p) => `${p.name}=${p.text}`)].join('; '),
  };
}

/** Reads one parameter; always moves on by at least one octet. */
function readParameter(octets: Uint8Array, at: number, end: number, findings: FindingList): WspParameter {
  const first = octets[at] as number;
  if (first >= 32 && first < 128) {
    const token = readText(octets, at, end, 'a parameter name', findings);
    const value = readValue(octets, token.to, end, `parameter ${token.text}`, findings);
    return { from: at, to: value?.to ?? token.to, name: token.text, ...(value ? { value } : {}), text: value?.text ?? '' };
  }
  const token = readValue(octets, at, end, 'a parameter name', findings);
  const code = token?.integer;
  if (!token || code === undefined) {
    findings.add('wsp-parameter', at, 'a parameter has neither a code nor a name');
    return { from: at, to: Math.max(token?.to ?? end, at + 1), name: '', text: '' };
  }
  const name = PARAMETERS[code];
  if (name === undefined) findings.add('wsp-unknown-code', at, `parameter code ${hexNumber(code)} is not assigned`);
  const value = code === PARAMETER.q ? readQuality(octets, token.to, end, findings) : readValue(octets, token.to, end, `parameter ${name}`, findings);
  return {
    from: at,
    to: value?.to ?? token.to,
    code,
    name: name ?? hexNumber(code),
    ...(value ? { value } : {}),
    text: value ? meaning(code, value) : '',
  };
}

/** A q value is a uintvar, not one of the basic forms (section 8.4.2.3). */
function readQuality(octets: Uint8Array, at: number, end: number, findings: FindingList): WspValue | undefined {
  const q = readUintvar(octets, at, end);
  if (!q) {
    findings.add('wsp-uintvar', at, 'the value of parameter q is no uintvar');
    return undefined;
  }
  return { form: 'length', from: at, to: q.to, dataFrom: at, dataTo: q.to, integer: q.value, text: String(q.value) };
}

function meaning(code: number, value: WspValue): string {
  if (value.integer === undefined) return value.text;
  if (code === PARAMETER.charset) return CHARSETS[value.integer] ?? String(value.integer);
  if (code === PARAMETER.sec) return SEC_METHODS[value.integer] ?? String(value.integer);
  if (code === PARAMETER.level) return `${value.integer >> 4}.${value.integer & 15}`;
  return String(value.integer);
}
