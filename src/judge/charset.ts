/** A charset parameter that the octets contradict: it is authoritative (RFC 3023, 3.2 and 7.1), so nobody could read the body by it. */
import type { FrameLine } from '../record/record.js';
import { looksLikeWbxml } from '../wire/wbxml-read.js';
import { octetsOf } from './body.js';

/** Only what a look at the first octets settles: whether XML is in units of two octets (XML 1.0, appendix F). */
export function charsetFault(frame: FrameLine, contentType: string): string | undefined {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  const octets = octetsOf(frame);
  const [first, second] = octets;
  if (charset === undefined || first === undefined || second === undefined || looksLikeWbxml(octets)) return undefined;
  const isWide = first === 0 || second === 0 || (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
  if (isWide === /^(utf-16|iso-10646-ucs-2)/i.test(charset)) return undefined;
  return isWide
    ? `its charset is ${charset}, and the octets are UTF-16`
    : /^utf-16/i.test(charset)
      ? `its charset is ${charset}, and the octets are not`
      : undefined;
}
