/** Octets of an entity body to a message and back, in either representation. */

import type { WireDocument } from '../wire/document.js';
import { isOutElement, type OutElement } from '../wire/out.js';
import { looksLikeWbxml, readWbxml } from '../wire/wbxml-read.js';
import { type WbxmlWriteOptions, writeWbxml } from '../wire/wbxml-write.js';
import { readXml } from '../wire/xml-read.js';
import { writeXml } from '../wire/xml-write.js';
import { formatHmacHeader, HMAC_HEADER } from './hmac-header.js';
import { macText } from './mac.js';
import type { Encoding } from './message.js';
import { parseMessage } from './parse-message.js';
import type { Encoded, Incoming, MacOrder, Outgoing } from './session.js';

export const CONTENT_TYPES = {
  xml: 'application/vnd.syncml.dm+xml',
  wbxml: 'application/vnd.syncml.dm+wbxml',
} as const satisfies Record<Encoding, string>;

/** The media type decides; without a telling one, the first octets do. */
export function encodingOf(octets: Uint8Array, contentType: string | undefined): Encoding {
  const media = (contentType?.split(';')[0] ?? '').trim().toLowerCase();
  if (media.endsWith('wbxml')) return 'wbxml';
  if (media.endsWith('xml')) return 'xml';
  return looksLikeWbxml(octets) ? 'wbxml' : 'xml';
}

/** Reads with the reader that the content type asks for; never throws. */
export function readBody(octets: Uint8Array, contentType?: string): WireDocument {
  if (encodingOf(octets, contentType) === 'xml') return readXml(octets);
  return readWbxml(octets, contentType === undefined ? {} : { mime: contentType });
}

/** A message as it arrived, ready for a session. `hmac` is the value of the x-syncml-hmac header. */
export function readIncoming(body: Uint8Array, contentType?: string, hmac?: string): Incoming {
  return {
    message: parseMessage(readBody(body, contentType)),
    encoding: encodingOf(body, contentType),
    body,
    ...(hmac === undefined ? {} : { hmac }),
  };
}

/** A character that XML cannot carry (a peer's text given back may hold one) becomes U+FFFD; octets become Base64. */
export function writeBody(root: OutElement, encoding: Encoding, wbxml: WbxmlWriteOptions = {}): Uint8Array {
  if (encoding === 'wbxml') return writeWbxml(root, wbxml);
  try {
    return writeXml(root);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return writeXml(carriable(root));
  }
}

const NOT_IN_XML = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

function carriable(element: OutElement): OutElement {
  const content = (element.content ?? []).map((node) => {
    if (isOutElement(node)) return carriable(node);
    if (node.octets !== undefined) return { text: Buffer.from(node.octets).toString('base64') };
    return node.text === undefined ? node : { ...node, text: node.text.replace(NOT_IN_XML, '\uFFFD') };
  });
  return { ...element, name: element.name, content };
}

/** Octets, content type and MAC header of a message to send. */
export function encodeOutgoing(outgoing: Outgoing): Encoded {
  const { root, encoding, version, publicId } = outgoing;
  const body = writeBody(root, encoding, { ...(version ? { version } : {}), ...(publicId ? { publicId } : {}) });
  const encoded: Encoded = { body, contentType: CONTENT_TYPES[encoding], headers: macHeaders(outgoing.mac, body) };
  return outgoing.alter ? outgoing.alter(encoded) : encoded;
}

/** The x-syncml-hmac header over these octets; none without a MAC. */
export function macHeaders(mac: MacOrder | undefined, body: Uint8Array): Encoded['headers'] {
  if (mac === undefined) return [];
  const value = macText(mac.strategy, { name: mac.name, secret: mac.secret, nonce: mac.nonce, body });
  return [[HMAC_HEADER, formatHmacHeader(mac.algorithm, mac.name, value)]];
}
