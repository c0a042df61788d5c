/** The judge's surroundings from an IUT file: its ICS over the catalogue, its accounts, its pinned assumptions. */
import { relative } from 'node:path';
import type { Iut } from '../iut/iut.js';
import type { Surroundings } from '../judge/surroundings.js';
import { isDemanded, loadCatalogue } from '../scr/catalogue.js';
import { allClaimed, type Ics, icsFrom, loadIcs } from '../scr/ics.js';

export function icsOf(iut: Iut): Ics {
  switch (iut.ics.kind) {
    case 'file':
      return loadIcs(relative(process.cwd(), iut.ics.path), iut.role);
    case 'inline':
      return icsFrom(iut.ics.answers, iut.role, { whereOf: (name) => iut.where(['ics', name]) });
    case 'absent':
      return allClaimed(iut.role);
  }
}

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
