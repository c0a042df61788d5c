/**
 * Puts values into `${…}`: row.X, pixit.X, account.NAME.FIELD, run.id, with.X (in procedures). A string that is nothing but one
 * placeholder takes the value as it is, also a map or a list. An unknown name throws through `lookup`.
 */
import { InputError } from '../base/errors.js';
import type { Fields, Value } from './scenario.js';

export type Lookup = (name: string) => Value;

const PLACEHOLDER = /\$\{([A-Za-z0-9_.@-]+)\}/g;

export function bindValue(value: Value, lookup: Lookup): Value {
  if (typeof value === 'string') {
    if (!value.includes('${')) return value;
    const whole = /^\$\{([A-Za-z0-9_.@-]+)\}$/.exec(value);
    if (whole) return lookup(whole[1] as string);
    return value.replace(PLACEHOLDER, (_, name: string) => {
      const found = lookup(name);
      if (typeof found !== 'string') throw new InputError('placeholder', { found: `\${${name}} is no text and cannot stand inside "${value}"` });
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((v: Value) => bindValue(v, lookup));
  return bindFields(value as Fields, lookup);
}

export function bindFields(fields: Fields, lookup: Lookup): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, bindValue(value, lookup)]));
}

/** Every `${name}` in a value, for lint and for the PIXIT check. */
export function placeholders(value: Value): string[] {
  if (typeof value === 'string') return [...value.matchAll(PLACEHOLDER)].map((m) => m[1] as string);
  return (Array.isArray(value) ? value : Object.values(value as Fields)).flatMap(placeholders);
}
