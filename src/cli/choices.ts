/** Option values out of a fixed list, e.g. `--edition SR,NOTI`. */
import { InputError, unknownName } from '../base/errors.js';
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

/** The last value of an option out of a fixed list; undefined when it is not there. Throws InputError `option-value`. */
export const oneOf = <T extends string>(options: Parsed, option: string, allowed: readonly T[]): T | undefined =>
  choices(options, option, allowed)?.at(-1);

/** A positional argument out of a fixed list. Throws InputError `unknown-<kind>` with the nearest. */
export function oneWord<T extends string>(kind: string, word: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === word);
  if (found === undefined) throw unknownName(`unknown-${kind}`, kind, word, allowed);
  return found;
}
