/**
 * Where the application's octets stand in a push: behind a WSP head on UDP and in short messages (bare user data, or in an SMPP PDU), bare or
 * in a wrapped response on OTA-HTTP, in the second part of what a push gateway gets, in the body of a SIP MESSAGE.
 */
import type { FrameLine } from '../record/record.js';
import { BARE_PUSH, HANDED_PUSH, header } from '../wire/frame.js';
import { readMultipart } from '../wire/multipart-read.js';
import { lineValue, parameterOf } from '../wire/octet-lines.js';
import { readSip } from '../wire/sip-read.js';
import { readSmpp } from '../wire/smpp-read.js';
import { readUserData, type UserData } from '../wire/sms-udh-read.js';
import { readWspPush, type WspPush } from '../wire/wsp-read.js';

export interface PushHeader {
  readonly name: string;
  readonly value: string;
  /** Octets in the frame's body; both 0 in an HTTP head. */
  readonly from: number;
  readonly to: number;
}

export interface PushPayload {
  /** The payload is what stands from here … */
  readonly from: number;
  /** … to here. */
  readonly to: number;
  readonly contentType?: string;
  readonly headers: readonly PushHeader[];
  readonly wsp?: WspPush;
  readonly sms?: UserData;
}

type Envelope = Pick<FrameLine, 'transport' | 'head' | 'from'>;

export function pushPayload(frame: Envelope, octets: Uint8Array): PushPayload {
  const to = octets.length;
  switch (frame.transport) {
    case 'udp':
      return behindWsp(readWspPush(octets), to);
    case 'file':
      if (frame.from === BARE_PUSH) return { from: 0, to, headers: [] };
      return frame.from === HANDED_PUSH ? behindWsp(readWspPush(octets), to) : inUserData(octets, 0, to);
    case 'smpp': {
      const message = readSmpp(octets)?.message;
      if (!message) return { from: to, to, headers: [] };
      if (message.hasUserDataHeader) return inUserData(octets, message.from, message.to);
      return behindWsp(readWspPush(octets.subarray(0, message.to), message.from), message.to);
    }
    case 'sip': {
      const sip = readSip(octets);
      return sip ? { ...textHead(sip.headers), from: sip.bodyFrom, to: sip.bodyTo } : { from: 0, to, headers: [] };
    }
    case 'http':
    case 'https':
      return inHttp(frame, octets);
  }
}

/** User data of a short message, header first: the WSP PDU stands behind it. */
function inUserData(octets: Uint8Array, from: number, to: number): PushPayload {
  const sms = readUserData(octets, from, to);
  return { ...behindWsp(readWspPush(octets.subarray(0, to), sms.payloadFrom), to), sms };
}

function inHttp(frame: Envelope, octets: Uint8Array): PushPayload {
  const to = octets.length;
  const outer = header(frame.head, 'content-type');
  const boundary = /^multipart\//i.test(outer ?? '') ? parameterOf(outer as string, 'boundary') : undefined;
  const content = boundary === undefined ? undefined : readMultipart(octets, boundary)[1];
  if (content) return { ...textHead(content.headers), from: content.from, to: content.to };
  const gap = outer?.startsWith('application/http') ? Buffer.from(octets.buffer, octets.byteOffset, octets.length).indexOf('\r\n\r\n') : -1;
  if (gap < 0) {
    const headers = (frame.head?.headers ?? []).map(([name, value]) => ({ name, value, from: 0, to: 0 }));
    return { from: 0, to, ...(outer === undefined ? {} : { contentType: outer }), headers };
  }
  const outside = (frame.head?.headers ?? []).filter(([name]) => /^x-/i.test(name)).map(([name, value]) => ({ name, value, from: 0, to: 0 }));
  return { ...textHead([...wrappedHeaders(octets, gap), ...outside]), from: gap + 4, to };
}

function textHead(headers: readonly PushHeader[]): Pick<PushPayload, 'contentType' | 'headers'> {
  const type = lineValue(headers, 'content-type');
  return { ...(type === undefined ? {} : { contentType: type }), headers };
}

function behindWsp(wsp: WspPush, to: number): PushPayload {
  return {
    from: wsp.bodyFrom,
    to,
    ...(wsp.contentType ? { contentType: wsp.contentType.mediaType } : {}),
    headers: wsp.headers.map(({ name, text, from, to }) => ({ name, value: text, from, to })),
    wsp,
  };
}

function wrappedHeaders(octets: Uint8Array, end: number): PushHeader[] {
  const headers: PushHeader[] = [];
  let from = 0;
  for (const line of Buffer.from(octets.subarray(0, end)).toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':');
    if (from > 0 && colon > 0) headers.push({ name: line.slice(0, colon), value: line.slice(colon + 1).trim(), from, to: from + line.length });
    from += line.length + 2;
  }
  return headers;
}
