/** The procedures that a scenario may use: those of dmct, and those in `procedures/` beside a vendor's own scenarios. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError, unknownName, type Where } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { checkSchema } from '../base/schema.js';
import { readYaml, type YamlFile } from '../base/yaml.js';

const FOLDER = 'procedures';
const OURS = join(packageRoot, 'scenarios', FOLDER);

/** The folder that a scenario file is one of: its path in there is its id. */
export const folderOf = (file: string, id: string): string =>
  resolve(
    dirname(file),
    ...id
      .split('.')
      .slice(1)
      .map(() => '..'),
  );

/** Procedure files of a scenario folder, sorted; none where it has no such folder. */
export function proceduresIn(folder: string): string[] {
  const own = join(folder, FOLDER);
  if (!existsSync(own) || !statSync(own).isDirectory()) return [];
  return readdirSync(own)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(own, name));
}

const nameOf = (file: string): string => file.slice(dirname(file).length + 1, -'.yaml'.length);

/** Files by name; a name that both have is told by `takenProcedures`. */
function known(folder: string): ReadonlyMap<string, string> {
  return new Map([...proceduresIn(dirname(OURS)), ...proceduresIn(folder)].map((file) => [nameOf(file), file]));
}

/** The file of a procedure that a scenario of this folder uses. */
export const procedureFile = (name: string, folder: string): string | undefined => known(folder).get(name);

/** Procedures of a folder that have the name of one of dmct and say something else: which of the two a scenario meant, nobody could tell. */
export function takenProcedures(folder: string): InputError[] {
  const ours = new Map(proceduresIn(dirname(OURS)).map((file) => [nameOf(file), file]));
  return proceduresIn(folder).flatMap((file) => {
    const other = ours.get(nameOf(file));
    if (other === undefined || readFileSync(file, 'utf8') === readFileSync(other, 'utf8')) return [];
    return new InputError('procedure-taken', {
      found: `dmct has a procedure "${nameOf(file)}" already, and this one says something else`,
      where: { file, line: 1 },
      cure: 'give yours a name of its own, in the file and in what uses it',
    });
  });
}

const read = new Map<string, YamlFile>();

/** A procedure by name, checked but for the places that hang on who uses it. Throws InputError `unknown-procedure` at `where`, and what is wrong with the file. */
export function readProcedure(name: string, folder: string, where: Where): YamlFile {
  const files = known(folder);
  const file = files.get(name);
  if (file === undefined) throw unknownName('unknown-procedure', 'procedure', name, files.keys(), where);
  const before = read.get(file);
  if (before && before.text === readFileSync(file, 'utf8')) return before;
  const yaml = readYaml(file);
  checkSchema(yaml, 'src/scenario/scenario.schema.json');
  read.set(file, yaml);
  return yaml;
}
