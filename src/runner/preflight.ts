/**
 * What a run would stumble over half-way is found before anything starts: a PIXIT value that no file sets, an adapter that cannot be
 * opened, a port that is taken, a folder that cannot be written. All of it is the user's to see, as one error.
 */
import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeOut } from '../base/write-file.js';
import { checkOpens } from '../iut/adapters/open.js';
import { loadIut } from '../iut/iut-file.js';
import { checkPort } from '../scenario/free-port.js';
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
    await checkPort(iut);
  }
  for (const { iut } of iuts) checkFolder(join(plan.out, iut.name));
}

/** What even a small run writes: a disk without so much room is full. */
const ROOM_OCTETS = 64 * 1024;

/** Leaves everything as it was: a shard may turn out to have no row for an IUT. */
function checkFolder(folder: string): void {
  const made: string[] = [];
  for (let missing = folder; !existsSync(missing); missing = dirname(missing)) made.push(missing);
  const file = join(folder, '.dmct-writable');
  try {
    writeOut(file, Buffer.alloc(ROOM_OCTETS));
  } finally {
    cleanUp(file, made);
  }
}

function cleanUp(file: string, folders: readonly string[]): void {
  try {
    rmSync(file, { force: true });
    for (const folder of folders) rmdirSync(folder);
  } catch {
    // Nothing could be made, or another run has begun to write there.
  }
}
