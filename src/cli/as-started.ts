/** How a person starts this very dmct again from where they stand, so that a command that is printed can be copied as it stands. */
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { packageRoot } from '../base/package-root.js';
import type { Place } from '../record/record.js';

/** A word of a command line for sh, quoted only if it must be. */
export const quoted = (path: string): string => (/^[A-Za-z0-9._/-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

/**
 * `npx dmct` where npm finds this dmct from `cwd`: below a node_modules of a folder above it, or in the checkout itself. Else `dmct`, where
 * that is the one on the PATH, and else the program by its path, which works everywhere.
 */
export function asStarted(script: string, cwd = process.cwd(), env: NodeJS.ProcessEnv = process.env): string {
  const main = realpathSync(script);
  const isThis = (path: string): boolean => existsSync(path) && realpathSync(path) === main;
  if (isOfCheckout(cwd) || above(cwd).some((folder) => isThis(join(folder, 'node_modules/.bin/dmct')))) return 'npx dmct';
  // What npm puts before the PATH while it runs something is gone afterwards.
  const path = env.npm_command === undefined ? (env.PATH ?? '').split(delimiter) : [];
  return path.some((folder) => folder !== '' && isThis(join(folder, 'dmct'))) ? 'dmct' : `node ${quoted(main)}`;
}

/** Where this command is given, for whoever wants to give it again. */
export const placeOf = (out: string): Place => ({ folder: process.cwd(), dmct: asStarted(process.argv[1] ?? ''), out });

function above(folder: string): readonly string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...above(dirname(folder))];
}

/** npm offers a package's own programs below its package.json, up to one that is nearer. */
function isOfCheckout(cwd: string): boolean {
  const nearest = above(cwd).find((folder) => existsSync(join(folder, 'package.json')) || existsSync(join(folder, 'node_modules')));
  return nearest !== undefined && realpathSync(nearest) === realpathSync(packageRoot);
}
