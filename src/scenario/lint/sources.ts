/** The files of a scenario folder, each read and loaded for itself, so that one broken file does not hide what is wrong with the others. */
import { InputError } from '../../base/errors.js';
import { checkSchema } from '../../base/schema.js';
import { readYaml, type YamlFile } from '../../base/yaml.js';
import type { Scenario } from '../../judge/scenario.js';
import { loadScenario, scenarioFiles } from '../load.js';
import { proceduresIn, takenProcedures } from '../procedures.js';
import { fromInputError, type LintProblem } from './problem.js';

export interface ScenarioSource {
  readonly yaml: YamlFile;
  readonly scenario: Scenario;
}

export interface Sources {
  readonly folder: string;
  readonly scenarios: readonly ScenarioSource[];
  readonly procedures: readonly YamlFile[];
  /** What could not be loaded; the files are missing from the lists above. */
  readonly broken: readonly LintProblem[];
}

export function readSources(folder: string): Sources {
  const broken: LintProblem[] = [];
  const each = <T>(files: readonly string[], read: (file: string) => T): T[] =>
    files.flatMap((file) => {
      try {
        return [read(file)];
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause;
        broken.push(fromInputError(cause, { file }));
        return [];
      }
    });
  broken.push(...takenProcedures(folder).map((error) => fromInputError(error)));
  return {
    folder,
    scenarios: each(scenarioFiles(folder), (file) => ({ yaml: readYaml(file), scenario: loadScenario(file) })),
    procedures: each(proceduresIn(folder), (file) => {
      const yaml = readYaml(file);
      checkSchema(yaml, 'src/scenario/scenario.schema.json');
      return yaml;
    }),
    broken,
  };
}
