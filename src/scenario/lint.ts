/** Lint: everything that can be said about the scenarios without running them. Each rule is a file below lint/. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { InputError } from '../base/errors.js';
import { type Catalogue, loadCatalogue } from '../scr/catalogue.js';
import { lintCoverage } from './lint/coverage.js';
import { lintIdentity } from './lint/identity.js';
import { lintMutants } from './lint/mutants.js';
import { lintParameters } from './lint/parameters.js';
import { lintPassive } from './lint/passive.js';
import { byPlace, fromInputError, type LintProblem } from './lint/problem.js';
import { lintItemKeys, lintPublished, lockFile, updateItemLock, updateLock } from './lint/published.js';
import { lintRequirements } from './lint/requirements.js';
import { readSources, type Sources } from './lint/sources.js';
import { lintUnfinished, lintUnfinishedFaults } from './lint/unfinished.js';
import { scenariosFolder } from './load.js';

export interface LintResult {
  /** By file and line; places relative to the current folder. */
  readonly problems: readonly LintProblem[];
  readonly counts: Readonly<Record<'scenarios' | 'rows' | 'assertions' | 'mutants', number>>;
  /** Ids added to ids.lock. */
  readonly locked: number;
}

/**
 * Lints a folder of scenarios. What is published together, which is what an ids.lock stands for, must also cover the catalogue.
 * Throws InputError `nothing-selected` for a folder without scenarios.
 */
export function lintScenarios(folder: string = scenariosFolder, options: { readonly updateLock?: boolean } = {}): LintResult {
  const sources = existsSync(folder) ? readSources(folder) : undefined;
  if (!sources || (sources.scenarios.length === 0 && sources.broken.length === 0))
    throw new InputError('nothing-selected', {
      found: `there is no scenario in ${folder}`,
      cure: 'name a folder with scenario files: --scenarios DIR',
    });
  const locked = options.updateLock && sources.broken.length === 0 ? updateLock(sources) + (isOwn(sources) ? updateItems() : 0) : 0;
  const problems = [
    ...sources.broken,
    ...lintIdentity(sources),
    ...lintParameters(sources),
    ...lintMutants(sources),
    ...lintPassive(sources),
    ...lintUnfinished(sources),
    ...(isOwn(sources) ? lintUnfinishedFaults() : []),
    ...withCatalogue((catalogue) => [...lintRequirements(sources, catalogue), ...lintWhole(sources, catalogue)]),
  ];
  const scenarios = sources.scenarios.map((s) => s.scenario);
  const sum = (of: (s: (typeof scenarios)[number]) => number): number => scenarios.reduce((n, s) => n + of(s), 0);
  return {
    problems: problems.map(shorten).sort(byPlace),
    counts: {
      scenarios: scenarios.length,
      rows: sum((s) => s.rows.length),
      assertions: sum((s) => s.steps.reduce((n, step) => n + step.expect.length, 0)),
      mutants: sum((s) => s.mutants.length),
    },
    locked,
  };
}

/** A catalogue that does not load is told by the rules that need it. */
function updateItems(): number {
  try {
    return updateItemLock(loadCatalogue());
  } catch (cause) {
    if (cause instanceof InputError && cause.code !== 'cannot-write') return 0;
    throw cause;
  }
}

function withCatalogue(lint: (catalogue: Catalogue) => LintProblem[]): LintProblem[] {
  try {
    return lint(loadCatalogue());
  } catch (cause) {
    if (cause instanceof InputError) return [fromInputError(cause)];
    throw cause;
  }
}

/** Rules about all scenarios together; a file that does not load would make them speak of what is only hidden. */
function lintWhole(sources: Sources, catalogue: Catalogue): LintProblem[] {
  const where = { file: lockFile(sources.folder) };
  if (sources.broken.length > 0)
    return [{ severity: 'information', code: 'not-whole', message: 'coverage and published ids are looked at when all files load', where }];
  if (existsSync(where.file))
    return [...lintPublished(sources), ...lintCoverage(sources, catalogue), ...(isOwn(sources) ? lintItemKeys(catalogue) : [])];
  const message = 'there is no list of published ids; dmct lint --update-lock makes one';
  return isOwn(sources)
    ? [{ severity: 'error', code: 'lock-missing', message, where }]
    : [{ severity: 'information', code: 'lock-missing', message: `${message}; coverage is not looked at`, where }];
}

/** Whether these are dmct's scenarios, which stand beside the requirement tables. */
const isOwn = ({ folder }: Sources): boolean => folder === scenariosFolder;

function shorten(problem: LintProblem): LintProblem {
  const { file } = problem.where;
  const short = file === undefined ? undefined : relative(process.cwd(), file);
  return short === undefined || short.startsWith('..') ? problem : { ...problem, where: { ...problem.where, file: short } };
}
