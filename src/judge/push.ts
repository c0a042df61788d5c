/** Fields of a push from the server: WDP, WSP and package #0 by name, each with its octets and bits in the frame. */
import type { FrameLine } from '../record/record.js';
import type { WbxmlHeader } from '../wire/document.js';
import type { Field } from '../wire/field.js';
import { type Notification, readNotification } from '../wire/notification-read.js';
import { reassemble } from '../wire/sms-reassemble.js';
import type { UserData } from '../wire/sms-udh-read.js';
import { readWspPush, type WspPush } from '../wire/wsp-read.js';
import { documentOf, octetsOf } from './body.js';
import { pushPayload } from './push-payload.js';
import type { Place } from './subject.js';

interface PushView {
  readonly octets: Uint8Array;
  readonly wsp?: WspPush;
  readonly notification?: Notification;
  readonly sms?: UserData;
}

/** The notification in a push: behind a WSP head on UDP and SMS, bare or in a wrapped response on OTA-HTTP. */
export function notificationOf(frames: readonly FrameLine[]): Notification | undefined {
  const [frame] = frames;
  return frame && view(frame).notification;
}

function view(frame: FrameLine): PushView {
  const octets = octetsOf(frame);
  const { from, to, wsp, sms } = pushPayload(frame, octets);
  return { octets, ...(sms ? { sms } : {}), ...(wsp ? { wsp } : {}), notification: readNotification(octets.subarray(0, to), from) };
}

const NOTIFICATION_FIELDS: Readonly<Record<string, Exclude<keyof Notification, 'from' | 'to' | 'trigger' | 'findings'>>> = {
  digest: 'digest',
  version: 'version',
  'ui-mode': 'uiMode',
  initiator: 'initiator',
  'future-use': 'futureUse',
  'session-id': 'sessionId',
  'length-identifier': 'lengthIdentifier',
  'server-identifier': 'serverIdentifier',
  'vendor-specific': 'vendorSpecific',
};

type Finder = (view: PushView, frame: FrameLine) => Place[];
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const span = (frame: FrameLine, octets: Uint8Array, from: number, to: number, text: string): Place => ({
  frame,
  from,
  to,
  octets: octets.subarray(from, to),
  text,
});
const shown = (frame: FrameLine, octets: Uint8Array, field: Field<unknown> | undefined): Place[] =>
  field ? [span(frame, octets, field.from, field.to, field.text)] : [];

const OTHER_FIELDS: Readonly<Record<string, Finder>> = {
  'wsp.tid': (v, f) => shown(f, v.octets, v.wsp?.tid),
  'wsp.pdu-type': (v, f) => shown(f, v.octets, v.wsp?.type),
  'wsp.headers-length': (v, f) => shown(f, v.octets, v.wsp?.headersLength),
  'wsp.content-type': (v, f) => (v.wsp?.contentType ? [span(f, v.octets, v.wsp.contentType.from, v.wsp.contentType.to, v.wsp.contentType.text)] : []),
  'wsp.application-id': (v, f) =>
    v.wsp?.applicationId ? [span(f, v.octets, v.wsp.applicationId.from, v.wsp.applicationId.to, v.wsp.applicationId.text)] : [],
  // The first header after the content type: the application id has to stand there (Notification 1.2.1, 7.1).
  'wsp.first-header': (v, f) => (v.wsp?.headers[0] ? [span(f, v.octets, v.wsp.headers[0].from, v.wsp.headers[0].to, v.wsp.headers[0].name)] : []),
  // WDP and WSP octets before the payload: the user-data header where there is one (UDP has none), then TID, type, length, headers.
  'head-octets': (v, f) => {
    if (!v.wsp?.type) return [];
    const from = v.sms?.from ?? v.wsp.tid?.from ?? v.wsp.type.from;
    return [span(f, v.octets, from, v.wsp.bodyFrom, String(v.wsp.bodyFrom - from))];
  },
  'wdp.port': (v, f) => {
    if (v.sms) return shown(f, v.octets, v.sms.destinationPort);
    const port = f.to.slice(f.to.lastIndexOf(':') + 1);
    return [{ frame: f, from: 0, to: 0, octets: encode(port), text: port }];
  },
  'sms.total': (v, f) => shown(f, v.octets, v.sms?.concatenation?.total),
  'sms.sequence': (v, f) => shown(f, v.octets, v.sms?.concatenation?.sequence),
  'sms.reference': (v, f) => shown(f, v.octets, v.sms?.concatenation?.reference),
  // What is pushed, whatever carries it; over HTTP with its parameters.
  'content-type': (v, f) => {
    const { contentType, wsp } = pushPayload(f, v.octets);
    const at = wsp?.contentType;
    return contentType === undefined ? [] : [span(f, v.octets, at?.from ?? 0, at?.to ?? 0, contentType)];
  },
  transport: (_, f) => [{ frame: f, from: 0, to: 0, octets: encode(f.transport), text: f.transport }],
  'wbxml.version': (v, f) => wbxmlField(v, f, (head, from) => [from, from + 1, head.version]),
  'wbxml.public-id': (v, f) => wbxmlField(v, f, (head, from) => [from + 1, head.bodyFrom, head.publicId]),
};

/** Of the WBXML document in a push; a document in XML has none. */
function wbxmlField({ octets }: PushView, frame: FrameLine, find: (head: WbxmlHeader, from: number) => readonly [number, number, string]): Place[] {
  const { header } = documentOf(frame);
  return header.kind === 'wbxml' ? [span(frame, octets, ...find(header, pushPayload(frame, octets).from))] : [];
}

export const PUSH_FIELDS: readonly string[] = [...Object.keys(NOTIFICATION_FIELDS), ...Object.keys(OTHER_FIELDS)];

/** Whether a check may ask for it: a field of one push, or `reassembled.` and a field of the notification that several parts carry. */
export function isPushField(name: string): boolean {
  const [, whole] = /^reassembled\.(.+)$/.exec(name) ?? [];
  return whole === undefined ? PUSH_FIELDS.includes(name) : Object.hasOwn(NOTIFICATION_FIELDS, whole);
}

/** Where a field stands; nothing when the push does not hold it. */
export function pushFields(frame: FrameLine, name: string): Place[] {
  const v = view(frame);
  const finder = OTHER_FIELDS[name];
  if (finder) return finder(v, frame);
  const key = NOTIFICATION_FIELDS[name];
  if (key === undefined) throw new Error(`unknown push field "${name}"; known: ${PUSH_FIELDS.join(', ')}`);
  const field = v.notification?.[key];
  if (!field) return [];
  const octets = v.octets.subarray(field.from, field.to);
  const bits = [...octets]
    .map((o) => o.toString(2).padStart(8, '0'))
    .join('')
    .slice(field.bit, field.bit + field.bits);
  return [{ frame, from: field.from, to: field.to, octets, text: field.text, bits }];
}

/** User data of a short message, header first, from whatever brought it. */
function userDataOf(frame: FrameLine): Uint8Array {
  const { sms } = pushPayload(frame, octetsOf(frame));
  return sms ? octetsOf(frame).subarray(sms.from, sms.to) : octetsOf(frame);
}

/** A field of the notification that several short messages carry together; the place is the last part, which completed it. */
export function reassembledField(frames: readonly FrameLine[], name: string): Place[] {
  const last = frames.at(-1);
  const whole = reassemble(frames.map(userDataOf));
  if (!last || !whole.complete) return [];
  const wsp = readWspPush(whole.payload);
  const key = NOTIFICATION_FIELDS[name];
  if (key === undefined) throw new Error(`unknown push field "reassembled.${name}"`);
  const field = readNotification(whole.payload, wsp.bodyFrom)[key];
  return field ? [{ frame: last, from: 0, to: octetsOf(last).length, octets: whole.payload.subarray(field.from, field.to), text: field.text }] : [];
}
