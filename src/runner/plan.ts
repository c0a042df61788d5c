/**
 * The plan of one run: which IUTs, which scenarios, where to write. `dmct run` writes it to a file and names that in DMCT_PLAN; a plain
 * `npx playwright test` makes the default one. Runner, workers and reporter all read the same plan.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HarnessFault, InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { wallClock } from '../base/random.js';
import { stateFolder } from '../base/state-folder.js';
import { writeOut, writeShared } from '../base/write-file.js';
import { loadIut } from '../iut/iut-file.js';
import type { Scenario } from '../judge/scenario.js';
import type { Place } from '../record/record.js';
import { nothingSelected, type Selection, selectScenarios } from '../scenario/selection.js';
import { checkFinished } from '../scenario/unfinished.js';
import type { Gating } from './gate.js';

export interface Plan {
  readonly id: string;
  readonly seed: string;
  readonly started: string;
  readonly command: string;
  readonly place?: Place;
  /** Folder that gets one folder an IUT and the overview; absolute. */
  readonly out: string;
  /** IUT files or built-in names. */
  readonly iuts: readonly string[];
  readonly selection: Selection;
  /** With what baseline the run is gated; absent: not at all. */
  readonly gating?: Gating;
  /** Where the reporter leaves the exit code. */
  readonly resultFile: string;
}

export interface PlanOptions {
  readonly iuts?: readonly string[];
  readonly out?: string;
  readonly seed?: string;
  readonly selection?: Selection;
  readonly gating?: Gating;
  readonly command: string;
  readonly place?: Place;
}

export const REFERENCE_IUTS: readonly string[] = ['reference-client', 'reference-server'];

/** Where a run writes. */
export const DEFAULT_OUT = 'reports/latest';

export function makePlan(options: PlanOptions): Plan {
  const id = randomBytes(6).toString('hex');
  return {
    id,
    seed: options.seed ?? '1',
    started: wallClock(),
    command: options.command,
    ...(options.place ? { place: options.place } : {}),
    out: resolve(options.out ?? DEFAULT_OUT),
    iuts: options.iuts?.length ? options.iuts : REFERENCE_IUTS,
    selection: options.selection ?? {},
    ...(options.gating ? { gating: options.gating } : {}),
    resultFile: join(stateFolder(), 'runs', `${id}.result.json`),
  };
}

/** Writes the plan and points DMCT_PLAN at it, for this process and its children. */
export function publishPlan(plan: Plan): string {
  const file = join(stateFolder(), 'runs', `${plan.id}.json`);
  writeOut(file, JSON.stringify(plan));
  process.env.DMCT_PLAN = file;
  return file;
}

/** The plan that DMCT_PLAN names; undefined when there is none. */
export function planFromEnvironment(): Plan | undefined {
  const file = process.env.DMCT_PLAN;
  if (file === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Plan;
  } catch (cause) {
    throw new HarnessFault(`the plan ${file} cannot be read: ${(cause as Error).message}`);
  }
}

export interface PlannedProject {
  readonly iut: string;
  readonly name: string;
  readonly side: 'client' | 'server';
  readonly scenarios: readonly Scenario[];
}

/**
 * Each IUT with its scenarios. Throws InputError for a bad IUT file, an empty selection or an unfinished scenario; of the two reference IUTs, one whose side the
 * selection leaves empty is left out.
 */
export function plannedProjects(plan: Plan): PlannedProject[] {
  const spare = (file: string): boolean => plan.iuts.length > 1 && REFERENCE_IUTS.includes(file);
  const projects = plan.iuts.flatMap((file): PlannedProject[] => {
    const iut = loadIut(file);
    try {
      return [{ iut: file, name: iut.name, side: iut.role, scenarios: selectScenarios(iut.role, plan.selection) }];
    } catch (cause) {
      if (!(cause instanceof InputError && cause.code === 'nothing-selected' && spare(file))) throw cause;
      return [];
    }
  });
  if (projects.length === 0) throw nothingSelected(plan.selection);
  checkFinished(projects.flatMap(({ scenarios }) => scenarios));
  return projects;
}

/** One thin spec file a scenario; the folder's name says what is in it, so two runs share it and never disturb each other. */
export function writeSpecs(projects: readonly PlannedProject[]): string {
  const scenarios = [...new Map(projects.flatMap((p) => p.scenarios).map((s) => [s.id, s])).values()];
  const name = createHash('sha256')
    .update(scenarios.map((s) => `${s.id} ${s.sha256}`).join('\n'))
    .digest('hex')
    .slice(0, 12);
  const folder = join(stateFolder(), 'specs', name);
  const declare = join(packageRoot, 'dist/src/runner/declare.js');
  for (const scenario of scenarios) {
    const file = join(folder, scenario.side, `${scenario.id}.spec.mjs`);
    writeShared(
      file,
      `// Made from ${scenario.file}; do not edit.\nimport { declareScenario } from ${JSON.stringify(declare)};\ndeclareScenario(${JSON.stringify(scenario.id)});\n`,
    );
  }
  return folder;
}
