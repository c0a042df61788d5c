/** Push over HTTP (OTA-HTTP, WAP-235): the device is the HTTP server; the push is an HTTP response inside the body of a POST. */
import { HMAC_HEADER } from '../../src/dm/hmac-header.js';
import { SIGNATURE_HEADER } from '../../src/dm/security/envelopes.js';
import { type Crossing, type Direction, header, type Tap } from '../../src/wire/frame.js';
import { type HttpClient, httpClient } from '../http/client.js';
import { type Handler, type HttpServer, startHttpServer } from '../http/server.js';
import type { ClientTls, ServerTls } from '../http/tls.js';
import type { PushContent } from '../lower-tester.js';

export const OTA_PATH = '/wappush';

/** What a push tells beside its body; the same for every bearer. */
export interface ReceivedPush {
  readonly contentType: string;
  readonly applicationId: string;
  /** Value of x-syncml-hmac, and of the header of a detached signature; inside the wrapped response or in the POST. */
  readonly hmac?: string;
  readonly signature?: string;
  readonly body: Uint8Array;
  /** Anything in the envelope that is not as it should be; '' when it is right. */
  readonly deviation: string;
}

/** The HTTP response that is wrapped into `application/http`. */
export function wrapPush(push: PushContent): Uint8Array {
  const head = [
    'HTTP/1.1 200 OK',
    `Content-Type: ${push.contentType}`,
    ...(push.applicationId === undefined ? [] : [`X-Wap-Application-Id: ${push.applicationId}`]),
    ...(push.headers ?? []).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${push.body.length}`,
  ];
  return new Uint8Array(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), push.body]));
}

/** Reads a push POST: wrapped, or bare with the push headers in the POST itself. Undefined when it is neither. */
export function unwrapPush(request: Crossing): ReceivedPush | undefined {
  const type = header(request.head, 'content-type') ?? '';
  if (!/^application\/http\b/i.test(type)) {
    const applicationId = header(request.head, 'x-wap-application-id') ?? '';
    return { contentType: type, applicationId, ...beside((name) => header(request.head, name)), body: request.body, deviation: 'not wrapped' };
  }
  const end = Buffer.from(request.body).indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [status, ...lines] = Buffer.from(request.body.subarray(0, end)).toString('latin1').split('\r\n');
  if (!/^HTTP\/1\.[01] \d{3}/.test(status ?? '')) return undefined;
  const value = (name: string): string => {
    const line = lines.find((l) => l.toLowerCase().startsWith(`${name}:`));
    return line ? line.slice(name.length + 1).trim() : '';
  };
  return {
    contentType: value('content-type'),
    applicationId: value('x-wap-application-id'),
    ...beside((name) => value(name) || header(request.head, name)),
    body: request.body.subarray(end + 4),
    deviation: '',
  };
}

/** What protects a push and stands in a header beside it; `value` gives a header's value. */
export function beside(value: (name: string) => string | undefined): { hmac?: string; signature?: string } {
  const hmac = value(HMAC_HEADER);
  const signature = value(SIGNATURE_HEADER);
  return { ...(hmac === undefined ? {} : { hmac }), ...(signature === undefined ? {} : { signature }) };
}

export interface OtaReceiverOptions {
  readonly listen: string;
  readonly tap: Tap;
  readonly direction: Direction;
  readonly handler: (push: ReceivedPush, request: Crossing) => void;
  readonly tls?: ServerTls;
}

/** Takes pushes: 204 with X-Wap-Push-Status 400 (accepted), before the push is handled. */
export function startOtaReceiver(options: OtaReceiverOptions): Promise<HttpServer> {
  const answer: Handler = (request) => {
    if ((request.head?.url ?? '').split('?')[0] !== OTA_PATH) return { status: 404, headers: [] };
    if (request.head?.method === 'OPTIONS') return { status: 204, headers: [['X-Wap-Push-Status', '500']] };
    if (request.head?.method !== 'POST') return { status: 405, headers: [['Allow', 'POST, OPTIONS']] };
    const push = unwrapPush(request);
    if (!push) return { status: 400, headers: [] };
    options.handler(push, request);
    return { status: 204, headers: [['X-Wap-Push-Status', '400']] };
  };
  return startHttpServer({
    listen: options.listen,
    tap: options.tap,
    channel: 'push',
    requests: options.direction,
    handler: answer,
    ...(options.tls ? { tls: options.tls } : {}),
  });
}

export interface OtaSender {
  /** POSTs to `host:port` or a whole URL; resolves with the response. */
  send(to: string, push: PushContent): Promise<Crossing>;
  close(): Promise<void>;
}

export function otaSender(options: { tap: Tap; direction: Direction; timeoutMs: number; tls?: ClientTls }): OtaSender {
  const { tap, timeoutMs, tls } = options;
  const http: HttpClient = httpClient({ tap, channel: 'push', requests: options.direction, timeoutMs, ...(tls ? { tls } : {}) });
  return {
    send: (to, push) =>
      http.exchange({
        url: /^https?:/.test(to) ? to : `http://${to}${OTA_PATH}`,
        headers: [
          ['Content-Type', 'application/http'],
          ['X-Wap-Push-OTA-Version', '1.0'],
        ],
        body: wrapPush(push),
      }),
    close: () => http.close(),
  };
}
