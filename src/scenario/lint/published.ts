/** ids.lock: every `scenario/assertion` that was ever published. Ids are permanent; a new one is added, none is taken away. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareLock, lockedIds } from '../../base/ids-lock.js';
import { writeOut } from '../../base/write-file.js';
import type { LintProblem } from './problem.js';
import type { Sources } from './sources.js';

const HEADER = '# Every assertion that was ever published. Ids are permanent: reports and baselines name them. Kept by: dmct lint --update-lock\n';

export const lockFile = (folder: string): string => join(folder, 'ids.lock');

const idsOf = ({ scenarios }: Sources): string[] =>
  scenarios.flatMap(({ scenario }) => scenario.steps.flatMap((s) => s.expect.map((a) => `${scenario.id}/${a.id}`))).sort();

export function lintPublished(sources: Sources): LintProblem[] {
  const file = lockFile(sources.folder);
  const lock = readFileSync(file, 'utf8');
  const { vanished, unlocked } = compareLock(idsOf(sources), lock);
  const lines = lock.split('\n');
  const problem = (code: string, message: string, line: number): LintProblem => ({
    severity: 'error',
    code,
    message,
    where: { file, line, column: 1 },
  });
  return [
    ...vanished.map((id) =>
      problem('id-vanished', `${id} was published and is gone; ids are permanent: give the assertion its id back`, lines.indexOf(id) + 1),
    ),
    ...unlocked.map((id) => problem('id-unlocked', `${id} is not in the list yet; run dmct lint --update-lock`, lines.length)),
  ];
}

/** Adds the ids that the lock lacks; gives how many. Throws InputError `cannot-write`. */
export function updateLock(sources: Sources): number {
  const file = lockFile(sources.folder);
  const lock = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { unlocked } = compareLock(idsOf(sources), lock);
  if (unlocked.length > 0) writeOut(file, `${HEADER}${[...new Set([...lockedIds(lock), ...unlocked])].sort().join('\n')}\n`);
  return unlocked.length;
}
