/**
 * What a run would stumble over half-way is found before anything starts: a PIXIT value that no file sets, an adapter that cannot be
 * opened, a port that is taken, a folder that cannot be written. All of it is the user's to see, as one error.
 */
import { join } from 'node:path';
import { asOne } from '../base/faults.js';
import { checkFolder } from '../base/writable-folder.js';
import { checkOpens } from '../iut/adapters/open.js';
import { loadIut } from '../iut/iut-file.js';
import { checkPorts } from '../scenario/free-port.js';
import { blockers } from './blockers.js';
import type { Plan, PlannedProject } from './plan.js';
import { rowProspects } from './prospect.js';

/** Throws InputError for the first thing that is in the way. */
export async function preflight(plan: Plan, projects: readonly PlannedProject[]): Promise<void> {
  const iuts = projects.map((project) => ({ project, iut: loadIut(project.iut) }));
  for (const { project, iut } of iuts) {
    const blocker = asOne(blockers(iut, rowProspects(iut, project.scenarios, plan.seed)));
    if (blocker) throw blocker;
    checkOpens(iut);
    await checkPorts(iut);
  }
  for (const { iut } of iuts) checkFolder(join(plan.out, iut.name));
}
