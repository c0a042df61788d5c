/** `secret:` of an IUT file: which of its other values are secret too. They are named by their place, as the report names them. */
import { unknownName } from '../base/errors.js';
import type { YamlFile } from '../base/yaml.js';

/** The values at the places that the list names. Throws InputError `secret-unknown` for a place that holds no text. */
export function markedSecrets(yaml: YamlFile, pixit: Readonly<Record<string, string>>): string[] {
  const { secret, ...rest } = yaml.value as { readonly secret?: readonly string[] };
  const texts = new Map([...textsIn(rest, ''), ...Object.entries(pixit).map(([name, value]) => [`pixit.${name}`, value] as const)]);
  return (secret ?? []).map((place, i) => {
    const value = texts.get(place);
    if (value !== undefined) return value;
    throw unknownName('secret-unknown', 'value of this file', place, [...texts.keys()], yaml.at(['secret', i]));
  });
}

function textsIn(value: unknown, at: string): (readonly [place: string, text: string])[] {
  if (typeof value === 'string') return [[at, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, at === '' ? key : `${at}.${key}`));
}
