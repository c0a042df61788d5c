/**
 * YAML files that passed their schema, remembered in the state folder: parsing the requirement tables and compiling schemas costs each worker
 * process half a second, reading what came of it a few milliseconds. An entry is named by the text of file and schema, so it is never stale.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot, packageVersion } from './package-root.js';
import { otherThanFile } from './regular-file.js';
import { checkSchema } from './schema.js';
import { stateFolder } from './state-folder.js';
import { readYaml, type YamlFile, type YamlValue } from './yaml.js';

/** Entries kept; each edit of a file adds one, and at the bound all go. */
const MOST_ENTRIES = 64;

/**
 * `readYaml` and `checkSchema` in one, with their errors. With `keep: 'nothing'` only that the file is right is remembered, not what is in it:
 * for files that hold secrets.
 */
export function readCheckedYaml(file: string, schemaFile: string, keep: 'value' | 'nothing' = 'value'): YamlFile {
  const entry = entryOf(file, schemaFile, keep);
  const known = entry && recall(entry.path);
  if (known !== undefined && entry) return keep === 'nothing' ? readYaml(file) : remembered(file, entry.text, known);
  const yaml = readYaml(file);
  checkSchema(yaml, schemaFile);
  if (entry && yaml.text === entry.text) remember(entry.path, keep === 'value' ? yaml.value : '');
  return yaml;
}

interface Entry {
  readonly path: string;
  readonly text: string;
}

/** Undefined where nothing can be read or kept: then the long way tells why, or is gone each time. */
function entryOf(file: string, schemaFile: string, keep: string): Entry | undefined {
  try {
    if (otherThanFile(file)) return undefined;
    const text = readFileSync(file, 'utf8');
    const schema = readFileSync(join(packageRoot, schemaFile), 'utf8');
    const name = createHash('sha256')
      .update(JSON.stringify([packageVersion, keep, schema, text]))
      .digest('hex')
      .slice(0, 32);
    return { path: join(stateFolder(), 'checked', `${name}.json`), text };
  } catch {
    return undefined;
  }
}

function recall(path: string): YamlValue | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as YamlValue;
  } catch {
    return undefined;
  }
}

function remember(path: string, value: YamlValue): void {
  try {
    const folder = join(path, '..');
    mkdirSync(folder, { recursive: true });
    const others = readdirSync(folder);
    if (others.length >= MOST_ENTRIES) for (const other of others) rmSync(join(folder, other), { force: true });
    const part = `${path}.${process.pid}`;
    writeFileSync(part, JSON.stringify(value));
    renameSync(part, path);
  } catch {
    // A cache that cannot be written (read-only installation) is no trouble: the next process parses again.
  }
}

/** Places are asked for only when something is wrong, or told in detail; then the text is parsed after all. */
function remembered(file: string, text: string, value: YamlValue): YamlFile {
  let parsed: YamlFile | undefined;
  const yaml = (): YamlFile => {
    parsed ??= readYaml(file);
    return parsed;
  };
  return {
    file,
    text,
    value,
    at: (path) => yaml().at(path),
    keyAt: (path) => yaml().keyAt(path),
    error: (...about) => yaml().error(...about),
  };
}
