/** The octets of a body that a HAR file holds as text: Base64 where it says so, else those that the text can have been. */
import { LIMITS } from '../../limits.js';
import type { TransportTrouble } from '../../wire/frame.js';
import type { Json } from './json-walk.js';
import type { Tally } from './tally.js';

export interface HarBody {
  readonly body: Uint8Array;
  readonly trouble?: TransportTrouble;
}

const NOTHING = new Uint8Array(0);

/**
 * `holder`: a `postData` or a `content`; `size`: how many octets crossed, as the file says (negative or absent: it does not). A text stands for
 * the octets of its UTF-8; for those of ISO 8859-1 when only they are as many as crossed, as for WBXML that a tool took for text.
 */
export function bodyOfText({ text, encoding }: Json, size: unknown, tally: Tally): HarBody {
  const announced = typeof size === 'number' && size >= 0 ? size : undefined;
  if (typeof text !== 'string') {
    if (announced === undefined || announced === 0) return { body: NOTHING };
    tally.add('body is not in the HAR file, only its size', 'bodies are not in the HAR file, only their sizes');
    return { body: NOTHING, trouble: 'not-captured' };
  }
  const body = octetsOf(text, encoding, announced, tally);
  if (body && body.length > LIMITS.bodyOctets) return { body: body.subarray(0, LIMITS.bodyOctets), trouble: 'too-large' };
  if (body) return { body };
  tally.add(
    'body was written as text and octets were lost (U+FFFD): let the tool write it as Base64',
    'bodies were written as text and octets were lost (U+FFFD): let the tool write them as Base64',
  );
  return { body: new TextEncoder().encode(text), trouble: 'not-captured' };
}

/** Undefined: the text does not say what the octets were. */
function octetsOf(text: string, encoding: unknown, announced: number | undefined, tally: Tally): Uint8Array | undefined {
  if (encoding === 'base64') return new Uint8Array(Buffer.from(text, 'base64'));
  if (text === '') return NOTHING;
  if (/\ufffd/.test(text) || !text.isWellFormed()) return undefined;
  const utf8 = new TextEncoder().encode(text);
  if (announced !== utf8.length && announced === text.length && /^[\0-\xff]*$/.test(text)) {
    tally.add('body is the ISO 8859-1 octets of a text in the HAR file', 'bodies are the ISO 8859-1 octets of texts in the HAR file');
    return new Uint8Array(Buffer.from(text, 'latin1'));
  }
  tally.add('body is the UTF-8 of a text in the HAR file', 'bodies are the UTF-8 of texts in the HAR file');
  return utf8;
}
