/** Which scenarios a run takes: by side, by id pattern, by the items that their assertions name. An empty selection is an error. */

import { InputError } from '../base/errors.js';
import { glob } from '../base/glob.js';
import { nearest } from '../base/nearest.js';
import type { Scenario } from '../judge/scenario.js';
import { loadCatalogue } from '../scr/catalogue.js';
import { loadScenarios } from './cache.js';
import { checkItems } from './check-items.js';

export interface Selection {
  /** Patterns over scenario ids, `*` and `?`. */
  readonly scenario?: readonly string[];
  /** Patterns over item keys (`SR/DM-SR-C-*`) or bare ids. */
  readonly scr?: readonly string[];
  /** Folder with the scenarios; default: those of dmct. */
  readonly folder?: string;
}

const matchesKey = (pattern: string, key: string): boolean => glob(pattern).test(key) || glob(pattern).test(key.slice(key.indexOf('/') + 1));

/** Whether an item belongs to what `--scr` selects. */
export function selectsItem(selection: Selection, key: string): boolean {
  return !selection.scr?.length || selection.scr.some((p) => matchesKey(p, key));
}

/** Scenarios of a side that the selection takes. Throws InputError (exit 6) when there is none, with the nearest names. */
export function selectScenarios(side: 'client' | 'server', selection: Selection): Scenario[] {
  const all = loadScenarios(selection.folder).filter((s) => s.side === side);
  checkItems(all);
  const items = [...loadCatalogue().items.keys()];
  for (const pattern of selection.scr ?? []) {
    if (items.some((key) => matchesKey(pattern, key))) continue;
    throw nothing('no-item', `no item matches --scr ${pattern}`, nearest(pattern, [...items, ...items.map((k) => k.slice(k.indexOf('/') + 1))]));
  }
  const chosen = all.filter(
    (s) =>
      (!selection.scenario?.length || selection.scenario.some((p) => glob(p).test(s.id))) &&
      (!selection.scr?.length || s.steps.some((step) => step.expect.some((a) => a.scr.some((key) => selectsItem(selection, key))))),
  );
  if (chosen.length > 0) return chosen;
  throw nothingSelected(selection, side);
}

/** The InputError (exit 6) for a selection that takes no scenario: of this side, or, where both were asked, of either. */
export function nothingSelected(selection: Selection, side?: 'client' | 'server'): InputError {
  const asked = [...(selection.scenario ?? []).map((p) => `--scenario ${p}`), ...(selection.scr ?? []).map((p) => `--scr ${p}`)].join(' ');
  const all = loadScenarios(selection.folder);
  const patterns = selection.scenario ?? [];
  const other = side && all.find((s) => s.side !== side && patterns.some((p) => glob(p).test(s.id)));
  const found = `no ${side === undefined ? '' : `${side} `}scenario is selected${asked ? ` by ${asked}` : ''}`;
  if (other) return new InputError('nothing-selected', { found, cure: `${other.id} is about a ${other.side}` }, 6);
  const own = all.filter((s) => side === undefined || s.side === side).map((s) => s.id);
  return nothing(
    'nothing-selected',
    found,
    patterns.flatMap((p) => nearest(p, own)),
  );
}

function nothing(code: string, found: string, near: readonly string[]): InputError {
  return new InputError(code, { found, cure: near.length ? `did you mean ${near[0]}?` : 'dmct scr list and dmct lint show what there is' }, 6);
}
