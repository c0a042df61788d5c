/** What `dmct new` left for a person to say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.js';
import { marksIn } from '../unfinished.js';
import type { LintProblem } from './problem.js';
import type { Sources } from './sources.js';

export const lintUnfinished = ({ scenarios, procedures }: Sources): LintProblem[] =>
  [...scenarios.map((s) => s.yaml), ...procedures].flatMap(({ file, text }) => problems(file, text));

/** The same of the faults of the simulators; an installed package does not hold their sources. */
export function lintUnfinishedFaults(): LintProblem[] {
  return ['client', 'server'].flatMap((side) => {
    const folder = join(packageRoot, 'simulators/faults', side);
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ts')) : [];
    return names.sort().flatMap((name) => problems(join(folder, name), readFileSync(join(folder, name), 'utf8')));
  });
}

const problems = (file: string, text: string): LintProblem[] =>
  marksIn(text).map((mark) => ({
    severity: 'error',
    code: 'unfinished',
    message: `not written yet: ${mark.text}`,
    where: { file, line: mark.line, column: mark.column },
  }));
