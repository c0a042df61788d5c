/** scr/ids.lock: every item key that was ever published. Ids are permanent: reports and ICS files of others name them. */
import type { Catalogue } from './catalogue.js';

/** Keys that vanished from the catalogue and keys that the lock does not have yet. Both empty: in step. */
export function compareLock(catalogue: Catalogue, lock: string): { readonly vanished: readonly string[]; readonly unlocked: readonly string[] } {
  const locked = lock.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const known = new Set(locked);
  return { vanished: locked.filter((key) => !catalogue.items.has(key)), unlocked: [...catalogue.items.keys()].filter((key) => !known.has(key)) };
}
