/** The records that a path stands for: a file for itself, a folder for what a run left in it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../base/errors.js';
import { recordsIn } from './run-folder.js';

/** A folder of raw files, in which no run has written, is itself. Throws InputError `several-records`, `run-cut-off`. */
export function recordFiles(path: string): readonly string[] {
  if (!existsSync(path)) {
    const rows = recordsIn(dirname(path));
    if (rows.length === 0) return [path];
    throw new InputError('run-cut-off', {
      found: `${path} is not there: the run was cut off before it joined the records of its rows`,
      cure: `they are there: dmct judge ${join(dirname(path), 'rows')}`,
    });
  }
  if (!statSync(path).isDirectory()) return [path];
  const own = leftIn(path);
  if (own.length > 0) return own;
  const below = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(path, entry.name))
    .filter((folder) => leftIn(folder).length > 0);
  if (below.length > 1)
    throw new InputError('several-records', {
      found: `${path} holds the records of ${below.length} implementations`,
      wanted: below.join(' | '),
      cure: 'judge them one by one',
    });
  return below[0] === undefined ? [path] : leftIn(below[0]);
}

/** Of a run that was cut off the records of its rows; of one that came to its end, or of a capture, the one record. */
function leftIn(folder: string): readonly string[] {
  const rows = recordsIn(folder);
  if (rows.length > 0) return rows;
  const whole = join(folder, 'record.ndjson');
  if (existsSync(whole)) return [whole];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => join(folder, name));
}
