/** Which scenario assertions name an item, read from the `scr:` lists of scenarios/<any>/*.yaml as they stand. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../base/package-root.js';
import { readYaml, type YamlFile, type YamlValue } from '../base/yaml.js';

export interface Covering {
  readonly item: string;
  /** `scenario-id/assertion-id`. */
  readonly assertion: string;
  /** Relative to the package. */
  readonly file: string;
  readonly line: number;
}

/** Every mention of an item key in a scenario folder, in order of files. Throws InputError for a file that is no YAML. */
export function mentionsIn(folder: string = join(packageRoot, 'scenarios')): readonly Covering[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));
  return files.sort().flatMap((name) => mentions(readYaml(join(folder, name))));
}

function mentions(yaml: YamlFile): readonly Covering[] {
  const found: Covering[] = [];
  const root = yaml.value;
  const scenario = isMap(root) && typeof root.scenario === 'string' ? root.scenario : relative(packageRoot, yaml.file);
  const walk = (value: YamlValue, path: readonly (string | number)[]): void => {
    if (Array.isArray(value)) for (const [n, entry] of value.entries()) walk(entry, [...path, n]);
    if (!isMap(value)) return;
    if (Array.isArray(value.scr)) {
      const id = typeof value.id === 'string' ? value.id : '?';
      const line = yaml.at([...path, 'scr']).line ?? 1;
      for (const item of value.scr)
        if (typeof item === 'string') found.push({ item, assertion: `${scenario}/${id}`, file: relative(packageRoot, yaml.file), line });
    }
    for (const [key, entry] of Object.entries(value)) walk(entry, [...path, key]);
  };
  walk(root, []);
  return found;
}

const isMap = (value: YamlValue | undefined): value is { [key: string]: YamlValue } => typeof value === 'object' && !Array.isArray(value);
