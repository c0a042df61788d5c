/** What keeps rows from running, each cause once, with what it costs: for `dmct check`, and for the run that does not begin. */
import { InputError } from '../base/errors.js';
import type { Iut } from '../iut/iut.js';
import { pixitUnset } from '../iut/pixit.js';
import { icsOf } from '../scenario/surroundings.js';
import type { RowProspect } from './prospect.js';

/** Items that are named. */
const FEW = 4;

export function blockers(iut: Iut, rows: readonly RowProspect[]): readonly InputError[] {
  const those = rows.filter(({ state }) => state === 'blocked');
  const unset = [...new Set(those.flatMap((row) => row.unset))].map((name) => {
    const { parts } = pixitUnset(iut.pixit, name, iut.file);
    const found = `${parts.found}; ${cost(
      iut,
      those.filter((row) => row.unset.includes(name)),
    )}`;
    return new InputError('pixit-unset', { ...parts, found, where: iut.pixit.where, cure: `${parts.cure}; or answer the items with no` });
  });
  const others = new Map<string, { readonly error: InputError; readonly rows: RowProspect[] }>();
  for (const row of those) {
    if (row.error === undefined || row.unset.length > 0) continue;
    const { found } = row.error.parts;
    const entry = others.get(found) ?? { error: row.error, rows: [] };
    entry.rows.push(row);
    others.set(found, entry);
  }
  return [
    ...unset,
    ...[...others.values()].map(
      ({ error, rows: lost }) => new InputError(error.code, { ...error.parts, found: `${error.parts.found}; ${cost(iut, lost)}` }),
    ),
  ];
}

/** How many rows, and for which items that are claimed. */
function cost(iut: Iut, lost: readonly RowProspect[]): string {
  const ics = icsOf(iut);
  const wanting = lost.flatMap(({ assertions }) => assertions.flatMap(({ assertion, state }) => (state === 'blocked' ? assertion.scr : [])));
  const items = [...new Set(wanting)].filter((key) => ics.claimed(key).value !== 'no');
  const editions = [...new Set(items.map((key) => key.slice(0, key.indexOf('/'))))];
  const named = `${items.slice(0, FEW).join(', ')}${items.length > FEW ? ' …' : ''}`;
  return `${lost.length} ${lost.length === 1 ? 'row needs' : 'rows need'} it for ${items.length} ${items.length === 1 ? 'item' : 'items'} of ${editions.join(', ')}: ${named}`;
}
