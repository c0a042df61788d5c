/** The files ids.lock, of assertions and of items: every id that was ever published. Ids are permanent; a new one is added, none is taken away. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Where } from '../../base/errors.js';
import { compareLock, type LockDifference, lockedIds } from '../../base/ids-lock.js';
import { packageRoot } from '../../base/package-root.js';
import { writeOut } from '../../base/write-file.js';
import type { Catalogue } from '../../scr/catalogue.js';
import type { LintProblem } from './problem.js';
import type { Sources } from './sources.js';

/** `# complete: SR, NOTI`: the editions of which every item is covered or excluded with a reason. */
const CLAIM = /^# complete: *(.*)$/m;

const HEADER = '# Every assertion that was ever published. Ids are permanent: reports and baselines name them. Kept by: dmct lint --update-lock\n';

export const lockFile = (folder: string): string => join(folder, 'ids.lock');

/** Editions that the lock claims as a whole, and where it does. */
export function claimsOf(folder: string): { readonly names: readonly string[]; readonly where: Where } {
  const file = lockFile(folder);
  const lock = readFileSync(file, 'utf8');
  const claim = CLAIM.exec(lock);
  const names = (claim?.[1] ?? '').split(/[\s,]+/).filter((name) => name !== '');
  return { names, where: { file, line: lock.slice(0, claim?.index ?? 0).split('\n').length, column: 1 } };
}

/** Ids of what is not written yet are not published. */
const finished = (sources: Sources): Sources => ({
  ...sources,
  scenarios: sources.scenarios.filter(({ scenario }) => scenario.unfinished === undefined),
});

const idsOf = ({ scenarios }: Sources): string[] =>
  scenarios.flatMap(({ scenario }) => scenario.steps.flatMap((s) => s.expect.map((a) => `${scenario.id}/${a.id}`))).sort();

export function lintPublished(sources: Sources): LintProblem[] {
  const file = lockFile(sources.folder);
  const lock = readFileSync(file, 'utf8');
  const { vanished, unlocked } = compareLock(idsOf(sources), lock);
  return lockProblems(file, lock, { vanished, unlocked });
}

const ITEM_LOCK = join(packageRoot, 'scr/ids.lock');

/** The same of the keys of the requirement tables. */
export function lintItemKeys(catalogue: Catalogue): LintProblem[] {
  const lock = existsSync(ITEM_LOCK) ? readFileSync(ITEM_LOCK, 'utf8') : '';
  return lockProblems(ITEM_LOCK, lock, compareLock(catalogue.items.keys(), lock));
}

function lockProblems(file: string, lock: string, { vanished, unlocked }: LockDifference): LintProblem[] {
  const lines = lock.split('\n');
  const problem = (code: string, message: string, line: number): LintProblem => ({
    severity: 'error',
    code,
    message,
    where: { file, line, column: 1 },
  });
  return [
    ...vanished.map((id) => problem('id-vanished', `${id} was published and is gone; ids are permanent: give it back`, lines.indexOf(id) + 1)),
    ...unlocked.map((id) => problem('id-unlocked', `${id} is not in the list yet; run dmct lint --update-lock`, lines.length)),
  ];
}

/** Adds the keys that the lock of the tables lacks, in the order of the tables; gives how many. Throws InputError `cannot-write`. */
export function updateItemLock(catalogue: Catalogue): number {
  const lock = existsSync(ITEM_LOCK) ? readFileSync(ITEM_LOCK, 'utf8') : '';
  const { vanished, unlocked } = compareLock(catalogue.items.keys(), lock);
  if (unlocked.length > 0) writeOut(ITEM_LOCK, `${[...catalogue.items.keys(), ...vanished].join('\n')}\n`);
  return unlocked.length;
}

/** Adds the ids that the lock lacks; gives how many. Throws InputError `cannot-write`. */
export function updateLock(sources: Sources): number {
  const file = lockFile(sources.folder);
  const lock = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { unlocked } = compareLock(idsOf(finished(sources)), lock);
  const claim = CLAIM.exec(lock)?.[0];
  if (unlocked.length > 0)
    writeOut(file, `${HEADER}${claim === undefined ? '' : `${claim}\n`}${[...new Set([...lockedIds(lock), ...unlocked])].sort().join('\n')}\n`);
  return unlocked.length;
}
