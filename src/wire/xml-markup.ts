/** What stands between tags: comments, CDATA sections, processing instructions, the document type declaration. */
import { XmlPiece } from './xml-nodes.js';
import {
  APOSTROPHE,
  BANG,
  CLOSE_BRACKET,
  GT,
  HYPHEN,
  IN_NAME,
  LT,
  NAME_CLASS,
  OPEN_BRACKET,
  QUESTION,
  QUOTE,
  SLASH,
  SPACE,
  STARTS_NAME,
} from './xml-octets.js';
import type { XmlScan } from './xml-scan.js';

const CDATA = Buffer.from('<![CDATA[');
const DOCTYPE = Buffer.from('<!DOCTYPE');
const COMMENT = Buffer.from('<!--');

/** Whether the "<" at `at` begins mark-up of any kind; otherwise it is a bare character. */
export function startsMarkup(octets: Buffer, at: number, end: number): boolean {
  if (at + 1 >= end) return false;
  const next = octets[at + 1]!;
  if (NAME_CLASS[next]! & STARTS_NAME || next === SLASH || next === QUESTION) return true;
  return next === BANG && (hasAt(octets, at, COMMENT) || hasAt(octets, at, CDATA) || hasAt(octets, at, DOCTYPE));
}

/** Reads one of them; gives the octet after it. */
export function readMarkup(scan: XmlScan, from: number): number {
  const { octets } = scan;
  const next =
    octets[from + 1] === QUESTION
      ? readInstruction(scan, from)
      : octets[from + 2] === HYPHEN
        ? readComment(scan, from)
        : octets[from + 2] === OPEN_BRACKET
          ? readCdata(scan, from)
          : readDoctype(scan, from);
  return scan.stoppedAt < 0 ? next : scan.end;
}

function readCdata(scan: XmlScan, from: number): number {
  const dataFrom = from + CDATA.length;
  const found = scan.octets.indexOf(']]>', dataFrom, 'latin1');
  if (scan.depth === 0) scan.findings.add('xml-cdata-outside-root', from);
  if (found < 0) scan.findings.add('xml-cdata-unclosed', from);
  const dataTo = found < 0 ? scan.end : found;
  const to = found < 0 ? scan.end : found + 3;
  scan.addPiece(new XmlPiece('cdata', from, to, dataFrom, dataTo, scan.checkCharacters(dataFrom, dataTo), scan.source));
  return to;
}

function readComment(scan: XmlScan, from: number): number {
  const dataFrom = from + COMMENT.length;
  const hyphens = scan.octets.indexOf('--', dataFrom, 'latin1');
  const found = hyphens < 0 ? -1 : scan.octets.indexOf('-->', hyphens, 'latin1');
  if (hyphens >= 0 && hyphens !== found) scan.findings.add('xml-comment-hyphens', hyphens);
  if (found < 0) scan.findings.add('xml-comment-unclosed', from);
  const dataTo = found < 0 ? scan.end : found;
  const to = found < 0 ? scan.end : found + 3;
  scan.addPiece(new XmlPiece('comment', from, to, dataFrom, dataTo, scan.checkCharacters(dataFrom, dataTo), scan.source));
  return to;
}

function readInstruction(scan: XmlScan, from: number): number {
  const { octets, end, findings } = scan;
  const dataFrom = from + 2;
  const found = octets.indexOf('?>', dataFrom, 'latin1');
  if (found < 0) findings.add('xml-pi-unclosed', from);
  const dataTo = found < 0 ? end : found;
  const to = found < 0 ? end : found + 2;
  let at = dataFrom;
  while (at < dataTo && NAME_CLASS[octets[at]!]! & IN_NAME) at++;
  const target = octets.toString('utf8', dataFrom, Math.min(at, dataFrom + 60));
  if (target === 'xml') findings.add('xml-declaration-misplaced', from);
  else if (/^xml$/i.test(target)) findings.add('xml-pi-target', dataFrom, `"${target}" is reserved`);
  else if (!/^[\p{L}_]/u.test(target) || target.includes(':') || (at < dataTo && !SPACE[octets[at]!])) findings.add('xml-pi-target', dataFrom);
  scan.addPiece(new XmlPiece('pi', from, to, dataFrom, dataTo, scan.checkCharacters(dataFrom, dataTo), scan.source));
  return to;
}

/**
 * The first document type declaration in its place is read: its public id, and that it declares entities. Nothing of it is
 * acted on. Any other is passed over to its first ">".
 */
function readDoctype(scan: XmlScan, from: number): number {
  const { octets, end, findings } = scan;
  const first = octets.indexOf(GT, from);
  const afterFirst = first < 0 ? end : first + 1;
  if (scan.hasDoctype || scan.root !== null) {
    findings.add('xml-doctype-misplaced', from);
    return afterFirst;
  }
  scan.hasDoctype = true;
  let at = from + DOCTYPE.length;
  for (; at < end && octets[at] !== GT && octets[at] !== OPEN_BRACKET; at++) {
    const octet = octets[at]!;
    if (octet === QUOTE || octet === APOSTROPHE) at = skipTo(octets, at + 1, end, octet);
  }
  const head = octets.toString('utf8', from, Math.min(at, from + 4096));
  const id = /^<!DOCTYPE(?:(?=\s)\s*[^\s'"[>]+\s+PUBLIC\s*)(?:"([^"]*)"|'([^']*)')/.exec(head);
  scan.publicId = id?.[1] ?? id?.[2] ?? '';
  if (!DECLARATION.test(head)) findings.add('xml-doctype', from);
  if (octets[at] === OPEN_BRACKET && at < end) {
    at = readSubset(scan, at + 1);
    while (at < end && SPACE[octets[at]!]) at++;
  }
  if (at < end && octets[at] === GT) return at + 1;
  if (DECLARATION.test(head)) findings.add('xml-doctype', from, 'it has no end');
  return afterFirst;
}

const DECLARATION =
  /^<!DOCTYPE[ \t\r\n]+[\p{L}_][^\s'"[>]*(?:[ \t\r\n]+(?:SYSTEM[ \t\r\n]+(?:"[^"]*"|'[^']*')|PUBLIC[ \t\r\n]+(?:"[-\w \r\n'()+,./:=?;!*#@$%]*"|'[-\w \r\n()+,./:=?;!*#@$%]*')[ \t\r\n]+(?:"[^"]*"|'[^']*')))?[ \t\r\n]*$/u;

/** Passes over the internal subset; gives the octet after its "]". */
function readSubset(scan: XmlScan, start: number): number {
  const { octets, end, findings } = scan;
  let at = start;
  while (at < end && octets[at] !== CLOSE_BRACKET) {
    if (octets[at] !== LT) {
      at++;
      continue;
    }
    if (hasAt(octets, at, COMMENT)) at = after(octets.indexOf('-->', at + 4, 'latin1'), 3, end);
    else if (octets[at + 1] === QUESTION) at = after(octets.indexOf('?>', at + 2, 'latin1'), 2, end);
    else {
      if (octets.toString('latin1', at, at + 8) === '<!ENTITY') findings.add('xml-doctype-entity', at);
      at++;
      while (at < end && octets[at] !== GT && octets[at] !== LT) {
        const octet = octets[at]!;
        at = octet === QUOTE || octet === APOSTROPHE ? skipTo(octets, at + 1, end, octet) + 1 : at + 1;
      }
      if (octets[at] === GT) at++;
    }
  }
  return at < end ? at + 1 : end;
}

function skipTo(octets: Buffer, from: number, end: number, octet: number): number {
  const found = octets.indexOf(octet, from);
  return found < 0 ? end : found;
}

function after(found: number, length: number, end: number): number {
  return found < 0 ? end : found + length;
}

function hasAt(octets: Buffer, at: number, wanted: Buffer): boolean {
  for (let i = 0; i < wanted.length; i++) if (octets[at + i] !== wanted[i]) return false;
  return true;
}
