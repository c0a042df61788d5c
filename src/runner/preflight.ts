/**
 * What a run would stumble over half-way is found before anything starts: a PIXIT value that no file sets, an adapter that cannot be
 * opened, a port that is taken, a folder that cannot be written. All of it is the user's to see, as one error.
 */
import { join } from 'node:path';
import { checkFolder } from '../base/writable-folder.js';
import { checkOpens } from '../iut/adapters/open.js';
import { loadIut } from '../iut/iut-file.js';
import { checkPorts } from '../scenario/free-port.js';
import { applicableRow } from '../scenario/run-row.js';
import { surroundingsOf } from '../scenario/surroundings.js';
import type { Plan, PlannedProject } from './plan.js';

/** Throws InputError for the first thing that is in the way. */
export async function preflight(plan: Plan, projects: readonly PlannedProject[]): Promise<void> {
  const iuts = projects.map((project) => ({ project, iut: loadIut(project.iut) }));
  for (const { project, iut } of iuts) {
    const surroundings = surroundingsOf(iut);
    for (const scenario of project.scenarios) for (const row of scenario.rows) applicableRow(scenario, row, iut, plan.seed, surroundings);
    checkOpens(iut);
    await checkPorts(iut);
  }
  for (const { iut } of iuts) checkFolder(join(plan.out, iut.name));
}
