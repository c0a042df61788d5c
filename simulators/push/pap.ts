/** Push Access Protocol (WAP-247, PAP 2.0 and 2.1): what a push initiator posts to a gateway, and what the gateway answers. */

import { InputError } from '../../src/base/errors.js';
import { child, type Element } from '../../src/wire/document.js';
import type { Crossing, Direction, Tap } from '../../src/wire/frame.js';
import { header } from '../../src/wire/frame.js';
import { readXml } from '../../src/wire/xml-read.js';
import { type HttpClient, httpClient } from '../http/client.js';
import { numbersOf } from '../http/numbers.js';
import type { ClientTls } from '../http/tls.js';
import type { PushContent } from '../lower-tester.js';

/** Status codes of PAP (section 9.13). */
export const PAP_CODE = { ok: 1000, accepted: 1001, badRequest: 2000, addressError: 2002 } as const;

const DOCTYPE = '<!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 2.0//EN" "http://www.wapforum.org/DTD/pap_2.0.dtd">';
const BOUNDARY = 'dmct-push-boundary';

export const papDocument = (content: string): string => `<?xml version="1.0"?>${DOCTYPE}<pap>${content}</pap>`;
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const attributeOf = (element: Element | undefined, name: string): string | undefined =>
  element?.attributes.find((a) => a.name === name)?.value;

export interface PapSender {
  /** Resolves when the gateway has accepted the push. `device` is its address in the words of PAP. Throws InputError `push-refused`. */
  send(to: string, device: string, push: PushContent): Promise<void>;
  close(): Promise<void>;
}

export function papSender(options: { tap: Tap; direction: Direction; timeoutMs: number; tls?: ClientTls }): PapSender {
  const { tap, direction, timeoutMs, tls } = options;
  const http: HttpClient = httpClient({ tap, channel: 'push', requests: direction, timeoutMs, ...(tls ? { tls } : {}) });
  let sent = 0;
  return {
    send: async (to, device, push) => {
      const answer = await http.exchange({
        url: to,
        headers: [['Content-Type', `multipart/related; boundary="${BOUNDARY}"; type="application/xml"`]],
        body: pushMessage(`${numbersOf(tap).exchange()}-${++sent}@dmct`, device, push),
      });
      const why = refusal(answer);
      if (why !== undefined)
        throw new InputError('push-refused', {
          found: `the push gateway at ${to} does not take the push: ${why}`,
          cure: 'check push.to and push.device',
        });
    },
    close: () => http.close(),
  };
}

/** The control entity, and the content with its own headers. */
export function pushMessage(id: string, device: string, push: PushContent): Uint8Array {
  const control = papDocument(
    `<push-message push-id="${escapeXml(id)}"><address address-value="${escapeXml(device)}"/><quality-of-service delivery-method="unconfirmed"/></push-message>`,
  );
  const content = [
    `Content-Type: ${push.contentType}`,
    ...(push.applicationId === undefined ? [] : [`X-Wap-Application-Id: ${push.applicationId}`]),
    ...(push.headers ?? []).map(([name, value]) => `${name}: ${value}`),
  ];
  const head = `--${BOUNDARY}\r\nContent-Type: application/xml\r\n\r\n${control}\r\n--${BOUNDARY}\r\n${content.join('\r\n')}\r\n\r\n`;
  return new Uint8Array(Buffer.concat([Buffer.from(head, 'latin1'), push.body, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]));
}

/** Why the gateway did not take it; undefined when it did. */
function refusal(answer: Crossing): string | undefined {
  if (answer.head === undefined) return answer.trouble ?? 'no answer';
  const { status = 0 } = answer.head;
  if (status < 200 || status > 299) return `HTTP ${status}`;
  const root = readXml(answer.body).root;
  const bad = child(root, 'badmessage-response');
  const result = bad ?? child(child(root, 'push-response'), 'response-result');
  if (!result) return `an answer of ${header(answer.head, 'content-type') ?? 'no type'} that is no push-response`;
  const code = Number(attributeOf(result, 'code'));
  return code >= 1000 && code < 2000 ? undefined : `${code} ${attributeOf(result, 'desc') ?? ''}`.trim();
}
