/**
 * YAML as every file of dmct is read: failsafe schema (each scalar is a string), duplicate keys refused,
 * positions kept so that an error names file, line and column.
 */
import { readFileSync, statSync } from 'node:fs';
import { CST, type Document, isMap, isScalar, isSeq, Lexer, LineCounter, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import { LIMITS } from '../limits.js';
import { InputError, type Where } from './errors.js';
import { otherThanFile } from './regular-file.js';
import { utf8Text } from './utf8.js';

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

/** Reads and parses a YAML file. Throws InputError `file-missing`, `file-too-large`, `yaml-encoding`, `yaml-syntax`, `yaml-duplicate-key`, `yaml-tag`, `yaml-aliases`. */
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
  const octets = readFileSync(file);
  // A byte order mark, or a first character of two octets: YAML of dmct begins in ASCII.
  if (octets.length > 1 && (/^(fffe|feff)/.test(octets.toString('hex', 0, 2)) || (octets[0] === 0) !== (octets[1] === 0)))
    throw new InputError('yaml-encoding', { found: `${file} is UTF-16`, wanted: 'UTF-8', cure: `iconv -f UTF-16 -t UTF-8 ${file} writes it so` });
  return parseYaml(utf8Text(octets, file, 'yaml-encoding'), file);
}

/** Parses YAML text; `file` is only a name for errors. */
export function parseYaml(text: string, file: string): YamlFile {
  const entries = entriesOf(text);
  if (entries > LIMITS.inputFileEntries)
    throw new InputError('file-too-large', { found: `${file} has ${entries} keys and list entries`, wanted: `at most ${LIMITS.inputFileEntries}` });
  const lines = new LineCounter();
  const doc = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, lineCounter: lines, prettyErrors: false });
  const sourceLine = (line: number): string => {
    const from = lines.lineStarts[line - 1];
    return from === undefined ? '' : text.slice(from, lines.lineStarts[line]).replace(/\r?\n?$/, '');
  };
  const whereOffset = (offset: number): Where => {
    const pos = lines.linePos(offset);
    return { file, line: pos.line || 1, column: pos.col || 1 };
  };
  const fault = (code: string, offset: number, found: string, more: { wanted?: string; cure?: string } = {}): InputError => {
    const where = whereOffset(offset);
    return new InputError(code, { found, where, sourceLine: sourceLine(where.line ?? 1), ...more });
  };
  const failure = doc.errors[0];
  if (failure) throw fault('yaml-syntax', failure.pos[0], `not YAML: ${NESTED.test(failure.message) ? 'it is nested too deep' : failure.message}`);
  let value: YamlValue;
  let odd: Odd = {};
  try {
    odd = oddities(doc as unknown as Document);
    if (odd.tagged) {
      const { tag, offset } = odd.tagged;
      throw fault('yaml-tag', offset, `the tag ${tag} cannot stand here`, { wanted: 'text, a list or a map as it stands' });
    }
    value = (doc.toJS({ maxAliasCount: 100 }) ?? {}) as YamlValue;
  } catch (cause) {
    if (cause instanceof RangeError) throw fault('yaml-syntax', 0, 'not YAML: it is nested too deep');
    if (cause instanceof InputError) throw cause;
    throw fault('yaml-aliases', odd.lostAlias ?? odd.alias ?? 0, (cause as Error).message, { cure: 'write the values out' });
  }
  if (odd.twice !== undefined) throw fault('yaml-duplicate-key', odd.twice, 'the same key stands here twice', { cure: 'remove one of the two' });
  const at = (path: readonly (string | number)[]): Where => {
    const range = nodeAt(doc as unknown as Document, path)?.range;
    return whereOffset(range?.[0] ?? 0);
  };
  const keyAt = (path: readonly (string | number)[]): Where => {
    const parent = nodeAt(doc as unknown as Document, path.slice(0, -1));
    const pair = isMap(parent) ? pairOf(parent, String(path.at(-1))) : undefined;
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
      return new InputError(code, { found, where, ...(text && where.line ? { sourceLine: sourceLine(where.line) } : {}), ...more });
    },
  };
}

const ENTRY = new Set(['map-value-ind', 'explicit-key-ind', 'seq-item-ind', 'comma']);

/** By the signs that begin or end one, before anything is built of them; 0 for a text that is too short to have too many. */
function entriesOf(text: string): number {
  if (text.length <= LIMITS.inputFileEntries) return 0;
  let count = 0;
  for (const token of new Lexer().lex(text)) if (ENTRY.has(CST.tokenType(token) ?? '')) count++;
  return count;
}

/** How the library says that the stack was too small for it. */
const NESTED = /call stack size/;

/** Where something stands that is no fault for the library, or one without a place: the first of each kind. */
interface Odd {
  /** A key that its map has already; the library's own check compares each with each. */
  twice?: number;
  /** It would make something else of a text than text. */
  tagged?: { readonly tag: string; readonly offset: number };
  alias?: number;
  /** An alias without an anchor before it. */
  lostAlias?: number;
}

const PLAIN_TAGS = /^(?:!|tag:yaml\.org,2002:(?:str|seq|map))$/;

function oddities(doc: Document): Odd {
  const odd: Odd = {};
  const anchors = new Set<string>();
  const value = ({ tag, anchor, range }: Node): void => {
    if (anchor) anchors.add(anchor);
    if (tag && !PLAIN_TAGS.test(tag)) odd.tagged ??= { tag: tag.replace('tag:yaml.org,2002:', '!!'), offset: range?.[0] ?? 0 };
  };
  visit(doc, {
    Alias: (_, { source, range }) => {
      odd.alias ??= range?.[0] ?? 0;
      if (!anchors.has(source)) odd.lostAlias ??= range?.[0] ?? 0;
    },
    Value: (_, node) => value(node as Node),
    Map: (_, map) => {
      value(map);
      const known = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (known.has(name)) odd.twice ??= key.range?.[0] ?? 0;
        known.add(name);
      }
    },
  });
  return odd;
}

const pairs = new WeakMap<YAMLMap, Map<string, Pair>>();

/** The pair of a map with this key; maps are looked through once, however often they are asked. */
function pairOf(map: YAMLMap, key: string): Pair | undefined {
  let known = pairs.get(map);
  if (!known) {
    known = new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])));
    pairs.set(map, known);
  }
  return known.get(key);
}

function nodeAt(doc: Document, path: readonly (string | number)[]): Node | null {
  let node = doc.contents as Node | null;
  let best = node;
  for (const key of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = pairOf(node, String(key));
      next = pair?.value ?? pair?.key;
    } else if (isSeq(node)) next = node.items[Number(key)];
    if (!next) break;
    node = next as Node;
    if (node.range) best = node;
  }
  return best;
}
