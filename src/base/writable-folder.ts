/** Whether a folder can be written to, asked before work is done whose results are to lie there. */
import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeOut } from './write-file.js';

/** What even a small run writes: a disk without so much room is full. */
const ROOM_OCTETS = 64 * 1024;

/** Leaves everything as it was: it may turn out that nothing comes to lie there. Throws InputError `cannot-write`. */
export function checkFolder(folder: string): void {
  const made: string[] = [];
  for (let missing = folder; !existsSync(missing); missing = dirname(missing)) made.push(missing);
  const file = join(folder, '.dmct-writable');
  try {
    writeOut(file, Buffer.alloc(ROOM_OCTETS));
  } finally {
    cleanUp(file, made);
  }
}

function cleanUp(file: string, folders: readonly string[]): void {
  try {
    rmSync(file, { force: true });
    for (const folder of folders) rmdirSync(folder);
  } catch {
    // Nothing could be made, or another run has begun to write there.
  }
}
