/** What a file is called: its id is its path, no two are the same, and its first line names the schema so that editors complete keys. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { YamlFile } from '../../base/yaml.js';
import type { Fields } from '../../judge/scenario.js';
import { type LintProblem, problemAt } from './problem.js';
import type { Sources } from './sources.js';

const SCHEMA_ID = 'dmct-scenario';

export function lintIdentity({ folder, scenarios, procedures }: Sources): LintProblem[] {
  const problems: LintProblem[] = [];
  const seen = new Map<string, string>();
  for (const { yaml, scenario } of scenarios) {
    const name = relative(folder, yaml.file);
    const [side, ...rest] = scenario.id.split('.');
    const wanted = `${[side, ...rest].join('/')}.yaml`;
    if (name !== wanted) problems.push(problemAt(yaml, 'id-path', ['scenario'], `${scenario.id} stands in ${name}; wanted ${wanted}`));
    const other = seen.get(scenario.id);
    if (other !== undefined) problems.push(problemAt(yaml, 'duplicate-id', ['scenario'], `${scenario.id} is the id of ${other} too`));
    seen.set(scenario.id, name);
    problems.push(...schemaLine(yaml));
  }
  for (const yaml of procedures) {
    const id = String((yaml.value as Fields).procedure);
    const name = relative(folder, yaml.file);
    if (name !== `procedures/${id}.yaml`)
      problems.push(problemAt(yaml, 'id-path', ['procedure'], `${id} stands in ${name}; wanted procedures/${id}.yaml`));
    problems.push(...schemaLine(yaml));
  }
  return problems;
}

function schemaLine(yaml: YamlFile): LintProblem[] {
  const where = { file: yaml.file, line: 1, column: 1 };
  const wrong = (message: string): LintProblem[] => [{ severity: 'error', code: 'schema-line', message, where }];
  const named = /^# yaml-language-server: \$schema=(\S+)\s*$/.exec(yaml.text.split('\n')[0] ?? '')?.[1];
  if (named === undefined) return wrong('the first line names no schema; wanted # yaml-language-server: $schema=PATH of scenario.schema.json');
  const file = resolve(dirname(yaml.file), named);
  if (!existsSync(file)) return wrong(`the schema of the first line is not there: ${named}`);
  return readFileSync(file, 'utf8').includes(`"$id": "${SCHEMA_ID}"`) ? [] : wrong(`${named} is not the schema of scenarios`);
}
