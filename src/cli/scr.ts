/** `dmct scr list|show`: the requirement tables, to read or to feed to other programs. */
import { relative } from 'node:path';
import { InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { type Catalogue, EDITIONS, loadCatalogue, type ScrItem } from '../scr/catalogue.js';
import { mentionsIn } from '../scr/covering.js';
import { findItem } from '../scr/names.js';
import { wrap } from '../scr/proforma.js';
import { choices } from './choices.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';
import { subcommands } from './subcommand.js';

export const KINDS = ['scr', 'row', 'statement'] as const;
export const SIDES = ['client', 'server', 'both'] as const;
export const STATUSES = ['mandatory', 'recommended', 'optional', 'informative'] as const;

const LIST: CommandSpec = {
  usage: 'scr list [--edition SR,NOTI] [--side client|server] [--status mandatory] [--kind scr|row|statement] [--json | --keys]',
  about: `Lists conformance requirements: table rows (scr), rows of the Client Profile (row) and normative sentences without a row (statement).
Items marked * rest on an assumption, items marked - are excluded.`,
  examples: ['dmct scr list --edition SR --side client'],
  exit: '0 listed, 2 bad input, 6 nothing fits.',
  options: {
    edition: { value: 'EDITION', takes: EDITIONS, many: true, help: EDITIONS.join(', ') },
    side: { value: 'SIDE', takes: ['client', 'server'], many: true, help: 'client or server; items of both sides are on either list' },
    status: { value: 'STATUS', takes: STATUSES, many: true, help: STATUSES.join(', ') },
    kind: { value: 'KIND', takes: KINDS, many: true, help: KINDS.join(', ') },
    json: { help: 'a JSON array with every field' },
    keys: { help: 'keys only, one a line (the form of scr/ids.lock)' },
  },
};

const list: Command = {
  summary: 'the requirements, by edition, side, status',
  spec: LIST,
  run: async (args) => {
    const options = parseOptions(LIST, args);
    if (options === 'help') return 0;
    const editions = choices(options, 'edition', EDITIONS);
    const sides = choices(options, 'side', SIDES);
    const statuses = choices(options, 'status', STATUSES);
    const kinds = choices(options, 'kind', KINDS);
    const items = [...loadCatalogue().items.values()].filter(
      (item) =>
        (!editions || editions.includes(item.edition)) &&
        (!sides || item.side === 'both' || sides.includes(item.side)) &&
        (!statuses || statuses.includes(item.status)) &&
        (!kinds || kinds.includes(item.kind)),
    );
    if (items.length === 0) throw new InputError('empty-selection', { found: 'no requirement fits the selection', cure: 'leave an option out' }, 6);
    if (options.flag('json')) process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    else if (options.flag('keys')) process.stdout.write(`${items.map((item) => item.key).join('\n')}\n`);
    else process.stdout.write(`${table(items)}\n${items.length} items\n`);
    return 0;
  },
};

function table(items: readonly ScrItem[]): string {
  const width = Math.max(...items.map((item) => item.key.length));
  const mark = (item: ScrItem): string => (item.excluded !== undefined ? '-' : item.assumptions.length > 0 ? '*' : ' ');
  return items.map((item) => `${mark(item)} ${item.key.padEnd(width)}  ${item.side.padEnd(6)}  ${item.status.padEnd(11)}  ${item.text}`).join('\n');
}

const SHOW: CommandSpec = {
  usage: 'scr show KEY [--json]',
  about: `Shows one requirement: text, sections, conditions, assumptions, why it is excluded, and which scenarios judge it.
KEY is edition/id; the id alone will do where only one edition has it.`,
  examples: ['dmct scr show SR/DM-SR-C-002-M'],
  exit: '0 shown, 2 there is no such item.',
  takes: ['item'],
  options: { json: { help: 'the same as JSON' } },
  positionals: [1, 1],
};

const show: Command = {
  summary: 'one requirement in full',
  spec: SHOW,
  run: async (args) => {
    const options = parseOptions(SHOW, args);
    if (options === 'help') return 0;
    const catalogue = loadCatalogue();
    const item = findItem(catalogue, options.positionals[0] as string);
    const covering = mentionsIn().filter((mention) => mention.item === item.key);
    if (options.flag('json')) process.stdout.write(`${JSON.stringify({ ...item, covering }, null, 2)}\n`);
    else process.stdout.write(`${[...details(catalogue, item), ...coveredBy(covering)].join('\n')}\n`);
    return 0;
  },
};

function details(catalogue: Catalogue, item: ScrItem): readonly string[] {
  const edition = catalogue.editions.get(item.edition);
  const lines = [item.key];
  const field = (label: string, text: string | undefined): void => {
    for (const [n, line] of wrap(text ?? '', 96).entries()) lines.push(`  ${(n === 0 ? label : '').padEnd(13)} ${line}`);
  };
  field('text', item.text);
  field('document', edition && `${edition.title} ${edition.version}, ${edition.date} (${edition.stage})`);
  field('source', item.group === undefined ? undefined : edition?.groups[item.group]);
  field(
    'kind',
    { scr: 'row of the conformance table', row: 'row of the profile; the id is ours', statement: 'normative sentence without a row; the id is ours' }[
      item.kind
    ],
  );
  field('side', item.side);
  field('status', `${item.status} (printed: ${item['status-printed']})`);
  field('section', `${item.section.printed} as printed, text in ${item.section.effective}`);
  field('requires', item.requires);
  field('applies when', item.when);
  field('needs', item.needs);
  field('observed by', item.observability);
  field('same as', item['same-as'].join(', '));
  for (const id of item.assumptions) {
    const assumption = catalogue.assumptions.get(id);
    if (assumption)
      field(id, `${assumption.question} Readings: ${Object.keys(assumption.readings).join(', ')}; ${assumption.default} unless pinned.`);
  }
  field('excluded', item.excluded);
  field('note', item.note);
  const n = edition?.items.indexOf(item) ?? -1;
  if (edition && n >= 0) field('stands in', `${relative(packageRoot, edition.source.file)}:${edition.source.at(['items', n]).line ?? 1}`);
  return lines;
}

function coveredBy(covering: ReturnType<typeof mentionsIn>): readonly string[] {
  if (covering.length === 0) return ['  judged by     no scenario'];
  return covering.map(({ assertion, file, line }, n) => `  ${(n === 0 ? 'judged by' : '').padEnd(13)} ${assertion}  (${file}:${line})`);
}

export const command: Command = subcommands('scr', 'list and show conformance requirements', { list, show });
