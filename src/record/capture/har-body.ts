/** The octets of a body that a HAR file holds as text: Base64 where it says so, else those that the text can have been. */
import { cut } from '../../base/cut.js';
import { LIMITS } from '../../limits.js';
import { codingsOf } from '../../wire/content-coding.js';
import type { HttpHead, TransportTrouble } from '../../wire/frame.js';
import type { Json } from './json-walk.js';
import type { Tally } from './tally.js';

export interface HarBody {
  readonly body: Uint8Array;
  readonly trouble?: TransportTrouble;
}

const NOTHING = new Uint8Array(0);

/**
 * `holder`: a `postData` or a `content`; `size`: how many octets crossed, as the file says (negative or absent: it does not). A text stands for
 * the octets of its UTF-8; for those of ISO 8859-1 when only they are as many as crossed and it is no XML of another encoding, as for WBXML
 * that a tool took for text. Octets that are not as many as crossed are `not-captured`.
 */
export function bodyOfText(holder: Json, size: unknown, head: HttpHead, tally: Tally): HarBody {
  const announced = typeof size === 'number' && size >= 0 ? size : undefined;
  if (typeof holder.text !== 'string') {
    if (announced === undefined || announced === 0) return { body: NOTHING };
    tally.add('body is not in the HAR file, only its size', 'bodies are not in the HAR file, only their sizes');
    return { body: NOTHING, trouble: 'not-captured' };
  }
  // The tool has undone the coding: what crossed are other octets (RFC 9110, 8.4), of another number.
  const isCoded = holder.text !== '' && codingsOf(head).length > 0;
  // Tools write 0 for a size that they do not know.
  const read = octetsOf(holder.text, holder.encoding, isCoded || announced === 0 ? undefined : announced, tally);
  const { body } = read;
  if (body.length > LIMITS.bodyOctets) return { body: body.subarray(0, LIMITS.bodyOctets), trouble: 'too-large' };
  if (!isCoded) return read;
  tally.add(
    'body was sent with a Content-Encoding, and the octets that crossed are not in the HAR file',
    'bodies were sent with a Content-Encoding, and the octets that crossed are not in the HAR file',
  );
  return { ...read, trouble: 'not-captured' };
}

function octetsOf(text: string, encoding: unknown, size: number | undefined, tally: Tally): HarBody {
  const coding = encoding ?? '';
  if (typeof coding === 'string' && coding.toLowerCase() === 'base64') return base64(text, size, tally);
  const utf8 = new TextEncoder().encode(text);
  if (coding !== '') {
    const name = JSON.stringify(cut(String(coding), 40));
    tally.add(`body has the encoding ${name}, which HAR does not know`, `bodies have the encoding ${name}, which HAR does not know`);
    return { body: utf8, trouble: 'not-captured' };
  }
  if (text === '' && size === undefined) return { body: NOTHING };
  if (/\ufffd/.test(text) || !text.isWellFormed()) {
    tally.add(
      'body was written as text and octets were lost (U+FFFD): let the tool write it as Base64',
      'bodies were written as text and octets were lost (U+FFFD): let the tool write them as Base64',
    );
    return { body: utf8, trouble: 'not-captured' };
  }
  const isOfCharacters = size === text.length || size === [...text].length;
  if (size !== undefined && size !== utf8.length && !isOfCharacters) return otherSize(utf8, tally);
  if (size !== utf8.length && size === text.length && /^[\0-\xff]*$/.test(text) && !isUtf8Xml(text)) {
    tally.add('body is the ISO 8859-1 octets of a text in the HAR file', 'bodies are the ISO 8859-1 octets of texts in the HAR file');
    return { body: new Uint8Array(Buffer.from(text, 'latin1')) };
  }
  tally.add('body is the UTF-8 of a text in the HAR file', 'bodies are the UTF-8 of texts in the HAR file');
  return { body: utf8 };
}

/** XML is UTF-8 unless its declaration says otherwise (XML 1.0, section 4.3.3): then the size is that of characters. */
function isUtf8Xml(text: string): boolean {
  if (!/^\ufeff?\s*</.test(text)) return false;
  const declared = /^\ufeff?<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']*)/.exec(text)?.[1];
  return declared === undefined || !/^(?:iso[-_]?8859-1|latin-?1|windows-1252)$/i.test(declared);
}

function base64(text: string, size: number | undefined, tally: Tally): HarBody {
  const digits = text.replace(/\s/g, '');
  const body = new Uint8Array(Buffer.from(digits, 'base64'));
  const isWhole = /^[A-Za-z0-9+/_-]*={0,2}$/.test(digits) && (digits.endsWith('=') ? digits.length % 4 === 0 : digits.length % 4 !== 1);
  if (!isWhole) {
    tally.add('body in the HAR file is no whole Base64', 'bodies in the HAR file are no whole Base64');
    return { body, trouble: 'not-captured' };
  }
  return size !== undefined && size !== body.length ? otherSize(body, tally) : { body };
}

function otherSize(body: Uint8Array, tally: Tally): HarBody {
  tally.add(
    'body in the HAR file is not of the size that the file tells for it',
    'bodies in the HAR file are not of the sizes that the file tells for them',
  );
  return { body, trouble: 'not-captured' };
}
