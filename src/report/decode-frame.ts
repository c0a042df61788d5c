/** The decoded text below a frame's octets on the report page: the listing of `dmct decode`, then the management objects inside as lists of nodes. */
import { annotate, type Kind } from '../wire/annotate.js';
import { objectLines, objectsIn } from '../wire/tnds-objects.js';
import type { ReportFrame } from './report.js';

/** Longer bodies are shown as octets only: the page is for reading. */
const MOST_OCTETS = 256 * 1024;

/** Offset in hexadecimal, then the meaning, indented by nesting; objects, then findings. '' when there is nothing to tell. Never throws. */
export function decodeFrame(frame: ReportFrame): string {
  if (frame.base64 === undefined || frame.length === 0 || frame.length > MOST_OCTETS) return '';
  const octets = Buffer.from(frame.base64, 'base64');
  const { head, from, kind } = payloadOf(frame, octets);
  const annotation = annotate(octets.subarray(from), kind);
  const at = (offset: number): string => (from + offset).toString(16).padStart(6, '0');
  const outside = head.map(([offset, line]) => `${offset.toString(16).padStart(6, '0')}  ${line}`);
  if (!annotation?.understood) return outside.join('\n');
  const lines = annotation.lines.map((l) => `${at(l.from)}  ${'  '.repeat(Math.min(l.depth, 40))}${l.meaning}`);
  const objects = annotation.document ? objectsIn(annotation.document).flatMap((object) => ['', ...objectLines(object)]) : [];
  const findings = annotation.findings.map((f) => `${at(f.at)}  ! ${f.code}: ${f.message}`);
  return [...outside, ...lines, ...objects, ...(findings.length ? ['', ...findings] : [])].join('\n');
}

interface Payload {
  /** Lines of an HTTP message that stands in the body (OTA-HTTP push), each with its offset. */
  readonly head: readonly (readonly [offset: number, line: string])[];
  /** Where the payload begins, and what it says it is; undefined lets the octets say. */
  readonly from: number;
  readonly kind: Kind | undefined;
}

/** A datagram is a WSP PDU whatever content type was read out of it. */
function payloadOf(frame: ReportFrame, octets: Buffer): Payload {
  if (frame.unit === 'datagram') return { head: [], from: 0, kind: undefined };
  const gap = frame.contentType.startsWith('application/http') ? octets.indexOf('\r\n\r\n') : -1;
  if (gap < 0) return { head: [], from: 0, kind: kindOf(frame.contentType) };
  let offset = 0;
  const head = octets
    .toString('latin1', 0, gap)
    .split('\r\n')
    .map((line): [number, string] => {
      const entry: [number, string] = [offset, line];
      offset += line.length + 2;
      return entry;
    });
  const type = head.find(([, line]) => /^content-type:/i.test(line))?.[1] ?? '';
  return { head, from: gap + 4, kind: kindOf(type) };
}

function kindOf(contentType: string): Kind | undefined {
  if (/wbxml/i.test(contentType)) return 'wbxml';
  return /xml/i.test(contentType) ? 'xml' : undefined;
}
