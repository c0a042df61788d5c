/** A simulated push gateway: takes a push over PAP, says that it is accepted, and hands the content on. */
import { child } from '../../src/wire/document.js';
import { type Crossing, type Direction, header, type Tap } from '../../src/wire/frame.js';
import { readMultipart } from '../../src/wire/multipart-read.js';
import { lineValue, parameterOf } from '../../src/wire/octet-lines.js';
import { readXml } from '../../src/wire/xml-read.js';
import type { Reply } from '../http/reply.js';
import { type HttpServer, startHttpServer } from '../http/server.js';
import type { ServerTls } from '../http/tls.js';
import { beside, type ReceivedPush } from './ota-http.js';
import { attributeOf, escapeXml, PAP_CODE, papDocument } from './pap.js';

export const PAP_PATH = '/pap';

export interface GatewayOptions {
  readonly listen: string;
  readonly tap: Tap;
  readonly direction: Direction;
  /** The content, and the device's address as the push initiator gave it. */
  readonly handler: (push: ReceivedPush, device: string) => void;
  readonly tls?: ServerTls;
}

/** Starts listening. Throws InputError `cannot-listen`. */
export function startGateway(options: GatewayOptions): Promise<HttpServer> {
  return startHttpServer({
    listen: options.listen,
    tap: options.tap,
    channel: 'push',
    requests: options.direction,
    ...(options.tls ? { tls: options.tls } : {}),
    handler: (request) => {
      if (request.head?.method !== 'POST') return { status: 405, headers: [['Allow', 'POST']] };
      const read = readPushMessage(request);
      if ('why' in read) return answer(`<badmessage-response code="${PAP_CODE.badRequest}" desc="${escapeXml(read.why)}"/>`);
      const { id, device, push } = read;
      const respond = (code: number, desc: string): Reply =>
        answer(`<push-response push-id="${escapeXml(id)}"><response-result code="${code}" desc="${escapeXml(desc)}"/></push-response>`);
      if (!/^WAPPUSH=[^/]+\/TYPE=[^/@]+@./.test(device)) return respond(PAP_CODE.addressError, 'Address error');
      options.handler(push, device);
      return respond(PAP_CODE.accepted, 'The request has been accepted for processing');
    },
  });
}

const answer = (content: string): Reply => ({
  status: 202,
  headers: [['Content-Type', 'application/xml']],
  body: new TextEncoder().encode(papDocument(content)),
});

/** What a push-message says, or why it is none. */
export function readPushMessage(request: Crossing): { id: string; device: string; push: ReceivedPush } | { why: string } {
  const type = header(request.head, 'content-type') ?? '';
  const boundary = parameterOf(type, 'boundary');
  if (!/^multipart\/related\b/i.test(type) || boundary === undefined) return { why: 'the content type is not multipart/related with a boundary' };
  const [control, content] = readMultipart(request.body, boundary);
  if (!control || !content) return { why: 'there are not two parts' };
  const { root } = readXml(request.body.slice(control.from, control.to));
  const message = root?.name === 'pap' ? child(root, 'push-message') : undefined;
  const id = attributeOf(message, 'push-id');
  if (!message || id === undefined) return { why: 'the control entity is no push-message' };
  const device = attributeOf(child(message, 'address'), 'address-value') ?? '';
  return {
    id,
    device,
    push: {
      contentType: lineValue(content.headers, 'content-type') ?? '',
      applicationId: lineValue(content.headers, 'x-wap-application-id') ?? '',
      ...beside((name) => lineValue(content.headers, name)),
      body: request.body.subarray(content.from, content.to),
      deviation: '',
    },
  };
}
