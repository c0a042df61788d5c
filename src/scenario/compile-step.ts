/** A step as it is written becomes a step as it is run; one that uses a procedure becomes the steps of the procedure. */
import { unknownName } from '../base/errors.js';
import type { YamlFile } from '../base/yaml.js';
import { bindFields } from '../judge/bind.js';
import type { FrameClass } from '../judge/frame-class.js';
import type { Assertion, Check, Fields, Otherwise, Passive, Step, Value, Verb } from '../judge/scenario.js';
import { SPREAD } from './bind-row.js';
import type { Site } from './check-scenario.js';
import { folderOf, readProcedure } from './procedures.js';
import { checkUnique } from './unique.js';

type Path = readonly (string | number)[];
export const VERBS: readonly Verb[] = ['trigger', 'send', 'receive', 'quiet', 'observe', 'use'];

/** The steps that one written step stands for; what only a look at its text can find wrong goes to `sites`. */
export function compileStep(yaml: YamlFile, step: Fields, path: Path, sites: Site[], group?: string): Step[] {
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
  checkUnique(procedure, (procedure.value as Fields).steps as unknown as readonly Step[], (i) => ['steps', i, 'id'], 'step');
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
