/** A file that somebody gives is UTF-8: an octet that is none would become another character, and a secret another secret. */
import { isUtf8 } from 'node:buffer';
import { InputError } from './errors.js';

/** The text of a file. Throws InputError `code` at the first octet that is no UTF-8. */
export function utf8Text(octets: Buffer, file: string, code: string): string {
  const text = octets.toString('utf8');
  if (isUtf8(octets)) return text;
  const at = firstWrong(octets, text);
  const before = octets.toString('utf8', 0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  const octet = `0x${(octets[at] as number).toString(16).toUpperCase()}`;
  throw new InputError(code, {
    found: `octet ${octet} is no UTF-8 here`,
    where: { file, line: before.split('\n').length, column: before.length - lineStart + 1 },
    sourceLine: text.slice(lineStart).split('\n', 1)[0] as string,
    wanted: 'UTF-8',
    cure: `if it is Latin-1: iconv -f ISO-8859-1 -t UTF-8 ${file}`,
  });
}

/** By the first U+FFFD of the decoded text that the file does not have itself. */
function firstWrong(octets: Buffer, text: string): number {
  let at = 0;
  for (let from = 0; ; ) {
    const sign = text.indexOf('\ufffd', from);
    at += Buffer.byteLength(text.slice(from, sign));
    if (octets.toString('hex', at, at + 3) !== 'efbfbd') return at;
    at += 3;
    from = sign + 1;
  }
}
