/** Which tests these are: a hash over everything that decides what is provoked, observed and demanded. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot, packageVersion } from '../base/package-root.js';

export interface SuiteIdentity {
  readonly version: string;
  readonly sha256: string;
  readonly scenarios: number;
}

const yamlIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replaceAll('\\', '/'));
const yamlBelow = (folder: string): string[] => yamlIn(join(packageRoot, folder)).map((name) => `${folder}/${name}`);

const known = new Map<string, SuiteIdentity>();

/**
 * Of requirement tables, scenarios, procedures, by name and text: of the tests that come with this dmct, or those that a folder puts in their
 * place. The same on every machine.
 */
export function suiteIdentity(folder?: string): SuiteIdentity {
  const before = known.get(folder ?? '');
  if (before) return before;
  const ours = [...yamlBelow('scr'), ...yamlBelow(folder === undefined ? 'scenarios' : 'scenarios/procedures')].sort();
  const theirs = folder === undefined ? [] : yamlIn(folder);
  const identity = identityOf([
    ...ours.map((name) => [name, readFileSync(join(packageRoot, name), 'utf8')] as const),
    ...theirs.sort().map((name) => [`own/${name}`, readFileSync(join(folder as string, name), 'utf8')] as const),
  ]);
  known.set(folder ?? '', identity);
  return identity;
}

/** Of files by name and text; line ends do not count. */
export function identityOf(files: readonly (readonly [name: string, text: string])[]): SuiteIdentity {
  const hash = createHash('sha256');
  for (const [name, text] of files) hash.update(`${name}\0${text.replaceAll('\r\n', '\n')}\0`);
  const sha256 = hash.digest('hex');
  const scenarios = files.filter(([, text]) => /^scenario:/m.test(text)).length;
  return { version: `${packageVersion}+${sha256.slice(0, 12)}`, sha256, scenarios };
}
