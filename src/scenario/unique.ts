/** Ids stand once in their list. */
import type { YamlFile } from '../base/yaml.js';

export function checkUnique(
  yaml: YamlFile,
  list: readonly { readonly id: string }[],
  path: (i: number) => readonly (string | number)[],
  kind: string,
): void {
  const seen = new Set<string>();
  list.forEach((entry, i) => {
    if (seen.has(entry.id)) throw yaml.error('duplicate-id', path(i), `two ${kind}s are called "${entry.id}"`);
    seen.add(entry.id);
  });
}
