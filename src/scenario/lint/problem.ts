/** What lint finds: one line each, with its place. */
import { formatWhere, type InputError, type Where } from '../../base/errors.js';
import type { YamlFile } from '../../base/yaml.js';

export interface LintProblem {
  /** Only an `error` makes lint fail; `information` is for who plans what comes next. */
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly message: string;
  readonly where: Where;
}

export type Path = readonly (string | number)[];

/** An InputError as a problem. Its place is kept, or else `fallback`. */
export function fromInputError({ code, parts }: InputError, fallback: Where = {}): LintProblem {
  const { found, wanted, cure, where } = parts;
  const message = [
    found,
    ...(wanted === undefined ? [] : [`wanted ${wanted}`]),
    ...(cure === undefined ? [] : cure.split('\n').map((l) => l.trim())),
  ];
  return { severity: 'error', code, message: message.join('; '), where: where ?? fallback };
}

/** A problem at a value (or, with `key`, a key) of a YAML file. */
export function problemAt(yaml: YamlFile, code: string, path: Path, message: string, severity: LintProblem['severity'] = 'error'): LintProblem {
  return { severity, code, message, where: yaml.at(path) };
}

/** `file:line:column: severity: message`. */
export function printProblem({ severity, message, where }: LintProblem): string {
  const place = formatWhere(where);
  return `${place ? `${place}: ` : ''}${severity}: ${message}`;
}

/** In the order of files and lines; what has no place comes last. */
export function byPlace(a: LintProblem, b: LintProblem): number {
  const file = (p: LintProblem): string => p.where.file ?? '\uffff';
  if (file(a) !== file(b)) return file(a) < file(b) ? -1 : 1;
  return (a.where.line ?? 0) - (b.where.line ?? 0) || (a.where.column ?? 0) - (b.where.column ?? 0);
}
