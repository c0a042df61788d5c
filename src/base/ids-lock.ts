/** Files that list every id that was ever published, one a line, `#` for comments: reports and files of others name them for good. */

export interface LockDifference {
  /** Published once, gone now. */
  readonly vanished: readonly string[];
  /** Not in the lock yet. */
  readonly unlocked: readonly string[];
}

export function lockedIds(lock: string): string[] {
  return lock.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Both lists empty: in step. */
export function compareLock(ids: Iterable<string>, lock: string): LockDifference {
  const now = new Set(ids);
  const locked = new Set(lockedIds(lock));
  return { vanished: [...locked].filter((id) => !now.has(id)), unlocked: [...now].filter((id) => !locked.has(id)) };
}
