/** Option values out of a fixed list, e.g. `--edition SR,NOTI`. */
import { InputError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import type { Parsed } from './options.js';

/** All values of an option, comma lists taken apart; undefined when the option is not there. Throws InputError `option-value`. */
export function choices<T extends string>(options: Parsed, option: string, allowed: readonly T[]): readonly T[] | undefined {
  const given = options.all(option).flatMap((value) => value.split(',').map((word) => word.trim()));
  if (given.length === 0) return undefined;
  for (const word of given) {
    if ((allowed as readonly string[]).includes(word)) continue;
    const [near] = nearest(word, allowed);
    throw new InputError('option-value', {
      found: `--${option} is "${word}"`,
      wanted: allowed.join(' | '),
      ...(near ? { cure: `did you mean "${near}"?` } : {}),
    });
  }
  return given as readonly string[] as readonly T[];
}
