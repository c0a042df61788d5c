/** A charset parameter that the octets contradict: it is authoritative (RFC 3023, 3.2 and 7.1), so nobody could read the body by it. */
import type { FrameLine } from '../record/record.js';
import { parametersOf } from '../wire/octet-lines.js';
import { looksLikeWbxml } from '../wire/wbxml-read.js';
import { octetsOf } from './body.js';

/** Names of character sets in units of two octets, and the commonest of those that are not (IANA, with usual misspellings). */
const WIDE = /^(utf-?16([bl]e)?|iso-10646-ucs-2|ucs-?2|csunicode|unicode|csutf16([bl]e)?)$/i;
const NARROW = /^(utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d)$/i;

/** Only what a look at the first octets settles: whether XML is in units of two octets (XML 1.0, appendix F). */
export function charsetFault(frame: FrameLine, contentType: string): string | undefined {
  const [charset, another] = parametersOf(contentType, 'charset');
  const octets = octetsOf(frame);
  const [first, second] = octets;
  if (charset === undefined || another !== undefined || first === undefined || second === undefined || looksLikeWbxml(octets)) return undefined;
  const isWide = first === 0 || second === 0 || (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
  if (isWide) return NARROW.test(charset) ? `its charset is ${charset}, and the octets are UTF-16` : undefined;
  return WIDE.test(charset) ? `its charset is ${charset}, and the octets are not` : undefined;
}
