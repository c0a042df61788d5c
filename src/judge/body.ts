/** Octets of a frame's body, and the document in them; each read once per frame line. */
import type { FrameLine } from '../record/record.js';
import type { WireDocument } from '../wire/document.js';
import { header } from '../wire/frame.js';
import { looksLikeWbxml, readWbxml } from '../wire/wbxml-read.js';
import { readXml } from '../wire/xml-read.js';

const OCTETS = new WeakMap<FrameLine, Uint8Array>();
const DOCUMENTS = new WeakMap<FrameLine, WireDocument>();

export function octetsOf(frame: FrameLine): Uint8Array {
  let octets = OCTETS.get(frame);
  if (!octets) {
    octets = new Uint8Array(Buffer.from(frame.body, 'base64'));
    OCTETS.set(frame, octets);
  }
  return octets;
}

/** The document in the body. Which reader is decided by the octets, not by the Content-Type, which has assertions of its own. */
export function documentOf(frame: FrameLine): WireDocument {
  let document = DOCUMENTS.get(frame);
  if (!document) {
    document = readDocument(octetsOf(frame), header(frame.head, 'content-type'));
    DOCUMENTS.set(frame, document);
  }
  return document;
}

export function readDocument(octets: Uint8Array, contentType: string | undefined): WireDocument {
  return looksLikeWbxml(octets) ? readWbxml(octets, contentType === undefined ? {} : { mime: contentType }) : readXml(octets);
}
