/** A new step in a scenario file: the text around it stays as it is, and the file loads afterwards as it did before. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSeq, type Node, type YAMLSeq } from 'yaml';
import { InputError, unknownName } from '../../base/errors.js';
import { outline, type Splice, spliced } from '../../base/splice-yaml.js';
import { readYaml } from '../../base/yaml.js';
import type { Scenario, Step, Verb } from '../../judge/scenario.js';
import { loadScenario, scenariosFolder } from '../load.js';

export const VERBS = ['trigger', 'send', 'receive', 'quiet', 'observe', 'use'] as const satisfies readonly Verb[];

export interface NewStep {
  readonly verb: Verb;
  readonly file: string;
  /** Step after which it stands; absent: the last one. */
  readonly after?: string;
  /** Its id; absent: one made of the verb. */
  readonly id?: string;
}

interface Made {
  /** Lines of the step without its dash and indentation. */
  readonly lines: readonly string[];
  /** PIXIT parameters that it reads. */
  readonly pixit: readonly string[];
}

/** The whole new text of the file. Throws InputError for a file that does not load, an unknown step, an id that is taken. */
export function newStep({ verb, file, after, id: asked }: NewStep): { text: string; id: string; line: number } {
  const scenario = loadScenario(file);
  const { text } = readYaml(file);
  const own = scenario.steps.filter((step) => step.group === undefined);
  const id = idFor(verb, asked, own, file);
  const names = own.map((step) => step.id);
  if (after !== undefined && !names.includes(after)) throw unknownName('unknown-step', 'step', after, names, { file });
  const place = after === undefined ? own.length - 1 : names.indexOf(after);
  const at = outline(text);
  const list = at.value('steps');
  const indent = isSeq(list) ? at.indentOf(list as YAMLSeq) : undefined;
  if (!isSeq(list) || indent === undefined)
    throw new InputError('steps-in-flow', {
      found: 'the steps stand in one line, in brackets',
      where: { file },
      cure: 'write each with a dash on a line of its own',
    });
  const { lines, pixit } = TEMPLATES[verb](id, scenario, own[place]);
  const pad = ' '.repeat(indent);
  const step = lines.map((line, n) => `${pad}${n === 0 ? '- ' : '  '}${line}\n`).join('');
  const offset = at.lineAfter(list.items[place] as Node);
  // A file whose last line does not end.
  const lead = offset > 0 && text[offset - 1] !== '\n' ? '\n' : '';
  const changed = spliced(text, [
    ...listed(
      text,
      pixit.filter((name) => !scenario.pixit.includes(name)),
    ),
    { at: offset, text: lead + step },
  ]);
  return { text: changed, id, line: changed.slice(0, changed.indexOf(`${pad}- ${lines[0]}`)).split('\n').length };
}

function idFor(verb: Verb, asked: string | undefined, own: readonly Step[], file: string): string {
  const taken = new Set(own.map((step) => step.id));
  if (asked === undefined) {
    for (let n = 1; ; n++) if (!taken.has(`${verb}-${n}`)) return `${verb}-${n}`;
  }
  if (!/^[a-z0-9][a-z0-9-]*$/.test(asked))
    throw new InputError('step-id', { found: `"${asked}" is no id for a step`, wanted: 'lower-case letters, digits and hyphens' });
  if (taken.has(asked))
    throw new InputError('id-taken', { found: `there is a step "${asked}" already`, where: { file }, cure: 'give it another --id' });
  return asked;
}

/** What adds names to `pixit`, where that is a list in one line or not there yet. */
function listed(text: string, names: readonly string[]): Splice[] {
  if (names.length === 0) return [];
  const at = outline(text);
  const list = at.value('pixit');
  if (list === undefined) return [{ at: at.keyOffset('steps') ?? 0, text: `pixit: [${names.join(', ')}]\n` }];
  const last = isSeq(list) ? (list.items.at(-1) as Node | undefined) : undefined;
  if (!isSeq(list) || !last?.range) return [{ at: (list.range?.[0] ?? 0) + 1, text: names.join(', ') }];
  const indent = at.indentOf(list as YAMLSeq);
  return indent === undefined
    ? [{ at: last.range[1], text: `, ${names.join(', ')}` }]
    : [{ at: at.lineAfter(last), text: names.map((name) => `${' '.repeat(indent)}- ${name}\n`).join('') }];
}

type Template = (id: string, scenario: Scenario, before: Step | undefined) => Made;

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: placeholders of scenarios
const TEMPLATES: Readonly<Record<Verb, Template>> = {
  trigger: (id, { side }) => ({
    lines: [
      `id: ${id}`,
      `trigger: ${side === 'client' ? 'start-session' : 'notify'}`,
      'otherwise: inconclusive # what cannot be provoked is not tested',
    ],
    pixit: [],
  }),
  send: (id, { side }) => ({
    lines:
      side === 'client'
        ? [`id: ${id}`, 'send: notification', 'with: { ui: "1" }']
        : [`id: ${id}`, 'send: report', 'with:', '  reports:', '    - { type: x-dmct:a, format: chr, data: "sample-${run.id}" }'],
    pixit: [],
  }),
  receive: (id, { side }) => ({
    lines: [
      `id: ${id}`,
      `receive: ${side === 'client' ? 'message' : 'http-response'}`,
      'within: "${pixit.response.within}"',
      'otherwise: inconclusive # or fail, where its absence is wrong',
    ],
    pixit: ['response.within'],
  }),
  quiet: (id, { side }, before) => ({
    lines: [
      `id: ${id}`,
      `controls: [${before?.id ?? id}] # had nothing come before, silence would prove nothing`,
      `quiet: { for: "\${pixit.quiet.for}", of: ${side === 'client' ? 'message' : 'push'} }`,
    ],
    pixit: ['quiet.for'],
  }),
  observe: (id, { side }) =>
    side === 'client'
      ? { lines: [`id: ${id}`, 'observe: read-tree', 'with: { uri: "${pixit.tree.leaf}" }'], pixit: ['tree.leaf'] }
      : { lines: [`id: ${id}`, 'observe: read-reports'], pixit: [] },
  use: (id, { side }) => useOf(id, side),
};

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above

/** The first procedure of the side; a comment names the others. */
function useOf(id: string, side: 'client' | 'server'): Made {
  const all = readdirSync(join(scenariosFolder, 'procedures'))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readYaml(join(scenariosFolder, 'procedures', name)).value as Readonly<Record<string, unknown>>)
    .filter((procedure) => procedure.side === side);
  const [first] = all;
  if (!first) throw new InputError('unknown-procedure', { found: `there is no procedure for a ${side}` });
  const parameters = ((first.parameters as readonly string[] | undefined) ?? []).map((name) => `${name}: "\${run.id}"`);
  const others = all.slice(1).map((procedure) => String(procedure.procedure));
  return {
    lines: [
      `id: ${id}`,
      `use: ${String(first.procedure)}${others.length ? ` # there are also: ${others.join(', ')}` : ''}`,
      ...(parameters.length ? [`with: { ${parameters.join(', ')} }`] : []),
      'otherwise: continue',
    ],
    pixit: pixitOf(first),
  };
}

const pixitOf = (procedure: Readonly<Record<string, unknown>>): string[] => [
  ...new Set([...JSON.stringify(procedure).matchAll(/\$\{pixit\.([A-Za-z0-9._-]+)\}/g)].map((m) => m[1] as string)),
];
