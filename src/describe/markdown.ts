/** Test descriptions as one Markdown file, diagrams as Mermaid. */
import { counted } from '../base/counted.js';
import type { Suite } from '../report/report.js';
import { escapeMarkdown } from '../report/text.js';
import type { Description, StepDescription } from './describe.js';
import { mermaid } from './diagram.js';
import { sectionWords } from './html.js';

const cell = escapeMarkdown;
const code = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`), ''];
const anchor = (id: string): string => id.replace(/[^a-z0-9-]/g, '');

/** descriptions.md. */
export function descriptionsMarkdown(descriptions: readonly Description[], suite: Suite): string {
  return [
    '# OMA DM conformance: test descriptions',
    '',
    `${counted(descriptions.length, 'test')} of suite ${code(suite.version)}, generated from the scenarios: what stands here is what is run.`,
    '‹…› stands for what is filled in when a test runs: a PIXIT value, a value of the row, a field of an account.',
    '',
    ...descriptions.map((d) => `- [${d.id}](#${anchor(d.id)}): ${cell(d.title)}`),
    '',
    ...descriptions.flatMap(test),
  ].join('\n');
}

function test(d: Description): string[] {
  const section = (name: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [`### ${name}`, '', ...lines]);
  const criteria = d.steps.flatMap((s) => s.criteria.map((c) => [code(c.id), code(s.id), cell(c.words), cell(c.items.join(', '))]));
  return [
    `## ${d.id}`,
    '',
    `**${cell(d.title)}.** ${cell(d.purpose)}`,
    '',
    ...section(
      'Items',
      table(
        ['item', 'section', 'status', 'requirement', 'judged by'],
        d.items.map((i) => [code(i.key), cell(sectionWords(i.section)), cell(i.status), cell(i.text), cell(i.assertions.join(', '))]),
      ),
    ),
    ...section('Applicability', [cell(d.applies.words), '']),
    ...section('Preconditions', [...d.preconditions.map((p) => `- ${cell(p)}`), '']),
    ...section(
      'PIXIT',
      table(
        ['parameter', 'unit', 'default', 'meaning'],
        d.pixit.map((p) => [code(p.name), p.unit, p.default === undefined ? 'the vendor says it' : code(p.default), cell(p.meaning)]),
      ),
    ),
    ...section(
      'Rows',
      table(
        ['row', 'applicability', 'values'],
        (d.rows ?? []).map((r) => [code(r.name), cell(r.applies), cell(r.values.map(([name, value]) => `${name} = ${value}`).join('; '))]),
      ),
    ),
    ...section('Sequence', ['```mermaid', mermaid(d), '```', '']),
    ...section(
      'Procedure',
      table(
        ['step', 'direction', 'action'],
        d.steps.map((s) => [code(s.id), s.direction, cell(action(s))]),
      ),
    ),
    ...section('Pass criteria', table(['assertion', 'step', 'must hold', 'items'], criteria)),
    ...section(
      'Proved by',
      table(
        ['mutant', 'does wrong', 'must be caught by'],
        d.mutants.map((m) => [code(m.id), cell(m.words), cell(m.proves.join(', '))]),
      ),
    ),
  ];
}

function action(s: StepDescription): string {
  const controls = s.controls.length
    ? ` Its assertions count only when ${s.controls.join(' and ')} ${s.controls.length === 1 ? 'holds' : 'hold'}.`
    : '';
  const holds = s.holds.length ? ` It holds when ${s.holds.join('; and ')}.` : '';
  return `${s.action}.${controls}${holds} ${s.absence}`.trim();
}
