/** What stands between tags: comments, CDATA sections, processing instructions. */

import { readDoctype } from './xml-doctype.js';
import { internName } from './xml-names.js';
import { XmlPiece } from './xml-nodes.js';
import { BANG, HYPHEN, IN_NAME, NAME_CLASS, OPEN_BRACKET, QUESTION, SLASH, SPACE, STARTS_NAME } from './xml-octets.js';
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
  let hash = 0;
  while (at < dataTo && NAME_CLASS[octets[at]!]! & IN_NAME) hash = (Math.imul(hash, 31) + octets[at++]!) | 0;
  const target = internName(octets, dataFrom, at, hash);
  if (target.text === 'xml') findings.add('xml-declaration-misplaced', from);
  else if (/^xml$/i.test(target.text)) findings.add('xml-pi-target', dataFrom, `"${target.text}" is reserved`);
  else if (target.problem !== '' || target.prefix !== '' || (at < dataTo && !SPACE[octets[at]!])) findings.add('xml-pi-target', dataFrom);
  scan.addPiece(new XmlPiece('pi', from, to, dataFrom, dataTo, scan.checkCharacters(dataFrom, dataTo), scan.source));
  return to;
}

/** Whether exactly these octets stand at `at`. */
export function hasAt(octets: Buffer, at: number, wanted: Buffer): boolean {
  for (let i = 0; i < wanted.length; i++) if (octets[at + i] !== wanted[i]) return false;
  return true;
}
