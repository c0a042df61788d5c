/** The ICS that an IUT file names or holds. */
import { relative } from 'node:path';
import type { Where } from '../base/errors.js';
import type { Side } from '../scr/catalogue.js';
import { allClaimed, type Ics, icsFrom, loadIcs } from '../scr/ics.js';
import type { IcsSource } from './iut.js';

/** `whereOf`: where an answer of the IUT file itself stands. Errors as loadIcs. */
export function readIcs(source: IcsSource, side: Side, whereOf: (name: string) => Where): Ics {
  switch (source.kind) {
    case 'file':
      return loadIcs(relative(process.cwd(), source.path), side === 'both' ? undefined : side);
    case 'inline':
      return icsFrom(source.answers, side, { whereOf, isOneSided: true });
    case 'absent':
      return allClaimed(side);
  }
}
