/** The decoded text below a frame's octets on the report page: the listing of `dmct decode`, one line an element or field. */
import { annotate, type Kind } from '../wire/annotate.js';
import type { ReportFrame } from './report.js';

/** Longer bodies are shown as octets only: the page is for reading. */
const MOST_OCTETS = 256 * 1024;

/** Offset in hexadecimal, then the meaning, indented by nesting; findings last. '' when there is nothing to tell. Never throws. */
export function decodeFrame(frame: ReportFrame): string {
  if (frame.base64 === undefined || frame.length === 0 || frame.length > MOST_OCTETS) return '';
  const annotation = annotate(Buffer.from(frame.base64, 'base64'), kindOf(frame));
  if (!annotation?.understood) return '';
  const lines = annotation.lines.map((l) => `${l.from.toString(16).padStart(6, '0')}  ${'  '.repeat(Math.min(l.depth, 40))}${l.meaning}`);
  const findings = annotation.findings.map((f) => `${f.at.toString(16).padStart(6, '0')}  ! ${f.code}: ${f.message}`);
  return [...lines, ...(findings.length ? ['', ...findings] : [])].join('\n');
}

/** What the frame says it carries; undefined lets the octets say. A datagram is a WSP PDU whatever content type was read out of it. */
function kindOf(frame: ReportFrame): Kind | undefined {
  if (frame.unit === 'datagram') return undefined;
  if (/wbxml/i.test(frame.contentType)) return 'wbxml';
  return /xml/i.test(frame.contentType) ? 'xml' : undefined;
}
