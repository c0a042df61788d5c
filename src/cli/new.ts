/** `dmct new item|scenario|step|fault`: a file, a row or a step to begin with, which is checked like all others. Nothing is overwritten. */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { writeOut } from '../base/write-file.js';
import type { Verb } from '../judge/scenario.js';
import { scenariosFolder } from '../scenario/load.js';
import { newFault } from '../scenario/scaffold/fault.js';
import { newScenario } from '../scenario/scaffold/scenario.js';
import { newStep, VERBS } from '../scenario/scaffold/step.js';
import { newItem } from '../scr/new-item.js';
import { oneOf, oneWord } from './choices.js';
import type { Command } from './commands.js';
import { type CommandSpec, type Parsed, parseOptions } from './options.js';
import { KINDS, SIDES, STATUSES } from './scr.js';
import { subcommands } from './subcommand.js';

const PEERS = ['client', 'server'] as const;
const OBSERVABILITIES = ['wire', 'after-effect', 'provisional', 'declared'] as const;

const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
const shown = (file: string): string => (relative(process.cwd(), file).startsWith('..') ? file : relative(process.cwd(), file) || '.');

/** Writes a file that is not there yet. Throws InputError `file-exists`, `cannot-write`. */
function writeNew(file: string, text: string): void {
  if (existsSync(file))
    throw new InputError('file-exists', { found: `${shown(file)} is there already`, cure: 'nothing is overwritten: choose another id' });
  writeOut(file, text);
}

/** Tables and faults are part of dmct. Throws InputError `not-a-checkout` where dmct is an installed package. */
function needCheckout(what: string): void {
  if (existsSync(join(packageRoot, 'src/cli/main.ts'))) return;
  throw new InputError('not-a-checkout', {
    found: `this dmct is an installed package; a new ${what} belongs into its sources`,
    cure: 'do it in a checkout of dmct; scenarios of your own need none: dmct new scenario',
  });
}

function needed(options: Parsed, spec: CommandSpec, name: string): string {
  const value = options.one(name);
  if (value?.trim()) return value;
  throw new InputError('usage', { found: `--${name} is missing`, wanted: spec.options[name]?.help ?? name, cure: `usage: dmct ${spec.usage}` });
}

const SCENARIO: CommandSpec = {
  usage: 'new scenario ID [--side client|server] --scr KEY… [--scenarios DIR]',
  about: `
Begins a scenario: a file that loads as it stands, with an example of a check for each item. What you have to say is marked "FILL IN" in it;
dmct lint names each mark by its line, and dmct run judges no IUT by it before they are gone. The file's path is its id: sr.client.my-purpose is sr/client/my-purpose.yaml.
Outside a checkout of dmct it goes below ./scenarios, or where --scenarios says; dmct run, mutate, judge and lint take the same --scenarios DIR.`,
  options: {
    side: { value: 'SIDE', takes: PEERS, help: 'which side is under test; needed where the second part of the id does not say it' },
    scr: { value: 'KEY', takes: 'item', many: true, help: 'an item that it judges, as SR/DM-SR-C-002-M; commas may stand between several' },
    scenarios: { value: 'DIR', help: 'folder of the scenarios' },
  },
  examples: [
    'dmct new scenario sr.client.my-purpose --scr SR/DM-SR-C-002-M --scenarios mine',
    'dmct lint --scenarios mine',
    'dmct mutate --scenarios mine --out mutants',
  ],
  exit: '0 written, 2 bad input, or there is such a scenario already.',
  positionals: [1, 1],
  takes: ['text'],
};

const scenario: Command = {
  summary: 'a scenario with an assertion for each item, and mutants',
  spec: SCENARIO,
  run: async (args) => {
    const options = parseOptions(SCENARIO, args);
    if (options === 'help') return 0;
    const id = options.positionals[0] as string;
    const own = options.one('scenarios');
    const inCheckout = !relative(packageRoot, process.cwd()).startsWith('..') && existsSync(join(packageRoot, 'src/cli/main.ts'));
    const folder = own === undefined ? (inCheckout ? scenariosFolder : resolve('scenarios')) : resolve(own);
    const side = oneOf(options, 'side', PEERS);
    const scr = options.all('scr').flatMap((list) => list.split(',').map((key) => key.trim()));
    const { file, text } = newScenario({ id, ...(side === undefined ? {} : { side }), scr, folder });
    writeNew(file, text);
    const where = folder === scenariosFolder ? '' : ` --scenarios ${shown(folder)}`;
    say([
      `wrote ${shown(file)}`,
      '',
      `dmct lint${where}                      what is left to fill in, by line`,
      `dmct mutate${where} --scenario ${id} --out mutants`,
      `dmct run${where} --scenario ${id}        when it is written`,
      ...(where === '' ? ['dmct lint --update-lock                when it is written: its ids are permanent from then on'] : []),
    ]);
    return 0;
  },
};

const STEP: CommandSpec = {
  usage: `new step ${VERBS.join('|')} --scenario FILE [--after ID] [--id ID]`,
  about: `
Puts a step into a scenario file. All that stands in the file stays as it is, comments and blank lines too; PIXIT parameters that the step reads
are added to the list of the scenario.`,
  options: {
    scenario: { value: 'FILE', help: 'the scenario file' },
    after: { value: 'ID', help: 'the step that it follows (default: the last one)' },
    id: { value: 'ID', help: 'its id (default: made of the verb)' },
  },
  examples: ['dmct new step quiet --scenario mine/sr/client/my-purpose.yaml --after report --id silence'],
  exit: '0 written, 2 bad input, a file that does not load, or an id that is taken.',
  positionals: [1, 1],
  takes: [VERBS],
};

const step: Command = {
  summary: 'a step in a scenario file',
  spec: STEP,
  run: async (args) => {
    const options = parseOptions(STEP, args);
    if (options === 'help') return 0;
    const verb = oneWord('verb', options.positionals[0] as string, VERBS) as Verb;
    const file = needed(options, STEP, 'scenario');
    const after = options.one('after');
    const asked = options.one('id');
    const { text, id, line } = newStep({ verb, file, ...(after === undefined ? {} : { after }), ...(asked === undefined ? {} : { id: asked }) });
    writeOut(file, text);
    say([`${shown(resolve(file))}:${line}: step ${id}`]);
    return 0;
  },
};

const ITEM: CommandSpec = {
  usage: `new item EDITION/ID --side SIDE --status STATUS --section N --text TEXT [--kind KIND] [--printed WORD] [--group N] [--after ID]`,
  about: `
Adds a row to a requirement table, scr/<edition>.yaml, counts it in the header, and puts its key into scr/ids.lock: from then on it is
permanent. Only in a checkout of dmct. The text says the requirement in own words; no sentence of a specification is copied.`,
  options: {
    side: { value: 'SIDE', takes: SIDES, help: 'of whom it is asked: client, server, both' },
    status: { value: 'STATUS', takes: STATUSES, help: STATUSES.join(', ') },
    section: { value: 'N', help: 'the section of the document, as 5.2' },
    text: { value: 'TEXT', help: 'the requirement in own words, one sentence' },
    kind: {
      value: 'KIND',
      takes: KINDS,
      help: 'scr: row of the conformance table; row: of the profile; statement (default): a sentence without a row',
    },
    printed: { value: 'WORD', help: 'the status as printed: M, O, SHALL, SHOULD (default: by status)' },
    observability: { value: 'HOW', takes: OBSERVABILITIES, help: `how it can be observed: ${OBSERVABILITIES.join(', ')} (default: wire)` },
    group: { value: 'N', help: 'of a row of the profile: its group' },
    after: { value: 'ID', help: 'the item that it follows (default: the last one)' },
  },
  examples: ["dmct new item SR/SR-5.2-9 --side client --status mandatory --section 5.2 --text 'The client says who it is in every report.'"],
  exit: '0 written, 2 bad input, or an id that was published before.',
  positionals: [1, 1],
  takes: ['text'],
};

const PRINTED = { mandatory: 'SHALL', recommended: 'SHOULD', optional: 'MAY', informative: 'none' } as const;

const item: Command = {
  summary: 'a row of a requirement table',
  spec: ITEM,
  run: async (args) => {
    const options = parseOptions(ITEM, args);
    if (options === 'help') return 0;
    needCheckout('item');
    for (const name of ['side', 'status']) needed(options, ITEM, name);
    const kind = oneOf(options, 'kind', KINDS) ?? 'statement';
    const status = oneOf(options, 'status', STATUSES) ?? 'mandatory';
    const usual = kind === 'statement' ? PRINTED[status] : status === 'mandatory' ? 'M' : 'O';
    const [group, after] = [options.one('group'), options.one('after')];
    const key = options.positionals[0] as string;
    const folder = join(packageRoot, 'scr');
    const { files, line } = newItem(
      {
        key,
        kind,
        side: oneOf(options, 'side', SIDES) ?? 'client',
        status,
        printed: options.one('printed') ?? usual,
        section: needed(options, ITEM, 'section'),
        text: needed(options, ITEM, 'text'),
        observability: oneOf(options, 'observability', OBSERVABILITIES) ?? 'wire',
        ...(group === undefined ? {} : { group }),
        ...(after === undefined ? {} : { after }),
      },
      folder,
    );
    for (const [name, text] of Object.entries(files)) writeOut(join(folder, name), text);
    const [table = ''] = Object.keys(files);
    say([`scr/${table}:${line}: ${key}`, `scr/ids.lock: ${key}`, '', `dmct scr show ${key}`, `dmct new scenario … --scr ${key}        judges it`]);
    return 0;
  },
};

const FAULT: CommandSpec = {
  usage: 'new fault client|server ID --breaks KEY… --wrong TEXT',
  about: `
Begins a fault: one way in which the simulated device or server is wrong, for mutants (behave: ID) and for dmct simulate --fault. Writes
simulators/faults/<side>/<id>.ts; the folder is the list, so nothing else is to be told. Only in a checkout of dmct.`,
  options: {
    breaks: { value: 'KEY', takes: 'item', many: true, help: 'an item that it breaks; commas may stand between several' },
    wrong: { value: 'TEXT', help: 'what it does wrong, in one line: "sends a report without credentials"' },
  },
  examples: ["dmct new fault client reports-twice-a-day --breaks SR/DM-SR-C-001-M --wrong 'sends each report twice within a day'", 'npm run build'],
  exit: '0 written, 2 bad input, or there is such a fault already.',
  positionals: [2, 2],
  takes: [PEERS, 'text'],
};

const fault: Command = {
  summary: 'a way in which a simulator is wrong',
  spec: FAULT,
  run: async (args) => {
    const options = parseOptions(FAULT, args);
    if (options === 'help') return 0;
    needCheckout('fault');
    const [word, id] = options.positionals as [string, string];
    const side = oneWord('side', word, PEERS);
    needed(options, FAULT, 'breaks');
    const breaks = options.all('breaks').flatMap((list) => list.split(',').map((key) => key.trim()));
    const { file, text } = newFault({ side, id, breaks, wrong: needed(options, FAULT, 'wrong') }, packageRoot);
    writeNew(file, text);
    say([`wrote ${shown(file)}`, '', 'npm run build', `dmct simulate ${side} --fault ${id}`, `behave: ${id}        in a mutant of a scenario`]);
    return 0;
  },
};

export const command: Command = subcommands('new', 'begin an item, a scenario, a step or a fault', { item, scenario, step, fault });
