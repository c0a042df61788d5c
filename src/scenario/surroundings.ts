/** The judge's surroundings from an IUT file: its ICS over the catalogue, its accounts, its pinned assumptions. */
import { readIcs } from '../iut/ics-source.js';
import type { Iut } from '../iut/iut.js';
import type { Surroundings } from '../judge/surroundings.js';
import { isDemanded, loadCatalogue } from '../scr/catalogue.js';
import type { Ics } from '../scr/ics.js';

export const icsOf = (iut: Iut): Ics => readIcs(iut.ics, iut.role, (name) => iut.where(['ics', name]));

export function surroundingsOf(iut: Iut, ics: Ics = icsOf(iut)): Surroundings {
  const catalogue = loadCatalogue();
  return {
    role: iut.role,
    accounts: iut.accounts,
    assume: iut.pixit.assume,
    applies: (expression) => ics.applies(expression),
    claimed: (key) => ics.claimed(key),
    isDemanded: (key) => {
      const item = catalogue.items.get(key);
      return item === undefined || isDemanded(item);
    },
    assumptionsOf: (key) => catalogue.items.get(key)?.assumptions ?? [],
  };
}
