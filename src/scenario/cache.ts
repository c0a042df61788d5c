/** Scenarios are parsed once: what comes out of YAML is kept as JSON in the state folder, named by the text of all files. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asOne } from '../base/faults.js';
import { packageRoot, packageVersion } from '../base/package-root.js';
import { stateFolder } from '../base/state-folder.js';
import type { Scenario } from '../judge/scenario.js';
import { loadScenario, scenarioFiles, scenariosFolder } from './load.js';
import { proceduresIn, takenProcedures } from './procedures.js';

const cacheFolder = (): string => join(stateFolder(), 'scenarios');
const loaded = new Map<string, Scenario[]>();

/** All scenarios of a folder, sorted by file. Throws InputError for the first that is wrong; nothing wrong is ever cached. */
export function loadScenarios(folder: string = scenariosFolder): Scenario[] {
  const known = loaded.get(folder);
  if (known) return known;
  const taken = folder === scenariosFolder ? undefined : asOne(takenProcedures(folder));
  if (taken) throw taken;
  const files = scenarioFiles(folder);
  const cache = `${fingerprint([...files, ...proceduresIn(scenariosFolder)])}.json`;
  const cached = readCache(cache);
  const scenarios = cached ?? files.map(loadScenario);
  if (!cached && folder === scenariosFolder) writeCache(cache, scenarios);
  loaded.set(folder, scenarios);
  return scenarios;
}

/** Of names, sizes and times of change: enough to notice an edit, cheap enough for every worker. */
function fingerprint(files: readonly string[]): string {
  const hash = createHash('sha256').update(packageVersion);
  hash.update(String(statSync(join(packageRoot, 'src/scenario/scenario.schema.json')).mtimeMs));
  for (const file of files) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}

function readCache(name: string): Scenario[] | undefined {
  try {
    return JSON.parse(readFileSync(join(cacheFolder(), name), 'utf8')) as Scenario[];
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written (read-only installation) is no trouble: the next run parses again. */
function writeCache(name: string, scenarios: readonly Scenario[]): void {
  try {
    const folder = cacheFolder();
    mkdirSync(folder, { recursive: true });
    for (const old of readdirSync(folder)) if (old.endsWith('.json')) rmSync(join(folder, old), { force: true });
    const part = join(folder, `${name}.${process.pid}`);
    writeFileSync(part, JSON.stringify(scenarios));
    renameSync(part, join(folder, name));
  } catch {
    // see above
  }
}
