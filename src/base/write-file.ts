/** Files that a command writes for the user: one clear InputError when the disk is full or the folder cannot be written. */
import { chmodSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from './errors.js';

const CURES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: make room, or choose another place',
  EDQUOT: 'the quota is used up: make room, or choose another place',
  EROFS: 'the file system is read-only: choose another place',
  EACCES: 'no permission to write there: choose another place',
  EPERM: 'no permission to write there: choose another place',
  ENOTDIR: 'a file stands where a folder is wanted: choose another place',
  EEXIST: 'a file stands where a folder is wanted: choose another place',
  EISDIR: 'a folder stands where the file is wanted: choose another name',
  ENOENT: 'no file can be made there: choose another place',
  ELOOP: 'symbolic links lead in a circle there: choose another place',
  ENAMETOOLONG: 'the name is too long: choose a shorter one',
};

/** The InputError `cannot-write` for a failed file operation on `path`. */
export function writeError(path: string, cause: unknown): InputError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const cure = CURES[code];
  return new InputError('cannot-write', {
    found: `cannot write ${path}${code ? ` (${code})` : `: ${String(cause)}`}`,
    ...(cure ? { cure } : {}),
  });
}

/** Writes a whole file, making its folder. Throws InputError `cannot-write`. */
export function writeOut(path: string, data: string | Uint8Array): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, data);
  } catch (cause) {
    removeHalf(path, cause);
    throw writeError(path, cause);
  }
}

/** Half a file looks like a whole one to whoever comes later, and takes room. */
function removeHalf(path: string, cause: unknown): void {
  const { code } = cause as NodeJS.ErrnoException;
  if ((code === 'ENOSPC' || code === 'EDQUOT') && lstatSync(path, { throwIfNoEntry: false })?.isFile()) rmSync(path, { force: true });
}

export interface OutFile {
  readonly path: string;
  readonly data: string;
  readonly mode?: number;
}

/** Writes several files, or, when one of them fails, none. Throws InputError `cannot-write`. */
export function writeAll(files: readonly OutFile[]): void {
  const parts = files.map((file) => ({ ...file, part: `${file.path}.${process.pid}` }));
  try {
    for (const { path, part, data, mode } of parts) {
      try {
        makeFolder(dirname(path));
        writeFileSync(part, data, { flag: 'wx' });
        if (mode !== undefined) chmodSync(part, mode);
      } catch (cause) {
        throw writeError(path, cause);
      }
    }
    for (const { path, part } of parts) {
      try {
        renameSync(part, path);
      } catch (cause) {
        throw writeError(path, cause);
      }
    }
  } finally {
    for (const { part } of parts) if (existsSync(part)) rmSync(part, { force: true });
  }
}

/**
 * Writes a file that other processes may be reading at this moment: they see the old one or the new one, never a part. One that says the same
 * already stays. Throws InputError `cannot-write`.
 */
export function writeShared(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch {
    // There is none yet.
  }
  const part = `${path}.${process.pid}`;
  writeOut(part, text);
  try {
    renameSync(part, path);
  } catch (cause) {
    rmSync(part, { force: true });
    throw writeError(path, cause);
  }
}

/** Opens a new file for writing piece by piece (an old one is replaced), making its folder. Throws InputError `cannot-write`. */
export function openOut(path: string): number {
  try {
    makeFolder(dirname(path));
    return openSync(path, 'w');
  } catch (cause) {
    throw writeError(path, cause);
  }
}

/** Writes all of `octets` to an open file; when it returns, the operating system has them. Throws InputError `cannot-write`. */
export function appendOut(fd: number, octets: Uint8Array, path: string): void {
  try {
    for (let at = 0; at < octets.length; ) at += writeSync(fd, octets, at, octets.length - at);
  } catch (cause) {
    throw writeError(path, cause);
  }
}

/**
 * Makes a folder and those above it. Not `recursive: true`: Node 20 never returns when mkdir says ENOENT below a folder that exists,
 * as /proc does. Delete when Node 20 is no longer supported.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
}
