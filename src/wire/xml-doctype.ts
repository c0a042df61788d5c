/**
 * The document type declaration (XML 1.0, 2.8): its public id is kept, and that it declares entities is said. Nothing of it is acted
 * on: no entity is expanded, no default attribute added, nothing fetched. Declarations in the internal subset are passed over, not read.
 */
import { hasAt } from './xml-markup.js';
import { APOSTROPHE, CLOSE_BRACKET, GT, LT, OPEN_BRACKET, QUESTION, QUOTE, SPACE } from './xml-octets.js';
import type { XmlScan } from './xml-scan.js';

const KEYWORD = '<!DOCTYPE';
/** Up to the internal subset or the end. Group 1 or 2 is the public id. */
const HEAD =
  /^<!DOCTYPE[ \t\r\n]+[\p{L}_][^\s'"[>&<;]*(?:[ \t\r\n]+(?:SYSTEM[ \t\r\n]+(?:"[^"]*"|'[^']*')|PUBLIC[ \t\r\n]+(?:"([-\w \r\n'()+,./:=?;!*#@$%]*)"|'([-\w \r\n()+,./:=?;!*#@$%]*)')[ \t\r\n]+(?:"[^"]*"|'[^']*')))?[ \t\r\n]*$/u;
/** The public id of a declaration that is wrong elsewhere. */
const PUBLIC_ID = /^[^"'[>]{0,256}\bPUBLIC\s*(?:"([^"]*)"|'([^']*)')/;
/** What is longer is malformed; only this much of it is looked at. */
const LONGEST_HEAD = 4096;
const DECLARATIONS = /^<!(?:ELEMENT|ATTLIST|ENTITY|NOTATION)[ \t\r\n]/;

/** Reads the first declaration before the root; any other is passed over to its first ">". Gives the octet after it. */
export function readDoctype(scan: XmlScan, from: number): number {
  const { octets, end, findings } = scan;
  const first = octets.indexOf(GT, from);
  const afterFirst = first < 0 ? end : first + 1;
  if (scan.hasDoctype || scan.root !== null) {
    findings.add('xml-doctype-misplaced', from);
    return afterFirst;
  }
  scan.hasDoctype = true;
  let at = from + KEYWORD.length;
  while (at < end && octets[at] !== GT && octets[at] !== OPEN_BRACKET) at = afterQuoted(octets, at, end);
  const head = octets.toString('utf8', from, Math.min(at, from + LONGEST_HEAD));
  const match = HEAD.exec(head);
  const id = match ?? PUBLIC_ID.exec(head);
  scan.publicId = id?.[1] ?? id?.[2] ?? '';
  let isProper = match !== null;
  if (at < end && octets[at] === OPEN_BRACKET) {
    const subset = readSubset(scan, at + 1);
    isProper &&= subset.isProper;
    at = subset.to;
    while (at < end && SPACE[octets[at]!]) at++;
  }
  const hasEnd = at < end && octets[at] === GT;
  if (!isProper || !hasEnd) findings.add('xml-doctype', from);
  const to = hasEnd ? at + 1 : afterFirst;
  scan.checkCharacters(from, to);
  return to;
}

/** Passes over the internal subset to the octet after its "]". */
function readSubset(scan: XmlScan, start: number): { to: number; isProper: boolean } {
  const { octets, end, findings } = scan;
  let at = start;
  let isProper = true;
  while (at < end && octets[at] !== CLOSE_BRACKET) {
    if (octets[at] !== LT) {
      // A parameter entity reference is the only text there can be.
      if (!SPACE[octets[at]!] && !/[%\w;.:-]/.test(String.fromCharCode(octets[at]!))) isProper = false;
      at++;
    } else if (hasAt(octets, at, COMMENT)) {
      const hyphens = octets.indexOf('--', at + 4, 'latin1');
      const found = hyphens < 0 ? -1 : octets.indexOf('-->', hyphens, 'latin1');
      if (hyphens !== found) findings.add('xml-comment-hyphens', hyphens);
      if (found < 0) isProper = false;
      at = found < 0 ? end : found + 3;
    } else if (octets[at + 1] === QUESTION) {
      const found = octets.indexOf('?>', at + 2, 'latin1');
      if (found < 0) isProper = false;
      at = found < 0 ? end : found + 2;
    } else {
      const keyword = octets.toString('latin1', at, at + 12);
      if (!DECLARATIONS.test(keyword)) isProper = false;
      if (keyword.startsWith('<!ENTITY')) findings.add('xml-doctype-entity', at);
      at++;
      while (at < end && octets[at] !== GT && octets[at] !== LT) at = afterQuoted(octets, at, end);
      if (octets[at] === GT && at < end) at++;
      else isProper = false;
    }
  }
  return { to: at < end ? at + 1 : end, isProper };
}

const COMMENT = Buffer.from('<!--');

/** The octet after the quoted string at `at`, or after the one octet there when it is no quote. */
function afterQuoted(octets: Buffer, at: number, end: number): number {
  const octet = octets[at]!;
  if (octet !== QUOTE && octet !== APOSTROPHE) return at + 1;
  const found = octets.indexOf(octet, at + 1);
  return found < 0 ? end : found + 1;
}
