/** Where a secret of an IUT file comes from: its own text, or a variable of the environment, so that the file can be shown and committed. */
import type { YamlFile } from '../base/yaml.js';

export type SecretSource = string | { readonly env: string };

/** The secret. Throws InputError `secret-unset`, which names the variable and never a value. */
export function secretText(yaml: YamlFile, path: readonly string[], source: SecretSource): string {
  if (typeof source === 'string') return source;
  const value = process.env[source.env];
  if (value !== undefined && value !== '') return value;
  throw yaml.error(
    'secret-unset',
    path,
    `${path.join('.')} comes from the environment variable ${source.env}, which is ${value === undefined ? 'not set' : 'empty'}`,
    { cure: `set it where dmct is started: export ${source.env}=…` },
  );
}
