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
import { bindFields, bindValue } from '../judge/bind.js';
import type { FrameClass } from '../judge/frame-class.js';
import type { Assertion, Check, Fields, Mutant, Needs, Otherwise, Passive, Row, Scenario, Step, Value, Verb } from '../judge/scenario.js';
import { pathProblem } from '../judge/select.js';
import { checkSites, type Site } from './check-scenario.js';
import { folderOf, readProcedure } from './procedures.js';

type Path = readonly (string | number)[];
const VERBS: readonly Verb[] = ['trigger', 'send', 'receive', 'quiet', 'observe', 'use'];
/** What a step of any verb may have. */
const STEP_KEYS: readonly string[] = ['id', 'with', 'within', 'expect', 'holds', 'otherwise', 'controls', 'to', 'from'];
const SCHEMA = 'src/scenario/scenario.schema.json';
/** `with: "${row.with}"`: the whole map comes from the row. */
const SPREAD = '...';

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
  unique(yaml, mutants, (i) => ['mutants', i, 'id'], 'mutant');
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

function compileStep(yaml: YamlFile, step: Fields, path: Path, sites: Site[], group?: string): Step[] {
  const verb = VERBS.find((v) => v in step) as Verb;
  const id = group === undefined ? String(step.id) : `${group}/${String(step.id)}`;
  const quiet = verb === 'quiet' ? (step.quiet as Fields) : undefined;
  const compiled: Step = {
    id,
    verb,
    what: quiet ? String(quiet.of) : String(step[verb]),
    with: quiet ?? {
      ...(typeof step.with === 'string' ? { [SPREAD]: step.with } : ((step.with as Fields | undefined) ?? {})),
      ...(step.within === undefined ? {} : { within: step.within }),
    },
    otherwise:
      (step.otherwise as Otherwise | undefined) ??
      (verb === 'observe' ? 'inconclusive' : verb === 'use' ? 'inconclusive' : verb === 'trigger' ? 'inconclusive' : 'continue'),
    controls: ((step.controls as readonly string[] | undefined) ?? []).map(String),
    expect: ((step.expect as readonly Fields[] | undefined) ?? []).map((a, i) => compileAssertion(yaml, a, [...path, 'expect', i])),
    holds: (step.holds as readonly Check[] | undefined) ?? [],
    ...(group === undefined ? {} : { group }),
    line: yaml.at(path).line ?? 1,
  };
  sites.push(...sitesOf(yaml, step, path, compiled));
  if (verb !== 'use') return [compiled];
  if (group !== undefined)
    throw yaml.error('procedure-nested', [...path, 'use'], 'a procedure cannot use another procedure', { cure: 'write its steps out' });
  return [compiled, ...procedureSteps(yaml, step, path, sites, id)];
}

/** What a step holds that only a look at its text can find wrong. */
function sitesOf(yaml: YamlFile, step: Fields, path: Path, { verb, expect, holds, ...compiled }: Step): Site[] {
  const sites: Site[] = [
    ...expect.map((a, i): Site => ({ kind: 'check', yaml, path: [...path, 'expect', i], check: a.check })),
    ...expect.flatMap(({ passive, check }, i): Site[] =>
      passive === undefined || passive.check === check
        ? []
        : [{ kind: 'check', yaml, path: [...path, 'expect', i, 'passive', 'check'], check: passive.check }],
    ),
    ...holds.map((check, i): Site => ({ kind: 'check', yaml, path: [...path, 'holds', i], check })),
  ];
  if (verb === 'receive' || (verb === 'observe' && compiled.with.within !== undefined))
    sites.push({ kind: 'duration', yaml, path: [...path, 'within'], text: String(compiled.with.within) });
  if (verb === 'quiet') sites.push({ kind: 'duration', yaml, path: [...path, 'quiet', 'for'], text: String(compiled.with.for) });
  if (typeof step.with === 'string') sites.push({ kind: 'fields', yaml, path, fields: { with: step.with } });
  else if (step.with !== undefined) sites.push({ kind: 'fields', yaml, path: [...path, 'with'], fields: step.with as Fields });
  return sites;
}

function procedureSteps(yaml: YamlFile, step: Fields, path: Path, sites: Site[], group: string): Step[] {
  const name = String(step.use);
  const folder = folderOf(yaml.file, String((yaml.value as Fields).scenario));
  const procedure = readProcedure(name, folder, yaml.at([...path, 'use']));
  unique(procedure, (procedure.value as Fields).steps as unknown as readonly Step[], (i) => ['steps', i, 'id'], 'step');
  const root = procedure.value as Fields;
  const parameters = ((root.parameters as readonly string[] | undefined) ?? []).map(String);
  const args = (step.with as Fields | undefined) ?? {};
  for (const key of Object.keys(args))
    if (!parameters.includes(key)) throw unknownName('unknown-parameter', `parameter of ${name}`, key, parameters, yaml.at([...path, 'with', key]));
  for (const key of parameters)
    if (!(key in args)) throw yaml.error('missing-parameter', [...path, 'use'], `procedure ${name} needs "${key}" in with`);
  const lookup = (placeholder: string): Value => {
    if (!placeholder.startsWith('with.')) return `\${${placeholder}}`;
    const value = args[placeholder.slice('with.'.length)];
    if (value !== undefined) return value;
    throw unknownName('unknown-parameter', `parameter of ${name}`, placeholder.slice('with.'.length), parameters, procedure.at(['steps']));
  };
  const own = (root.steps as readonly Fields[]).map((inner) => String(inner.id));
  return (root.steps as readonly Fields[])
    .flatMap((inner, i) => compileStep(procedure, bindFields(inner, lookup), ['steps', i], sites, group))
    .map((inner) => ({ ...inner, controls: inner.controls.map((id) => (own.includes(id) ? `${group}/${id}` : id)) }));
}

function compileAssertion(yaml: YamlFile, assertion: Fields, path: Path): Assertion {
  const { id, scr, assumption, passive, note: _note, ...check } = assertion;
  return {
    id: String(id),
    scr: (scr as readonly string[]).map(String),
    check,
    ...(assumption === undefined ? {} : { assumption: String(assumption) }),
    ...(passive === undefined ? {} : { passive: compilePassive(passive, check) }),
    line: yaml.at(path).line ?? 1,
  };
}

/** `passive: report`, or with a check of its own where that of the assertion hangs on what the scenario does. */
function compilePassive(passive: Value, own: Check): Passive {
  if (typeof passive === 'string') return { of: passive as FrameClass, check: own };
  const { of, check } = passive as { readonly of: FrameClass; readonly check: Check };
  return { of, check };
}

function compileMutant(yaml: YamlFile, mutant: Fields, path: Path, steps: readonly Step[], rows: readonly Row[]): Mutant {
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
  unique(yaml, own, (i) => ['steps', i, 'id'], 'step');
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

function unique(yaml: YamlFile, list: readonly { readonly id: string }[], path: (i: number) => Path, kind: string): void {
  const seen = new Set<string>();
  list.forEach((entry, i) => {
    if (seen.has(entry.id)) throw yaml.error('duplicate-id', path(i), `two ${kind}s are called "${entry.id}"`);
    seen.add(entry.id);
  });
}

type Lookup = (name: string) => Value;

/** `lookup` and the values of one row. */
function withRow(scenario: Scenario, row: Row, lookup: Lookup): Lookup {
  return (name) => {
    if (!name.startsWith('row.')) return lookup(name);
    const value = row.values[name.slice(4)];
    if (value === undefined)
      throw new InputError('unknown-row-value', { found: `\${${name}}: row "${row.name ?? ''}" has no such value`, where: { file: scenario.file } });
    // A row may hold placeholders of its own, as `${run.id}`, but none of another row value.
    return bindValue(value, lookup);
  };
}

/** The scenario with values put in only where it is judged without being run: nothing is asked for that only a run needs. */
export function bindPassive(scenario: Scenario, row: Row, lookup: Lookup): Scenario {
  const all = withRow(scenario, row, lookup);
  const { encoding } = scenario.given;
  return {
    ...scenario,
    given: encoding === undefined ? {} : { encoding: bindValue(encoding, all) },
    steps: scenario.steps.map((step) => ({
      ...step,
      expect: step.expect.map((a) => (a.passive ? { ...a, passive: { of: a.passive.of, check: bindFields(a.passive.check, all) } } : a)),
    })),
  };
}

/** The scenario with one row's values, PIXIT, accounts and run texts put in. `lookup` knows all names but `row.…`. */
export function bindScenario(scenario: Scenario, row: Row, lookup: Lookup): Scenario {
  const all = withRow(scenario, row, lookup);
  return {
    ...scenario,
    given: bindFields(scenario.given, all),
    steps: scenario.steps.map((step) => ({
      ...step,
      what: String(bindValue(step.what, all)),
      with: spread(bindFields(step.with, all)),
      holds: step.holds.map((c) => bindFields(c, all)),
      expect: step.expect.map((a) => ({ ...a, check: bindFields(a.check, all) })),
    })),
    mutants: scenario.mutants.map((m) => (m.edit ? { ...m, edit: bindFields(m.edit, all) } : m)),
  };
}

function spread(fields: Fields): Fields {
  const { [SPREAD]: whole, ...own } = fields;
  return whole === undefined ? own : { ...(whole as Fields), ...own };
}
