/**
 * YAML as every file of dmct is read: failsafe schema (each scalar is a string), duplicate keys refused,
 * positions kept so that an error names file, line and column.
 */
import { readFileSync, statSync } from 'node:fs';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { LIMITS } from '../limits.js';
import { InputError, type Where } from './errors.js';
import { otherThanFile } from './regular-file.js';

export type YamlValue = string | YamlValue[] | { [key: string]: YamlValue };

export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly value: YamlValue;
  /** Where the value at a path (keys and indexes from the root) stands; the nearest known ancestor if it is absent. */
  at(path: readonly (string | number)[]): Where;
  /** Where the key itself stands that a path ends with (for a key that should not be there); like `at` if there is none. */
  keyAt(path: readonly (string | number)[]): Where;
  /** An InputError pointing at the value at a path (`key`: at its key), with the source line. */
  error(code: string, path: readonly (string | number)[], found: string, more?: { wanted?: string; cure?: string; key?: boolean }): InputError;
}

/** Reads and parses a YAML file. Throws InputError `file-missing`, `file-too-large`, `yaml-syntax`, `yaml-duplicate-key`. */
export function readYaml(file: string): YamlFile {
  let size: number;
  try {
    const other = otherThanFile(file);
    if (other) throw new InputError('file-missing', { found: `${file} is not a file but ${other}` });
    size = statSync(file).size;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError('file-missing', {
      found: `cannot read ${file}: no such file`,
      cure: 'check the path; it is taken relative to the current folder',
    });
  }
  if (size > LIMITS.inputFileOctets) {
    throw new InputError('file-too-large', { found: `${file} has ${size} octets`, wanted: `at most ${LIMITS.inputFileOctets}` });
  }
  return parseYaml(readFileSync(file, 'utf8'), file);
}

/** Parses YAML text; `file` is only a name for errors. */
export function parseYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const doc = parseDocument(text, { schema: 'failsafe', uniqueKeys: true, lineCounter: lines, prettyErrors: false });
  const sourceLine = (line: number): string => text.split('\n')[line - 1]?.replace(/\r$/, '') ?? '';
  const whereOffset = (offset: number): Where => {
    const pos = lines.linePos(offset);
    return { file, line: pos.line, column: pos.col };
  };
  const failure = doc.errors[0];
  if (failure) {
    const where = whereOffset(failure.pos[0]);
    const duplicate = failure.code === 'DUPLICATE_KEY';
    throw new InputError(duplicate ? 'yaml-duplicate-key' : 'yaml-syntax', {
      found: duplicate ? 'the same key stands here twice' : `not YAML: ${failure.message}`,
      where,
      sourceLine: sourceLine(where.line ?? 1),
      ...(duplicate ? { cure: 'remove one of the two' } : {}),
    });
  }
  let value: YamlValue;
  try {
    value = (doc.toJS({ maxAliasCount: 100 }) ?? {}) as YamlValue;
  } catch (cause) {
    throw new InputError('yaml-aliases', { found: `${file}: ${(cause as Error).message}`, cure: 'write the values out' });
  }
  const at = (path: readonly (string | number)[]): Where => {
    const range = nodeAt(doc as unknown as Document, path)?.range;
    return range ? whereOffset(range[0]) : { file };
  };
  const keyAt = (path: readonly (string | number)[]): Where => {
    const parent = nodeAt(doc as unknown as Document, path.slice(0, -1));
    const pair = isMap(parent) ? parent.items.find((p) => isScalar(p.key) && String(p.key.value) === String(path.at(-1))) : undefined;
    return isScalar(pair?.key) && pair.key.range ? whereOffset(pair.key.range[0]) : at(path);
  };
  return {
    file,
    text,
    value,
    at,
    keyAt,
    error: (code, path, found, { key = false, ...more } = {}) => {
      const where = key ? keyAt(path) : at(path);
      return new InputError(code, { found, where, ...(where.line ? { sourceLine: sourceLine(where.line) } : {}), ...more });
    },
  };
}

function nodeAt(doc: Document, path: readonly (string | number)[]): Node | null {
  let node = doc.contents as Node | null;
  let best = node;
  for (const key of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((p) => isScalar(p.key) && String(p.key.value) === String(key));
      next = pair?.value ?? pair?.key;
    } else if (isSeq(node)) next = node.items[Number(key)];
    if (!next) break;
    node = next as Node;
    if (node.range) best = node;
  }
  return best;
}
