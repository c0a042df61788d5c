/** Octets that a user names on the command line: a file or standard input, binary or written as hex. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { InputError } from '../base/errors.js';
import { LIMITS } from '../limits.js';

export interface OctetsInput {
  readonly octets: Uint8Array;
  /** The file held hex digits and blanks only, and these are the octets they stand for. */
  readonly wasHex: boolean;
}

/** Reads FILE, or standard input for `-`. Throws InputError `file-missing`, `file-too-large`, `file-empty`. */
export function readOctets(file: string): Uint8Array {
  const octets = file === '-' ? readBounded(0, 'standard input') : readNamed(file);
  if (octets.length === 0) {
    throw new InputError('file-empty', { found: `${nameOf(file)} is empty`, wanted: 'at least one octet' });
  }
  return octets;
}

/** As readOctets, and turns hex text into octets. Throws InputError `hex-odd` too. */
export function readOctetsOrHex(file: string): OctetsInput {
  const octets = readOctets(file);
  for (const octet of octets) if (!isHexText(octet)) return { octets, wasHex: false };
  const digits = Buffer.from(octets).toString('latin1').replace(/\s+/g, '');
  if (digits.length === 0) throw new InputError('file-empty', { found: `${nameOf(file)} holds only white space`, wanted: 'octets' });
  if (digits.length % 2 === 1) {
    throw new InputError('hex-odd', { found: `${nameOf(file)} holds ${digits.length} hex digits`, wanted: 'two for each octet' });
  }
  return { octets: new Uint8Array(Buffer.from(digits, 'hex')), wasHex: true };
}

export function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function readNamed(file: string): Uint8Array {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (cause as Error).message;
    throw new InputError('file-missing', {
      found: `cannot read ${file}: ${why}`,
      cure: 'check the path; it is taken relative to the current folder',
    });
  }
  try {
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) throw new InputError('file-missing', { found: `${file} is a folder`, wanted: 'a file' });
    if (!stat.isFile()) return readBounded(descriptor, file);
    if (stat.size > LIMITS.decodeOctets) throw tooLarge(file);
    return new Uint8Array(readFileSync(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

/** Reads a pipe to its end, or until it is too much. */
function readBounded(descriptor: number, name: string): Uint8Array {
  const parts: Buffer[] = [];
  let total = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(64 * 1024);
    let n: number;
    try {
      n = readSync(descriptor, part, 0, part.length, null);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EOF') break;
      if (code !== 'EAGAIN') throw new InputError('file-missing', { found: `cannot read ${name}: ${(cause as Error).message}` });
      // a terminal or a socket without octets yet: wait a little, without spinning
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      continue;
    }
    if (n === 0) break;
    total += n;
    if (total > LIMITS.decodeOctets) throw tooLarge(name);
    parts.push(part.subarray(0, n));
  }
  return new Uint8Array(Buffer.concat(parts));
}

function tooLarge(name: string): InputError {
  return new InputError('file-too-large', { found: `${name} is too large`, wanted: `at most ${LIMITS.decodeOctets} octets` });
}

function isHexText(octet: number): boolean {
  const isDigit = octet >= 0x30 && octet <= 0x39;
  const isLetter = (octet >= 0x41 && octet <= 0x46) || (octet >= 0x61 && octet <= 0x66);
  return isDigit || isLetter || octet === 0x20 || (octet >= 0x09 && octet <= 0x0d);
}
