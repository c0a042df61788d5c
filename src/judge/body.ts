/** Octets of a frame's body, and the document in them; each read once per frame line. */
import { cut } from '../base/cut.js';
import type { FrameLine } from '../record/record.js';
import { codingsOf, hasCodings } from '../wire/content-coding.js';
import type { WireDocument } from '../wire/document.js';
import { header } from '../wire/frame.js';
import { looksLikeWbxml, readWbxml } from '../wire/wbxml-read.js';
import { readXml } from '../wire/xml-read.js';
import { pushPayload } from './push-payload.js';
import { shiftDocument } from './shift.js';

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

/** The document in the body, of a push in its payload; offsets count octets of the frame. Which reader is decided by the octets, not by the Content-Type, which has assertions of its own. */
export function documentOf(frame: FrameLine): WireDocument {
  let document = DOCUMENTS.get(frame);
  if (!document) {
    document = coded(frame) ?? (frame.channel === 'push' ? inPush(frame) : readDocument(octetsOf(frame), header(frame.head, 'content-type')));
    DOCUMENTS.set(frame, document);
  }
  return document;
}

/** Findings of a body that its head calls coded: nothing is read out of it. A coding that it has says nothing against it. */
const CODED = 'coded';
const NOT_CODED = 'not-coded';

/** Whether nothing can be said of a body because it has the coding that its head tells. */
export const isCoded = (frame: FrameLine): boolean => documentOf(frame).findings[0]?.code === CODED;

function coded(frame: FrameLine): WireDocument | undefined {
  const octets = octetsOf(frame);
  const codings = codingsOf(frame.head);
  if (codings.length === 0 || octets.length === 0) return undefined;
  const name = `Content-Encoding ${JSON.stringify(cut(codings.join(', '), 40))}`;
  const finding =
    hasCodings(octets, codings) === false
      ? { code: NOT_CODED, at: 0, message: `its head tells ${name}, and the octets are nothing of the kind` }
      : { code: CODED, at: 0, message: `it was sent with ${name}, which dmct does not undo: have it sent without` };
  return { header: { kind: 'xml', version: '', encoding: '', publicId: '', hasDeclaration: false }, octets, root: null, findings: [finding] };
}

function inPush(frame: FrameLine): WireDocument {
  const octets = octetsOf(frame);
  const { from, to, contentType } = pushPayload(frame, octets);
  return shiftDocument(readDocument(octets.subarray(from, to), contentType), from, octets);
}

/** The octets that a MAC counts over: the body, of a push its payload. */
export function payloadOf(frame: FrameLine): Uint8Array {
  const octets = octetsOf(frame);
  if (frame.channel !== 'push') return octets;
  const { from, to } = pushPayload(frame, octets);
  return octets.subarray(from, to);
}

export function readDocument(octets: Uint8Array, contentType: string | undefined): WireDocument {
  return looksLikeWbxml(octets) ? readWbxml(octets, contentType === undefined ? {} : { mime: contentType }) : readXml(octets);
}
