/**
 * The XML reader: octets to elements with octet ranges, lossless as to how the text was written. It goes on after any deviation
 * and never expands an entity or fetches anything. XML 1.0 (fifth edition), Namespaces in XML 1.0. Shares no code with xml-write.ts.
 */
import { LIMITS, type Limits } from '../limits.js';
import type { WireDocument, XmlHeader } from './document.js';
import { openXml } from './xml-encoding.js';
import { XmlFindings } from './xml-findings.js';
import type { XmlElement } from './xml-nodes.js';
import { SPACE } from './xml-octets.js';
import { XmlScan } from './xml-scan.js';

export { isWellFormed, XML_FINDINGS, type XmlFindingCode, type XmlFindingKind, xmlFindingsOf } from './xml-findings.js';

export type XmlLimits = Partial<Pick<Limits, 'elementDepth' | 'documentNodes' | 'findings'>>;

/** Reads a whole document. Never throws on octets; `limits` narrows or widens the bounds of ../limits.ts. */
export function readXml(octets: Uint8Array, limits: XmlLimits = {}): WireDocument {
  const bounds = { ...LIMITS, ...limits };
  const findings = new XmlFindings(bounds.findings);
  const input = openXml(octets, findings);
  if (!input.isReadable) {
    const header: XmlHeader = { kind: 'xml', version: '', encoding: '', publicId: '', hasDeclaration: false };
    return { header, octets, root: null, findings: findings.sorted() };
  }
  // Findings so far are at octets of the document, those of the scan at octets of the source: kept apart until the latter are mapped.
  const scanFindings = new XmlFindings(bounds.findings);
  const scan = new XmlScan(input.source, scanFindings, bounds);
  const declaration = readDeclaration(input.source.octets, input.start, scanFindings);
  scan.run(declaration.to);
  const { map } = input;
  if (map && scan.root) moveTree(scan.root, map);
  for (const finding of scanFindings.kept) findings.keep(map ? { ...finding, at: map[finding.at]! } : finding);
  findings.total += scanFindings.total - scanFindings.kept.length;
  return {
    header: { kind: 'xml', ...declaration.header, publicId: scan.publicId },
    octets,
    root: scan.root,
    findings: findings.sorted(),
  };
}

const STRICT =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[A-Za-z][A-Za-z0-9._-]*"|'[A-Za-z][A-Za-z0-9._-]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>$/;
/** Longer than any sensible declaration; what is longer is malformed and only its beginning is looked at. */
const LONGEST = 1024;

function readDeclaration(octets: Buffer, start: number, findings: XmlFindings): { to: number; header: Omit<XmlHeader, 'kind' | 'publicId'> } {
  if (octets.toString('latin1', start, start + 5) !== '<?xml' || !SPACE[octets[start + 5] ?? 0]) {
    return { to: start, header: { version: '', encoding: '', hasDeclaration: false } };
  }
  const end = octets.indexOf('?>', start, 'latin1');
  // Without an end the declaration goes to the first ">", so that the root is still found.
  const first = octets.indexOf('>', start, 'latin1');
  const to = end >= 0 && (first < 0 || end + 1 === first) ? end + 2 : first >= 0 ? first + 1 : octets.length;
  const text = octets.toString('latin1', start, Math.min(to, start + LONGEST));
  if (!STRICT.test(text)) findings.add('xml-declaration', start);
  const version = /\bversion\s*=\s*["']([^"']*)["']/.exec(text)?.[1] ?? '';
  const encoding = /\bencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1] ?? '';
  if (version !== '1.0' && STRICT.test(text)) findings.add('xml-version', start, version);
  return { to, header: { version, encoding, hasDeclaration: true } };
}

/** Moves all ranges from octets of the source to octets of the document. Texts are decoded first: they come from the source. */
function moveTree(element: XmlElement, map: Uint32Array): void {
  for (const key of ['from', 'to', 'contentFrom', 'contentTo'] as const) element[key] = map[element[key]]!;
  for (const piece of element.pieces) {
    void piece.text;
    for (const key of ['from', 'to', 'dataFrom', 'dataTo'] as const) piece[key] = map[piece[key]]!;
  }
  for (const attribute of element.attributes) {
    attribute.from = map[attribute.from]!;
    attribute.to = map[attribute.to]!;
  }
  for (const inner of element.children) moveTree(inner, map);
}
