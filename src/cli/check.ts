/** `dmct check`: is this IUT file ready to run, and what would a run tell? */
import { formatWhere } from '../base/errors.js';
import { nameOf } from '../report/index-report.js';
import { type CheckResult, checkIut } from '../runner/check/check.js';
import { OUTLOOKS, type Outlook } from '../runner/check/outlook.js';
import type { Problem, Severity } from '../runner/check/problem.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';
import { SCENARIOS_OPTION, scenariosOf } from './scenarios-option.js';

const SPEC: CommandSpec = {
  usage: 'check IUT.yaml [--items] [--json] [--static] [--scr GLOB]… [--scenario GLOB]… [--scenarios DIR]',
  about: `
Says before any run what is missing, unreachable or contradictory: faults of the IUT file, all of them; the static conformance review of the
ICS; where ICS and IUT file do not agree; PIXIT values that scenarios need, and what their lack costs; whether the adapter starts, takes reset
and configure, and what it lacks; whether dmct can listen, and a server under test, a push gateway or a device that takes pushes over HTTP
is there. Then how many items will be tested, and why
not the others. The adapter is started and set up as before a row; nothing else is asked of it than what changes nothing.`,
  examples: [
    'dmct check acme.yaml',
    'dmct check acme.yaml --items --static  # each item with its reason; nothing is started',
    "dmct check acme.yaml --scr 'SR/*'",
  ],
  exit: '0 ready, 1 what is claimed contradicts itself or the IUT file, 2 something is missing or wrong, 6 nothing selected, or nothing would be judged.',
  options: {
    items: { help: 'each item, with what will become of it and why' },
    json: { help: 'all of it as JSON (dmct-check/1)' },
    static: { help: 'read files only: start no adapter, open no socket' },
    scr: { value: 'GLOB', takes: 'item', many: true, help: "only these items ('SR/*', DM-SR-C-002-M)" },
    scenario: { value: 'GLOB', takes: 'scenario', many: true, help: 'only these scenarios' },
    ...SCENARIOS_OPTION,
  },
  positionals: [1, 1],
  takes: ['iut'],
};

export const command: Command = {
  summary: 'what is missing or contradictory before a run',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const folder = scenariosOf(options);
    const result = await checkIut(options.positionals[0] as string, {
      selection: { scr: options.all('scr'), scenario: options.all('scenario'), ...(folder === undefined ? {} : { folder }) },
      seed: '1',
      isStatic: options.flag('static'),
    });
    process.stdout.write(options.flag('json') ? `${JSON.stringify(result, null, 1)}\n` : text(result, options.flag('items')));
    return result.exit;
  },
};

const HEADS: Readonly<Record<Severity, string>> = { missing: 'MISSING', contradiction: 'CONTRADICTION', note: 'note' };
const ORDER: readonly Severity[] = ['missing', 'contradiction', 'note'];

function text(result: CheckResult, withItems: boolean): string {
  const { problems, iut } = result;
  const out = iut ? [`${nameOf(iut)}, DM ${iut.role}`, ''] : [];
  for (const severity of ORDER) for (const problem of problems.filter((p) => p.severity === severity)) out.push(...told(problem));
  if (problems.length > 0) out.push('');
  if (result.editions && result.rows) {
    out.push(...table(result.editions), '');
    const { runs, lacking, blocked, 'not-applicable': inapplicable } = result.rows;
    const rows = [
      [runs, 'run'],
      [lacking, 'run in part'],
      [blocked, 'cannot run'],
      [inapplicable, 'do not apply'],
    ] as const;
    out.push(`rows of scenarios: ${rows.flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`])).join(', ')}`);
  }
  if (withItems) out.push('', ...itemLines(result));
  out.push(verdict(result));
  return `${out.join('\n')}\n`;
}

function told({ severity, isWrong, about, message, where, cure }: Problem): string[] {
  const place = where && formatWhere(where);
  return [
    `${(isWrong ? 'WRONG' : HEADS[severity]).padEnd(14)}${about}: ${message}`,
    ...(place ? [`${' '.repeat(14)}at ${place}`] : []),
    ...(cure ?? '').split('\n').flatMap((line) => (line.trim() === '' ? [] : [`${' '.repeat(14)}${line.trim()}`])),
  ];
}

const COLUMNS: Readonly<Record<Outlook, readonly [above: string, below: string]>> = {
  tested: ['', 'tested'],
  assumption: ['assump-', 'tion open'],
  blocked: ['cannot', 'run'],
  review: ['for a', 'person'],
  'not-applicable': ['not ap-', 'plicable'],
  'no-scenario': ['no', 'scenario'],
  excluded: ['ex-', 'cluded'],
};

function table(editions: NonNullable<CheckResult['editions']>): string[] {
  const cells = (name: string, cell: (outlook: Outlook) => string): string =>
    (name.padEnd(14) + OUTLOOKS.map((o) => cell(o).padStart(11)).join('')).trimEnd();
  const rows = editions.map(({ edition, side, counts }) => cells(`${edition} ${side}`, (o) => String(counts[o] ?? '·')));
  const sum = (o: Outlook): number => editions.reduce((n, { counts }) => n + (counts[o] ?? 0), 0);
  return [cells('', (o) => COLUMNS[o][0]), cells('items', (o) => COLUMNS[o][1]), ...rows, cells('all', (o) => String(sum(o) || '·'))];
}

function itemLines({ items = [] }: CheckResult): string[] {
  const width = Math.max(0, ...items.map(({ key }) => key.length));
  return [
    ...items.map(({ key, outlook, reason, rows }) => {
      const why =
        reason ??
        (rows.length > 0 ? `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}: ${rows.slice(0, 3).join(', ')}${rows.length > 3 ? ' …' : ''}` : '');
      return `${key.padEnd(width)}  ${outlook.padEnd(14)}  ${why.replace(/\s+/g, ' ')}`.trimEnd();
    }),
    '',
  ];
}

function verdict({ problems, exit, file }: CheckResult): string {
  const count = (severity: Severity): number => problems.filter((p) => p.severity === severity).length;
  switch (exit) {
    case 0:
      return `READY  dmct run --iut ${file}`;
    case 1:
      return `CONTRADICTORY  ${count('contradiction')} to mend; a run would work, but not be conformant by what is claimed (exit 1)`;
    case 2: {
      const wrong = problems.filter(({ isWrong }) => isWrong).length;
      const counts = [
        [wrong, 'wrong'],
        [count('missing') - wrong, 'missing'],
        [count('contradiction'), count('contradiction') === 1 ? 'contradiction' : 'contradictions'],
      ] as const;
      return `NOT READY  ${counts.flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`])).join(', ')} (exit 2)`;
    }
    case 6:
      return 'NOTHING TO JUDGE  no requirement would be judged: none is claimed, or the adapter lacks what every one needs (exit 6)';
  }
}
