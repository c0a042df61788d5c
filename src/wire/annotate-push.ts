/** Fields of package #0 and of a WSP push as elements and lines. */
import { type AnnotationSink, quoted, visible } from './annotation.js';
import type { Field } from './field.js';
import { readNotification } from './notification-read.js';
import { readWspPush, type WspPush } from './wsp-read.js';
import type { WspValue } from './wsp-value-read.js';

/** Gives whether at least the header up to the session id was there. */
export function annotateNotification(sink: AnnotationSink, octets: Uint8Array, at: number, base: string, depth: number): boolean {
  const n = readNotification(octets, at);
  const put = (name: string, field: Field<unknown> | undefined, meaning: (text: string) => string): void => {
    if (field) sink.field(`${base}/${name}`, field.from, field.to, field.text, depth, `${meaning(visible(field.text))}${bits(field)}`);
  };
  put('digest', n.digest, () => 'digest');
  put('version', n.version, (t) => `version ${t}`);
  put('ui-mode', n.uiMode, (t) => `ui-mode ${n.uiMode?.value}: ${t}`);
  put('initiator', n.initiator, (t) => `initiator ${n.initiator?.value}: ${t}`);
  put('future-use', n.futureUse, (t) => `future use ${t}`);
  put('session-id', n.sessionId, (t) => `session id, in SyncHdr '${t}'`);
  put('length-identifier', n.lengthIdentifier, (t) => `length of the server identifier ${t}`);
  put('server-identifier', n.serverIdentifier, () => `server identifier ${quoted(n.serverIdentifier?.text ?? '')}`);
  put('vendor-specific', n.vendorSpecific, () => 'vendor specific');
  sink.find(n.findings);
  return n.sessionId !== undefined;
}

/** Bits that a field takes, unless it fills its octets. */
function bits(field: Field<unknown>): string {
  if (field.bit === 0 && field.bits % 8 === 0) return '';
  return field.bits === 1 ? ` (bit ${field.bit})` : ` (bits ${field.bit}-${field.bit + field.bits - 1})`;
}

/** Fields of the push up to its body; the body is the caller's. */
export function annotateWsp(sink: AnnotationSink, octets: Uint8Array, at: number, base: string, depth: number): WspPush {
  const push = readWspPush(octets, at);
  const { tid, type, headersLength, contentType } = push;
  if (tid) sink.field(`${base}/tid`, tid.from, tid.to, tid.text, depth, `WSP transaction id ${tid.text}`);
  if (type) sink.field(`${base}/pdu-type`, type.from, type.to, type.text, depth, `PDU type: ${type.text}`);
  if (headersLength)
    sink.field(`${base}/headers-length`, headersLength.from, headersLength.to, headersLength.text, depth, `headers length ${headersLength.text}`);
  if (contentType) {
    const path = `${base}/headers/content-type`;
    const { media, parameters } = contentType;
    const head = `Content-Type: ${visible(contentType.mediaType)} (${contentType.mediaForm})`;
    const whole = { path, name: 'content-type', ns: '', from: contentType.from, to: contentType.to, text: contentType.text, form: 'inline' as const };
    sink.element(whole);
    if (contentType.form === 'general' && media) {
      sink.line(contentType.from, media.from, depth, 'Content-Type in the general form: value length');
      sink.line(media.from, media.to, depth + 1, head);
    } else sink.line(contentType.from, contentType.to, depth, head);
    for (const p of parameters) sink.field(`${path}/${p.name}`, p.from, p.to, p.text, depth + 1, `${visible(p.name)}=${visible(p.text)}`);
    const last = parameters.at(-1)?.to ?? media?.to ?? contentType.to;
    if (contentType.form === 'general') sink.line(last, contentType.to, depth + 1, 'no part of the content type');
  }
  for (const h of push.headers) {
    sink.field(`${base}/headers/${h.name.toLowerCase()}`, h.from, h.to, h.text, depth, `${visible(h.name)}: ${visible(h.text)}${formNote(h.value)}`);
  }
  const headersEnd = push.headers.at(-1)?.to ?? contentType?.to ?? headersLength?.to ?? push.bodyFrom;
  sink.line(headersEnd, push.bodyFrom, depth, 'headers that are not read');
  sink.find(push.findings);
  return push;
}

function formNote(value: WspValue | undefined): string {
  if (!value) return '';
  return value.form === 'short-integer' ? ' (code)' : ` (${value.form === 'quoted-text' ? 'quoted text' : value.form})`;
}
