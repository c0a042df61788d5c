/** What `dmct run` says when no IUT file is named: that this is no test of anybody's product, and how to begin one. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { shellWords } from '../base/shell.js';

/** Files looked into, and octets of each. */
const MOST_FILES = 50;
const MOST_OCTETS = 65_536;

/** `folder` is where the user stands; every IUT file in it is told. */
export function noIutLines(folder: string): string[] {
  const mine = iutFilesIn(folder);
  return [
    'no --iut: testing the built-in reference pair',
    ...(mine.length === 0 ? [] : [`yours: ${mine.map((file) => `--iut ${shellWords([file])}`).join(' or ')}`]),
  ];
}

function iutFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map((entry) => entry.name)
      .sort()
      .slice(0, MOST_FILES)
      .filter((name) => /^iut\s*:/m.test(beginningOf(join(folder, name))));
  } catch {
    // A hint is not worth an error.
    return [];
  }
}

function beginningOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const octets = Buffer.alloc(MOST_OCTETS);
    return octets.subarray(0, readSync(file, octets, 0, MOST_OCTETS, 0)).toString('utf8');
  } finally {
    closeSync(file);
  }
}
