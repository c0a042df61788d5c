/**
 * Reads scenarios: YAML (failsafe) against the schema, procedures put in, references checked. What comes out is judge/scenario.ts;
 * everything wrong with a file is an InputError with its place.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { InputError, unknownName } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { checkSchema } from '../base/schema.js';
import { readYaml, type YamlFile } from '../base/yaml.js';
import { CLIENT_PRIMITIVES, SERVER_PRIMITIVES } from '../iut/primitives.js';
import type { Fields, Mutant, Needs, Row, Scenario, Step } from '../judge/scenario.js';
import { pathProblem } from '../judge/select.js';
import { checkSites, type Site } from './check-scenario.js';
import { compileStep, VERBS } from './compile-step.js';
import { marksIn } from './unfinished.js';
import { checkUnique } from './unique.js';

/** What a step of any verb may have. */
const STEP_KEYS: readonly string[] = ['id', 'with', 'within', 'expect', 'holds', 'otherwise', 'controls', 'to', 'from'];
const SCHEMA = 'src/scenario/scenario.schema.json';

export const scenariosFolder = join(packageRoot, 'scenarios');
const PROCEDURES = /^procedures[\\/]/;
/** Assertions that no mutant can make fail, with reasons. */
export const EXCEPTIONS_FILE = 'mutant-exceptions.yaml';

/** Scenario files below a folder, sorted by path; procedures and what stands beside the sides' folders left out. */
export function scenarioFiles(folder: string = scenariosFolder): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && e.name.endsWith('.yaml'))
    .map((e) => join(e.parentPath, e.name))
    .filter((file) => !PROCEDURES.test(relative(folder, file)) && relative(folder, file) !== EXCEPTIONS_FILE)
    .sort();
}

/** Loads one scenario file. */
export function loadScenario(file: string): Scenario {
  const yaml = readYaml(file);
  checkVerbs(yaml);
  checkSchema(yaml, SCHEMA);
  const root = yaml.value as Fields;
  const sites: Site[] = [{ kind: 'fields', yaml, path: ['given'], fields: (root.given as Fields | undefined) ?? {} }];
  const steps = (root.steps as readonly Fields[]).flatMap((step, i) => compileStep(yaml, step, ['steps', i], sites));
  checkReferences(yaml, steps);
  const rows = compileRows(root.each as Record<string, Fields> | undefined);
  checkSites(sites, rows, steps);
  checkPrimitives(yaml, steps, root.side === 'client' ? CLIENT_PRIMITIVES : SERVER_PRIMITIVES);
  const mutants = ((root.mutants as readonly Fields[]) ?? []).map((m, i) => compileMutant(yaml, m, ['mutants', i], steps, rows));
  checkUnique(yaml, mutants, (i) => ['mutants', i, 'id'], 'mutant');
  const [mark] = marksIn(yaml.text);
  return {
    id: String(root.scenario),
    title: String(root.title),
    side: root.side as 'client' | 'server',
    purpose: String(root.purpose),
    ics: String(root.ics ?? ''),
    ...(root.needs === undefined ? {} : { needs: root.needs as Needs }),
    pixit: (root.pixit as readonly string[] | undefined) ?? [],
    given: (root.given as Fields | undefined) ?? {},
    rows,
    steps,
    mutants,
    file: relative(packageRoot, file).startsWith('..') ? file : relative(packageRoot, file),
    line: yaml.at(['scenario']).line ?? 1,
    sha256: createHash('sha256').update(yaml.text).digest('hex'),
    ...(mark ? { unfinished: mark.line } : {}),
  };
}

/** The key that was meant to be the verb, which the schema could only say to be missing. */
function checkVerbs(yaml: YamlFile): void {
  const { steps } = yaml.value as { readonly steps?: unknown };
  if (!Array.isArray(steps)) return;
  steps.forEach((step: unknown, i) => {
    if (typeof step !== 'object' || step === null || Array.isArray(step) || VERBS.some((verb) => verb in step)) return;
    const foreign = Object.keys(step).find((key) => !STEP_KEYS.includes(key));
    if (foreign === undefined) throw yaml.error('unknown-verb', ['steps', i], 'this step does nothing', { wanted: `one of ${VERBS.join(', ')}` });
    const { cure } = unknownName('unknown-verb', 'step verb', foreign, VERBS).parts;
    const more = { key: true, wanted: VERBS.join(' | '), ...(cure === undefined ? {} : { cure }) };
    throw yaml.error('unknown-verb', ['steps', i, foreign], `unknown step verb "${foreign}"`, more);
  });
}

function compileRows(each: Record<string, Fields> | undefined): Row[] {
  if (!each) return [{ values: {}, ics: '' }];
  return Object.entries(each).map(([name, { ics, needs, ...values }]) => ({
    name,
    values,
    ics: String(ics ?? ''),
    ...(needs === undefined ? {} : { needs: needs as Needs }),
  }));
}

function compileMutant(yaml: YamlFile, mutant: Fields, path: readonly (string | number)[], steps: readonly Step[], rows: readonly Row[]): Mutant {
  const assertions = steps.flatMap((s) => s.expect.map((a) => a.id));
  const names = (key: 'kills' | 'also' | 'rows', known: readonly string[], kind: string): string[] =>
    ((mutant[key] as readonly string[] | undefined) ?? []).map((name, i) => {
      if (!known.includes(name)) throw unknownName(`unknown-${kind}`, kind, name, known, yaml.at([...path, key, i]));
      return name;
    });
  const kills = names('kills', assertions, 'assertion');
  if (kills.length === 0 && mutant.verdict === undefined)
    throw yaml.error('mutant-aimless', path, 'this mutant neither kills an assertion nor asks for a verdict', {
      wanted: 'kills: [assertion] or verdict: inconclusive',
    });
  const edit = mutant.edit as Fields | undefined;
  const problem = edit?.at === undefined || String(edit.at).includes('${') ? undefined : pathProblem(String(edit.at));
  if (problem !== undefined) throw yaml.error('check', [...path, 'edit', 'at'], problem);
  if (edit?.step !== undefined && !steps.some((s) => s.id === edit.step))
    throw unknownName(
      'unknown-step',
      'step',
      String(edit.step),
      steps.map((s) => s.id),
      yaml.at([...path, 'edit', 'step']),
    );
  const behave = mutant.behave === undefined ? [] : Array.isArray(mutant.behave) ? mutant.behave.map(String) : [String(mutant.behave)];
  return {
    id: String(mutant.id),
    kind: edit ? 'edit' : 'behave',
    ...(edit ? { edit } : {}),
    behave,
    kills,
    also: names('also', assertions, 'assertion'),
    ...(mutant.verdict === undefined ? {} : { verdict: mutant.verdict as 'inconclusive' | 'fail' | 'not-applicable' }),
    rows: names(
      'rows',
      rows.map((r) => r.name ?? ''),
      'row',
    ),
    line: yaml.at(path).line ?? 1,
  };
}

function checkReferences(yaml: YamlFile, steps: readonly Step[]): void {
  // Those of procedures stand in another file.
  const own = steps.filter((s) => s.group === undefined);
  checkUnique(yaml, own, (i) => ['steps', i, 'id'], 'step');
  const seen = new Set<string>();
  steps.forEach((step) => {
    for (const assertion of step.expect) {
      if (seen.has(assertion.id))
        throw new InputError('duplicate-id', {
          found: `two assertions are called "${assertion.id}"`,
          where: { file: yaml.file, line: assertion.line },
        });
      seen.add(assertion.id);
    }
    for (const control of step.controls) {
      if (!steps.some((s) => s.id === control))
        throw unknownName(
          'unknown-step',
          'step',
          control,
          steps.map((s) => s.id),
          { file: yaml.file, line: step.line },
        );
    }
  });
}

function checkPrimitives(yaml: YamlFile, steps: readonly Step[], known: readonly string[]): void {
  for (const { id, verb, what, line } of steps)
    if ((verb === 'trigger' || verb === 'observe') && !known.includes(what))
      throw unknownName('unknown-primitive', `primitive in step ${id}`, what, known, { file: yaml.file, line });
}
