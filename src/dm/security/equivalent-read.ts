/**
 * The canonical XML equivalent of a message that was read, WBXML or XML (assumption U8; the definition stands in docs/security.md):
 * exclusive canonical XML of the elements with their resolved namespaces and no prefixes. How a text was written (STR_I, STR_T, OPAQUE,
 * entity, CDATA, character data), WBXML version, public identifier, string table, DOCTYPE, comments and processing instructions leave no
 * trace in it. Octets that XML cannot carry as text stand as `<?octets BASE64?>`; no message can write that itself.
 */
import { cut } from '../../base/cut.js';
import type { Element, Piece, WireDocument } from '../../wire/document.js';
import { wbxmlGrade } from '../../wire/wbxml-findings.js';
import { xmlFindingsOf } from '../../wire/xml-read.js';
import { attributeText, characterText, inOrder } from './canonical-read.js';
import type { SecurityFindings } from './findings.js';

const XMLNS = 'http://www.w3.org/2000/xmlns/';
/** Elements of WBXML that have no name, or more than SyncML has. */
const UNSURE: ReadonlySet<string> = new Set([
  'wbxml-unknown-page',
  'wbxml-lenient-page',
  'wbxml-unknown-token',
  'wbxml-attribute',
  'wbxml-extension',
]);
/** MIBenum of US-ASCII and UTF-8, and 0 for "not said". */
const CHARSETS: ReadonlySet<number> = new Set([0, 3, 106]);
const NAME = /^[\p{L}_][\p{L}\p{N}\p{M}._\u00B7-]*$/u;
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Canonical octets, or undefined with findings. The content of `emptied` is left out: Cred/Data when it holds the signature. */
export function readEquivalent(document: WireDocument, findings: SecurityFindings, emptied?: Element): Buffer | undefined {
  const { root, header } = document;
  const whole = { from: 0, to: document.octets.length };
  const before = findings.list.length;
  for (const finding of unsureOf(document)) findings.add('message-unreadable', { from: finding.at, to: finding.at }, finding.message);
  if (header.kind === 'wbxml' ? !CHARSETS.has(header.charset) : !/^(?:|utf-8|us-ascii)$/i.test(header.encoding))
    findings.add('message-charset', whole);
  if (!root) findings.add('message-unreadable', whole);
  if (!root || findings.list.length > before) return undefined;
  const out: string[] = [];
  write(document, root, '', out, findings, emptied);
  return findings.list.length > before ? undefined : Buffer.from(out.join(''), 'utf8');
}

function unsureOf(document: WireDocument): WireDocument['findings'] {
  if (document.header.kind === 'xml') {
    const entity = document.findings.filter((f) => f.code === 'xml-doctype-entity');
    return [...xmlFindingsOf(document, 'form', 'namespace', 'encoding', 'limit'), ...entity];
  }
  return document.findings.filter((f) => UNSURE.has(f.code) || wbxmlGrade(f) === 'malformed' || wbxmlGrade(f) === 'limit');
}

function write(document: WireDocument, element: Element, outerNs: string, out: string[], findings: SecurityFindings, emptied?: Element): void {
  const { name, ns } = element;
  if (!NAME.test(name)) findings.add('message-name', element, JSON.stringify(cut(name, 60)));
  out.push('<', name);
  if (ns !== outerNs) out.push(' xmlns="', attributeText(ns), '"');
  const attributes = element.attributes.filter((a) => a.ns !== XMLNS);
  for (const a of attributes) if (a.ns !== '' || !NAME.test(a.name)) findings.add('message-attribute', a, a.name);
  for (const a of attributes.sort((x, y) => Buffer.compare(Buffer.from(x.name), Buffer.from(y.name)))) {
    out.push(` ${a.name}="`, attributeText(a.value), '"');
  }
  out.push('>');
  if (element !== emptied) {
    let run: Piece[] = [];
    for (const node of inOrder(element)) {
      if ('children' in node) {
        out.push(runText(document.octets, run));
        run = [];
        write(document, node, ns, out, findings, emptied);
      } else if (node.form !== 'comment' && node.form !== 'pi') run.push(node);
    }
    out.push(runText(document.octets, run));
  }
  out.push('</', name, '>');
}

/** Text between two tags, whatever pieces it was written in. */
function runText(octets: Uint8Array, run: readonly Piece[]): string {
  if (run.length === 0) return '';
  let text: string | undefined;
  if (run.every((p) => p.form !== 'opaque')) text = run.map((p) => p.text).join('');
  else text = asText(runOctets(octets, run));
  if (text !== undefined && !NOT_XML.test(text)) return characterText(text);
  return `<?octets ${Buffer.from(runOctets(octets, run)).toString('base64')}?>`;
}

/** The octets a run of pieces stands for: opaque data as it is, other text in UTF-8. */
export function runOctets(octets: Uint8Array, run: readonly Piece[]): Uint8Array {
  return Buffer.concat(run.map((p) => (p.form === 'opaque' ? octets.subarray(p.dataFrom, p.dataTo) : Buffer.from(p.text, 'utf8'))));
}

function asText(octets: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(octets);
  } catch {
    return undefined;
  }
}
