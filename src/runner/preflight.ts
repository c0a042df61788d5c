/**
 * What a run would stumble over half-way is found before anything starts: a PIXIT value that no file sets, a program that is not there, a
 * port that is taken, a folder that cannot be written. All of it is the user's to see, as one error.
 */
import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { parseHostPort } from '../../simulators/http/address.js';
import { InputError } from '../base/errors.js';
import { writeOut } from '../base/write-file.js';
import { checkProgram } from '../iut/adapters/open.js';
import type { Iut } from '../iut/iut.js';
import { loadIut } from '../iut/iut-file.js';
import { applicableRow } from '../scenario/run-row.js';
import { surroundingsOf } from '../scenario/surroundings.js';
import type { Plan, PlannedProject } from './plan.js';

/** Throws InputError for the first thing that is in the way. */
export async function preflight(plan: Plan, projects: readonly PlannedProject[]): Promise<void> {
  const iuts = projects.map((project) => ({ project, iut: loadIut(project.iut) }));
  for (const { project, iut } of iuts) {
    const surroundings = surroundingsOf(iut);
    for (const scenario of project.scenarios) for (const row of scenario.rows) applicableRow(scenario, row, iut, plan.seed, surroundings);
    checkProgram(iut);
    await checkPort(iut);
  }
  for (const { iut } of iuts) checkFolder(join(plan.out, iut.name));
}

/** Only a fixed port can be taken; the IUT itself listens on it when it is a server. */
async function checkPort({ role, lowerTester: { listen }, where }: Iut): Promise<void> {
  const { host, port } = parseHostPort(listen);
  if (role !== 'client' || port === 0) return;
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  } catch (cause) {
    throw new InputError('cannot-listen', {
      found: `cannot listen on ${listen}: ${(cause as Error).message}`,
      where: where(['lower-tester', 'listen']),
      cure: 'end the program that listens there, choose a free address, or port 0 where the device can be told',
    });
  }
  await new Promise((resolve) => server.close(resolve));
}

/** Leaves everything as it was: a shard may turn out to have no row for an IUT. */
function checkFolder(folder: string): void {
  const made: string[] = [];
  for (let missing = folder; !existsSync(missing); missing = dirname(missing)) made.push(missing);
  const file = join(folder, '.dmct-writable');
  try {
    writeOut(file, '');
  } finally {
    rmSync(file, { force: true });
    try {
      for (const each of made) rmdirSync(each);
    } catch {
      // another run has begun to write there
    }
  }
}
