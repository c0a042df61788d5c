/** A file read once from front to back, a piece in memory at a time; its SHA-256 is made on the way. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../base/errors.js';

export const CAPTURES = 'a pcap, pcapng or HAR file, or a folder of raw files';
const CHUNK = 1024 * 1024;

export class OctetSource {
  readonly #fd: number;
  readonly #hash = createHash('sha256');
  #buffer = Buffer.allocUnsafe(CHUNK);
  #from = 0;
  #to = 0;
  /** Octets taken so far. */
  offset = 0;

  /** Throws InputError `capture-missing`. */
  constructor(readonly file: string) {
    try {
      this.#fd = openSync(file, 'r');
    } catch (cause) {
      throw missing(file, cause);
    }
  }

  /** The next `count` octets without taking them, fewer at the end of the file. They hold until the next call. */
  peek(count: number): Buffer {
    this.#fill(count);
    return this.#buffer.subarray(this.#from, Math.min(this.#from + count, this.#to));
  }

  /** The next `count` octets; undefined when the file has fewer left. They hold until the next call. */
  take(count: number): Buffer | undefined {
    const octets = this.peek(count);
    if (octets.length < count) return undefined;
    this.#from += count;
    this.offset += count;
    return octets;
  }

  /** Passes over octets without holding them; false when the file ends before. */
  skip(count: number): boolean {
    for (let left = count; left > 0; ) {
      const { length } = this.peek(Math.min(left, CHUNK));
      if (length === 0) return false;
      this.#from += length;
      this.offset += length;
      left -= length;
    }
    return true;
  }

  /** Reads the rest; gives the SHA-256 of all octets, hex. */
  finish(): string {
    while (this.skip(CHUNK));
    return this.#hash.digest('hex');
  }

  close(): void {
    closeSync(this.#fd);
  }

  #fill(count: number): void {
    if (this.#to - this.#from >= count) return;
    if (this.#buffer.length - this.#from < count) {
      const next = count > this.#buffer.length ? Buffer.alloc(count) : this.#buffer;
      this.#buffer.copy(next, 0, this.#from, this.#to);
      this.#buffer = next;
      this.#to -= this.#from;
      this.#from = 0;
    }
    while (this.#to - this.#from < count) {
      const got = this.#read();
      if (got === 0) return;
      this.#hash.update(this.#buffer.subarray(this.#to, this.#to + got));
      this.#to += got;
    }
  }

  #read(): number {
    try {
      return readSync(this.#fd, this.#buffer, this.#to, this.#buffer.length - this.#to, null);
    } catch (cause) {
      throw missing(this.file, cause);
    }
  }
}

/** The InputError `capture-missing` for a capture that cannot be read. */
export function missing(file: string, cause: unknown): InputError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  return new InputError('capture-missing', {
    found: code === 'ENOENT' ? `cannot read ${file}: no such file` : `cannot read ${file} (${code})`,
    wanted: CAPTURES,
  });
}
