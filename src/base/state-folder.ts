/** Where dmct keeps what it makes for itself: generated specs, plans, test results, parsed scenarios. Nothing in it is worth keeping. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { HarnessFault } from './errors.js';
import { packageRoot } from './package-root.js';

let found: string | undefined;

/**
 * `.dmct` in a checkout; for an installed package a folder of its own below the user's cache (XDG_CACHE_HOME), since Playwright runs no
 * test that lies below node_modules; below the current folder where neither can be written. Throws HarnessFault when nothing can.
 */
export function stateFolder(): string {
  found ??= candidates().find(isWritable);
  if (found === undefined) throw new HarnessFault(`no folder can be written for dmct's own files; tried ${candidates().join(', ')}`);
  return found;
}

function candidates(): string[] {
  const installed = packageRoot.split(sep).includes('node_modules');
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const own = createHash('sha256').update(packageRoot).digest('hex').slice(0, 12);
  return [...(installed ? [] : [join(packageRoot, '.dmct')]), join(caches, 'dmct', own), resolve('.dmct')];
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.writable'), '');
    return true;
  } catch {
    return false;
  }
}
