/** A push as it came over a bearer, to what the DM application is told of it. */
import { HMAC_HEADER } from '../../src/dm/hmac-header.js';
import type { PushArrival } from '../../src/dm/notification.js';
import { SIGNATURE_HEADER } from '../../src/dm/security/envelopes.js';
import type { Transport } from '../../src/wire/frame.js';
import { readWspPush } from '../../src/wire/wsp-read.js';
import { PUSH_PDU } from '../../src/wire/wsp-table.js';
import type { ReceivedPush } from './ota-http.js';

/**
 * A connectionless WSP PDU; undefined when it is no push (WAP-230, 8.2.4.2) or has no content type. `port`: WDP destination port.
 * A missing application id is '', which is the application id of nobody.
 */
export function readWspArrival(octets: Uint8Array, port: number | undefined): PushArrival | undefined {
  const push = readWspPush(octets);
  if (push.type?.value !== PUSH_PDU || push.contentType === undefined) return undefined;
  const textual = (name: string): string | undefined =>
    push.headers.find((header) => header.form === 'application' && header.name.toLowerCase() === name)?.value?.text;
  const hmac = textual(HMAC_HEADER);
  const signature = textual(SIGNATURE_HEADER);
  return {
    octets: push.body,
    ...(port === undefined ? {} : { port }),
    contentType: push.contentType.mediaType,
    applicationId: push.applicationId?.text ?? '',
    ...(hmac === undefined ? {} : { hmac }),
    ...(signature === undefined ? {} : { signature }),
  };
}

/** A push over HTTP: it has no port. */
export function readOtaArrival(push: ReceivedPush, transport: Transport): PushArrival {
  const { body, contentType, applicationId, hmac, signature } = push;
  return {
    octets: body,
    contentType,
    applicationId,
    ...(hmac === undefined ? {} : { hmac }),
    ...(signature === undefined ? {} : { signature }),
    ...(transport === 'https' ? { isProtected: true } : {}),
  };
}
