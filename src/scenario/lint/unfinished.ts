/** What `dmct new` left for a person to say. */
import type { YamlFile } from '../../base/yaml.js';
import type { LintProblem } from './problem.js';
import type { Sources } from './sources.js';

/** Stands in a scaffold where something is to be said. */
export const FILL_IN = 'FILL IN';

export const isUnfinished = (yaml: YamlFile): boolean => yaml.text.includes(FILL_IN);

export function lintUnfinished({ scenarios, procedures }: Sources): LintProblem[] {
  return [...scenarios.map((s) => s.yaml), ...procedures].flatMap((yaml) =>
    yaml.text.split('\n').flatMap((line, n): LintProblem[] => {
      const at = line.indexOf(FILL_IN);
      if (at < 0) return [];
      const message = `not written yet: ${line.slice(at + FILL_IN.length).replace(/^:?\s*/, '')}`;
      return [{ severity: 'error', code: 'unfinished', message, where: { file: yaml.file, line: n + 1, column: at + 1 } }];
    }),
  );
}
