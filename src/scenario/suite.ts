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

const yamlBelow = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);

let known: SuiteIdentity | undefined;

/** Of the tests that come with this dmct: requirement tables, scenarios, procedures, by name and text. The same on every machine. */
export function suiteIdentity(): SuiteIdentity {
  known ??= identityOf([...yamlBelow('scr'), ...yamlBelow('scenarios')].sort().map((name) => [name, readFileSync(join(packageRoot, name), 'utf8')]));
  return known;
}

/** Of files by name and text; line ends do not count. */
export function identityOf(files: readonly (readonly [name: string, text: string])[]): SuiteIdentity {
  const hash = createHash('sha256');
  for (const [name, text] of files) hash.update(`${name}\0${text.replaceAll('\r\n', '\n')}\0`);
  const sha256 = hash.digest('hex');
  const scenarios = files.filter(([, text]) => /^scenario:/m.test(text)).length;
  return { version: `${packageVersion}+${sha256.slice(0, 12)}`, sha256, scenarios };
}
