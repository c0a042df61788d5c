import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds dmct's own package.json, scr/ and scenarios/: the checkout, or the installed package. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** dmct's own version, from package.json. */
export const packageVersion: string = (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;

function findRoot(from: string): string {
  for (let dir = from; dir !== dirname(dir); dir = dirname(dir)) {
    const manifest = join(dir, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'dmct') return dir;
  }
  throw new Error(`no package.json of dmct above ${from}`);
}
