import { cut } from './cut.js';
import { InputError } from './errors.js';

/** Octets from hex text; blanks between digits are skipped. Throws InputError `not-hex`. */
export function octetsFromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits))
    throw new InputError('not-hex', { found: `"${cut(text, 60)}" is no hex`, wanted: 'pairs of hex digits' });
  return new Uint8Array(Buffer.from(digits, 'hex'));
}
