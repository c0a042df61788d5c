/** Where the application's octets stand in a push: behind a WSP head on UDP and SMS, bare or in a wrapped response on OTA-HTTP. */
import type { FrameLine } from '../record/record.js';
import { header } from '../wire/frame.js';
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
  /** The payload is what stands from here to the end. */
  readonly from: number;
  readonly contentType?: string;
  readonly headers: readonly PushHeader[];
  readonly wsp?: WspPush;
  readonly sms?: UserData;
}

/** `from` of a datagram that an upper tester handed over as a whole WSP PDU; others in a file are user data of short messages. */
export const HANDED_PUSH = 'push';

type Envelope = Pick<FrameLine, 'transport' | 'head' | 'from'>;

export function pushPayload(frame: Envelope, octets: Uint8Array): PushPayload {
  if (frame.transport === 'udp' || (frame.transport === 'file' && frame.from === HANDED_PUSH)) return behindWsp(readWspPush(octets));
  if (frame.transport === 'file') {
    const sms = readUserData(octets);
    return { ...behindWsp(readWspPush(octets, sms.payloadFrom)), sms };
  }
  const outer = header(frame.head, 'content-type');
  const gap = outer?.startsWith('application/http') ? Buffer.from(octets.buffer, octets.byteOffset, octets.length).indexOf('\r\n\r\n') : -1;
  if (gap < 0) {
    const headers = (frame.head?.headers ?? []).map(([name, value]) => ({ name, value, from: 0, to: 0 }));
    return { from: 0, ...(outer === undefined ? {} : { contentType: outer }), headers };
  }
  const outside = (frame.head?.headers ?? []).filter(([name]) => /^x-/i.test(name)).map(([name, value]) => ({ name, value, from: 0, to: 0 }));
  const headers = [...wrappedHeaders(octets, gap), ...outside];
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  return { from: gap + 4, ...(type === undefined ? {} : { contentType: type }), headers };
}

function behindWsp(wsp: WspPush): PushPayload {
  return {
    from: wsp.bodyFrom,
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
