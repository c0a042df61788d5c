/** What a JSON Schema cannot say about the tables: counts, unique ids, names that lead somewhere, assumptions named on both sides. */
import { InputError } from '../base/errors.js';
import type { YamlFile } from '../base/yaml.js';
import { namesIn, parseExpressionAt, pointInto } from './expression.js';
import type { Catalogue, Edition, Kind, ScrItem } from './item.js';
import { findItem, meaningOf } from './names.js';

/** Throws InputError at the first thing that is wrong. */
export function checkCatalogue(catalogue: Catalogue, assumptionFile: YamlFile): void {
  for (const edition of catalogue.editions.values()) {
    checkCounts(edition);
    for (const [n, item] of edition.items.entries()) checkItem(catalogue, edition, item, n);
  }
  for (const [n, assumption] of [...catalogue.assumptions.values()].entries()) {
    for (const [m, key] of assumption.items.entries()) {
      const path = ['assumptions', n, 'items', m];
      const item = findItem(catalogue, key, { where: assumptionFile.at(path) });
      if (item.key !== key) throw assumptionFile.error('not-a-key', path, `"${key}" lacks its edition`, { wanted: item.key });
      if (!item.assumptions.includes(assumption.id))
        throw assumptionFile.error('assumption-one-sided', path, `${key} does not name ${assumption.id}`);
    }
  }
}

function checkCounts(edition: Edition): void {
  for (const kind of ['scr', 'row', 'statement'] satisfies Kind[]) {
    const have = edition.items.filter((item) => item.kind === kind).length;
    if (have !== edition.counts[kind])
      throw edition.source.error('wrong-count', ['counts', kind], `${edition.key} has ${have} items of the kind ${kind}`, {
        wanted: `${edition.counts[kind]}, as the header says`,
      });
  }
}

function checkItem(catalogue: Catalogue, edition: Edition, item: ScrItem, n: number): void {
  const { source } = edition;
  const fail = (code: string, field: string, found: string): InputError => source.error(code, ['items', n, field], `${item.key}: ${found}`);
  if (edition.items.findIndex((other) => other.id === item.id) !== n) throw fail('duplicate-id', 'id', 'the id stands here twice');
  if (edition.gaps.some((gap) => gap.id === item.id)) throw fail('gap-exists', 'id', 'the id is listed among the gaps');
  if ((item.kind === 'row') !== (item.group !== undefined))
    throw fail('wrong-group', 'group', item.group ? 'only rows have a group' : 'a row needs its group');
  if (item.group !== undefined && !(item.group in edition.groups))
    throw fail('wrong-group', 'group', `group ${item.group} is not among the groups of the file`);
  for (const field of ['requires', 'when', 'needs'] as const) checkExpression(catalogue, edition, item, n, field);
  for (const key of item['same-as']) {
    if (!catalogue.items.has(key)) throw findItemError(catalogue, key, source, ['items', n, 'same-as']);
    if (key === item.key) throw fail('same-as-itself', 'same-as', 'refers to itself');
  }
  for (const id of item.assumptions) {
    const assumption = catalogue.assumptions.get(id);
    if (!assumption) throw fail('unknown-assumption', 'assumptions', `there is no assumption ${id}`);
    if (!assumption.items.includes(item.key)) throw fail('assumption-one-sided', 'assumptions', `${id} does not list this item`);
  }
}

function checkExpression(catalogue: Catalogue, edition: Edition, item: ScrItem, n: number, field: 'requires' | 'when' | 'needs'): void {
  const text = item[field];
  if (text === undefined) return;
  const path = ['items', n, field];
  const { tree, mixedAt } = parseExpressionAt(text, edition.source, path);
  if (mixedAt.length > 0) throw edition.source.error('expression-mix', path, `${item.key}: AND and OR are mixed`, { cure: 'set brackets' });
  for (const { name, column } of namesIn(tree)) {
    try {
      const meaning = meaningOf(catalogue, name, { edition: edition.key });
      // One level only: an answer must never depend on itself.
      if (field === 'when' && meaning.kind === 'item' && meaning.item.when !== undefined)
        throw new InputError('when-chain', {
          found: `${item.key} applies when ${meaning.item.key} does, which itself has a condition`,
          cure: 'name the condition itself',
        });
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      throw pointInto(edition.source, path, text, new InputError(cause.code, { ...cause.parts, where: { column } }));
    }
  }
}

function findItemError(catalogue: Catalogue, key: string, source: YamlFile, path: readonly (string | number)[]): Error {
  const item = findItem(catalogue, key, { where: source.at(path) });
  return source.error('not-a-key', path, `"${key}" lacks its edition`, { wanted: item.key });
}
