/** Reads octets of any kind dmct knows, and what is inside them, into elements, lines and findings with offsets in the outermost octets. */
import { listElements, listXml } from './annotate-document.js';
import { annotateNotification, annotateWsp } from './annotate-push.js';
import { annotateSms, findTpdu, looksLikeUserData } from './annotate-sms.js';
import { listWbxml } from './annotate-wbxml.js';
import { type Annotation, AnnotationSink, type Kind, type Wanted } from './annotation.js';
import { type Notification, readNotification } from './notification-read.js';
import { PUSH_PORT } from './sms-table.js';
import { looksLikeWbxml, readWbxml } from './wbxml-read.js';
import { readWspPush } from './wsp-read.js';
import { CONFIRMED_PUSH_PDU, PUSH_PDU } from './wsp-table.js';
import { readXml } from './xml-read.js';

export { type AnnotatedElement, type AnnotatedLine, type Annotation, KINDS, type Kind } from './annotation.js';

/** Never throws. Without `as` the octets say what they are; undefined when nothing fits. */
export function annotate(octets: Uint8Array, as?: Kind, wanted: Wanted = { elements: true, lines: true }): Annotation | undefined {
  const kind = as ?? detect(octets);
  if (!kind) return undefined;
  const sink = new AnnotationSink(wanted);
  const understood = annotateAs(sink, octets, 0, kind, ROOTS[kind], 0, undefined);
  const { elements, findings, lines, document } = sink;
  return { kind, elements, findings, lines, understood, ...(document ? { document } : {}) };
}

/** Paths of a document begin with its root element, those of a binary message with its kind. */
const ROOTS: Readonly<Record<Kind, string>> = { wbxml: '', xml: '', notification: '/notification', wsp: '/wsp', sms: '/sms' };

/**
 * The kind that fits without a finding, the one with the most fixed bits first: package #0 has 39 of them, a push three octets
 * and a known type, a short message its lengths. XML needs a "<", WBXML a readable header.
 */
export function detect(octets: Uint8Array): Kind | undefined {
  // 512 octets hold every field but vendor data
  const notification = readNotification(octets.subarray(0, 512));
  if (notification.findings.length === 0) return 'notification';
  if (looksLikePush(octets, 0)) return 'wsp';
  if (looksLikeUserData(octets)) return 'sms';
  if (looksLikeXml(octets)) return 'xml';
  if (looksLikeWbxml(octets)) return 'wbxml';
  if (findTpdu(octets) !== undefined) return 'sms';
  return detectDeviating(octets, notification);
}

/** What deviates is still worth reading: a push whose type is known, a notification with wrong values but room for all fields. */
function detectDeviating(octets: Uint8Array, notification: Notification): Kind | undefined {
  const push = readWspPush(octets);
  const isPush = push.type?.value === PUSH_PDU || push.type?.value === CONFIRMED_PUSH_PDU;
  if (isPush && push.contentType?.mediaType.includes('/')) return 'wsp';
  const isWhole = notification.findings.every((f) => f.code !== 'notification-truncated');
  return isWhole && notification.futureUse?.value === 0 && (notification.version?.value ?? 0) < 30 ? 'notification' : undefined;
}

function looksLikePush(octets: Uint8Array, at: number): boolean {
  const push = readWspPush(octets, at);
  return push.contentType !== undefined && push.findings.length === 0;
}

/** "<" after a byte order mark and white space, in octets or in UTF-16. */
function looksLikeXml(octets: Uint8Array): boolean {
  const head = Buffer.from(octets.subarray(0, 256)).toString('latin1').replaceAll('\0', '');
  return /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[ \t\r\n]*<[A-Za-z_:?!]/.test(head);
}

/** Gives whether the octets from `at` on were understood as `kind`. */
function annotateAs(
  sink: AnnotationSink,
  octets: Uint8Array,
  at: number,
  kind: Kind,
  base: string,
  depth: number,
  mime: string | undefined,
): boolean {
  switch (kind) {
    case 'notification':
      return annotateNotification(sink, octets, at, base, depth);
    case 'wsp': {
      const push = annotateWsp(sink, octets, at, base, depth);
      if (push.body.length > 0) annotateBody(sink, octets, push.bodyFrom, base, depth, push.contentType?.mediaType ?? '');
      return push.contentType !== undefined && push.contentType.mediaType !== '';
    }
    case 'sms':
      return annotateMessage(sink, octets, base);
    case 'wbxml':
    case 'xml': {
      const own = octets.subarray(at);
      const document = kind === 'xml' ? readXml(own) : readWbxml(own, mime === undefined ? {} : { mime });
      sink.inside(at, () => {
        if (sink.wanted.elements) listElements(sink, document, base);
        if (sink.wanted.lines && kind === 'xml') listXml(sink, document, own.length);
        if (sink.wanted.lines && kind === 'wbxml') listWbxml(sink, document, 0, own.length, depth);
        sink.find(document.findings);
      });
      sink.document ??= document;
      return document.root !== null;
    }
  }
}

/** Media types that say how to read a body. */
const BODIES: Readonly<Record<string, Kind>> = {
  'application/vnd.syncml.notification': 'notification',
  'application/vnd.syncml.dm+wbxml': 'wbxml',
  'application/vnd.syncml.dm+xml': 'xml',
  'application/vnd.syncml+wbxml': 'wbxml',
  'application/vnd.syncml+xml': 'xml',
  'application/vnd.syncml.dmtnds+wbxml': 'wbxml',
  'application/vnd.syncml.dmtnds+xml': 'xml',
};

function annotateBody(sink: AnnotationSink, octets: Uint8Array, at: number, base: string, depth: number, mediaType: string): void {
  const kind = BODIES[mediaType];
  if (kind) annotateAs(sink, octets, at, kind, `${base}${ROOTS[kind]}`, depth, mediaType);
  else sink.field(`${base}/body`, at, octets.length, Buffer.from(octets.subarray(at)).toString('hex'), depth, 'body');
}

function annotateMessage(sink: AnnotationSink, octets: Uint8Array, base: string): boolean {
  const payload = annotateSms(sink, octets, base);
  if (payload.from >= payload.to) return payload.understood;
  const { header } = payload;
  const part = header?.concatenation;
  const inner = octets.subarray(0, payload.to);
  const text = Buffer.from(inner.subarray(payload.from)).toString('hex');
  if (part && part.total.value > 1) {
    const meaning = `part ${part.sequence.text} of ${part.total.text} of a longer message: not decoded by itself`;
    sink.field(`${base}/part`, payload.from, payload.to, text, 0, meaning);
  } else if (header?.destinationPort?.value === PUSH_PORT || looksLikePush(inner, payload.from)) {
    return annotateAs(sink, inner, payload.from, 'wsp', `${base}/wsp`, 0, undefined) || payload.understood;
  } else sink.field(`${base}/data`, payload.from, payload.to, text, 0, 'data');
  return payload.understood;
}
