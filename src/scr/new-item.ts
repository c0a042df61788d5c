/** A new row of a requirement table: put into scr/<edition>.yaml and scr/ids.lock, and checked as a whole before either is written. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMap, type Node, type YAMLSeq } from 'yaml';
import { InputError, unknownName } from '../base/errors.js';
import { outline, type Splice, spliced } from '../base/splice-yaml.js';
import { loadCatalogue } from './catalogue.js';
import { EDITIONS, type EditionKey, type ScrItem } from './item.js';

/** What the person must say; the rest has a usual value. */
export interface NewItem {
  /** `edition/id`. */
  readonly key: string;
  readonly kind: ScrItem['kind'];
  readonly side: ScrItem['side'];
  readonly status: ScrItem['status'];
  /** M, O, or the word of the sentence: SHALL. */
  readonly printed: string;
  readonly section: string;
  readonly text: string;
  readonly observability: ScrItem['observability'];
  readonly group?: string;
  /** Id of the item after which it stands; absent: the last one. */
  readonly after?: string;
}

export interface WrittenItem {
  /** File name and new text of each file that changes. */
  readonly files: Readonly<Record<string, string>>;
  /** Line of the new row in its table. */
  readonly line: number;
}

/** `folder` holds the tables. Throws InputError for an unknown edition or item, an id that was ever published, and all that the tables' own checks find. */
export function newItem(item: NewItem, folder: string): WrittenItem {
  const [edition = '', ...rest] = item.key.split('/');
  const id = rest.join('/');
  if (!(EDITIONS as readonly string[]).includes(edition)) throw unknownName('unknown-edition', 'edition', edition, EDITIONS);
  if (!/^[A-Za-z0-9._-]+$/.test(id))
    throw new InputError('item-id', { found: `"${id}" is no id for an item`, wanted: 'letters, digits, points and hyphens: SR-5.2-9' });
  const name = `${edition.toLowerCase()}.yaml`;
  const text = readFileSync(join(folder, name), 'utf8');
  const lock = readFileSync(join(folder, 'ids.lock'), 'utf8');
  const key = `${edition}/${id}`;
  const lines = lock.split(/\r?\n/);
  if (lines.includes(key))
    throw new InputError('id-taken', {
      found: `${key} is in scr/ids.lock already`,
      cure: `ids are permanent; dmct scr show ${key} shows what it means`,
    });
  const known = loadCatalogue(folder).editions.get(edition as EditionKey)?.items ?? [];
  const before = item.after === undefined ? known.length - 1 : known.findIndex((other) => other.id === bare(item.after as string));
  if (before < 0)
    throw unknownName(
      'unknown-item',
      `item of ${edition}`,
      String(item.after),
      known.map((other) => other.id),
    );
  const at = outline(text);
  const list = at.value('items') as YAMLSeq;
  const row = rowOf({ ...item, key: id });
  const offset = at.lineAfter(list.items[before] as Node);
  const changed = spliced(text, [countUp(text, item.kind), { at: offset, text: `\n${row}` }]);
  lines.splice(lines.indexOf(`${edition}/${known[before]?.id}`) + 1, 0, key);
  const files = { [name]: changed, 'ids.lock': lines.join('\n') };
  check(folder, files);
  return { files, line: changed.slice(0, changed.indexOf(row)).split('\n').length };
}

const bare = (name: string): string => name.slice(name.indexOf('/') + 1);

/** As the other rows are written: one key a line. */
function rowOf(item: NewItem): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return [
    `  - id: ${item.key}`,
    `    kind: ${item.kind}`,
    `    side: ${item.side}`,
    ...(item.group === undefined ? [] : [`    group: ${quoted(item.group)}`]),
    `    status: ${item.status}`,
    `    status-printed: ${quoted(item.printed)}`,
    `    section: { printed: ${quoted(item.section)}, effective: ${quoted(item.section)} }`,
    "    requires: ''",
    `    observability: ${item.observability}`,
    `    text: ${quoted(item.text)}`,
    '',
  ].join('\n');
}

/** The header says how many items of a kind there are: one more. */
function countUp(text: string, kind: ScrItem['kind']): Splice {
  const counts = outline(text).value('counts');
  const node = isMap(counts) ? (counts.get(kind, true) as Node | undefined) : undefined;
  if (!node?.range) throw new InputError('wrong-count', { found: `the table has no count of the kind ${kind}` });
  const [start, end] = node.range;
  return { at: start, text: String(Number(text.slice(start, end).replace(/['"]/g, '')) + 1), drop: end - start };
}

/** Reads the tables as they will be, in a folder of their own. */
function check(folder: string, files: WrittenItem['files']): void {
  const copy = mkdtempSync(join(tmpdir(), 'dmct-scr-'));
  try {
    cpSync(folder, copy, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(copy, name), text);
    loadCatalogue(copy);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    const { where, ...parts } = cause.parts;
    throw new InputError(cause.code, { ...parts, ...(where?.file ? { where: { ...where, file: where.file.replace(copy, 'scr') } } : {}) });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
