/** A composed notification, dressed for its bearer (Notification 7.1): WSP codes for UDP and SMS, text headers for HTTP. */
import type { Random } from '../../src/base/random.js';
import { DM_APPLICATION_ID, NOTIFICATION_TYPE, PUSH_PORT } from '../../src/dm/notification.js';
import { segmentSms } from '../../src/wire/sms-segment.js';
import { APPLICATION_SYNCML_DM, CONTENT, HEADER, HEADER_NAMES } from '../../src/wire/wsp-table.js';
import { type WspOutHeader, writeWspPush } from '../../src/wire/wsp-write.js';
import type { PushForm } from '../faults/fault.js';
import { formatHostPort, parseHostPort } from '../http/address.js';
import type { PushContent } from '../lower-tester.js';
import type { WireBearer } from '../push/addresses.js';

export interface NotifyWishes {
  readonly uiMode?: number;
  readonly initiator?: number;
  /** Alert for the management session that was alerted last. */
  readonly isRepeat?: boolean;
  readonly bearer?: WireBearer | 'sms';
  /** Further WSP headers, after the two that must come first. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Any port will do for the originator of a push; this one is dynamic. */
const ORIGIN_PORT = 0xc002;

export function notificationForm(octets: Uint8Array, headers: Readonly<Record<string, string>>): PushForm {
  return {
    wsp: {
      tid: 1,
      contentType: { media: CONTENT.notification12 },
      headers: [{ name: HEADER.applicationId, value: { integer: APPLICATION_SYNCML_DM } }, ...Object.entries(headers).map(furtherHeader)],
      body: octets,
    },
    port: PUSH_PORT,
    contentType: NOTIFICATION_TYPE,
    applicationId: DM_APPLICATION_ID,
  };
}

export function pushContent(form: PushForm): PushContent {
  return {
    wsp: writeWspPush(form.wsp),
    port: form.port,
    contentType: form.contentType,
    ...(form.applicationId === undefined ? {} : { applicationId: form.applicationId }),
    ...(form.headers?.length ? { headers: form.headers } : {}),
    body: form.wsp.body ?? new Uint8Array(0),
  };
}

/** Where a push goes: the address of the device, at another port when the form has a wrong one. */
export function pushAddress(to: string, port: number): string {
  if (port === PUSH_PORT || /^https?:/.test(to)) return to;
  return formatHostPort(parseHostPort(to).host, port);
}

/** User data of each short message, header first. */
export function shortMessages(form: PushForm, random: Random): Uint8Array[] {
  return segmentSms(writeWspPush(form.wsp), { destPort: form.port, origPort: ORIGIN_PORT, ref: random.integer(0, 255) });
}

function furtherHeader([name, text]: [string, string]): WspOutHeader {
  const code = Object.entries(HEADER_NAMES).find(([, known]) => known.name.toLowerCase() === name.toLowerCase())?.[0];
  return { name: code === undefined ? name : Number(code), value: { text } };
}
