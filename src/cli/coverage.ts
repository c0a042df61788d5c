/** `dmct coverage`: which requirements a run really executed an assertion for, and a bar to keep. */
import { InputError } from '../base/errors.js';
import { type Coverage, type CoverageRow, coverage } from '../report/coverage.js';
import { readReport } from '../report/validate.js';
import { EDITIONS } from '../scr/catalogue.js';
import { choices } from './choices.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';
import { STATUSES } from './scr.js';

const SPEC: CommandSpec = {
  usage: 'coverage REPORT.json [--edition SR,NOTI] [--status mandatory] [--applicable] [--fail-under PERCENT] [--json]',
  about: `Counts requirements that an executed assertion names (verdict pass, fail, inconclusive or review) and lists the others.
The base is every item of the editions that the ICS claims, without the excluded ones; items that do not apply by the ICS count as not covered
unless --applicable. With --edition it is every item of these editions, claimed or not.`,
  examples: ['dmct coverage reports/latest/my-device/report.json --status mandatory --fail-under 95'],
  exit: '0 at or over the bar (or no bar), 1 under it, 2 no valid report, 6 nothing was judged or nothing is left to count.',
  takes: ['file'],
  options: {
    edition: { value: 'EDITION', takes: EDITIONS, many: true, help: `only these, claimed or not: ${EDITIONS.join(', ')}` },
    status: { value: 'STATUS', takes: STATUSES, many: true, help: `only items with this status: ${STATUSES.join(', ')}` },
    applicable: { help: 'leave out items that the ICS declares not implemented' },
    'fail-under': { value: 'PERCENT', help: 'exit with 1 when coverage is lower; 0 to 100' },
    json: { help: 'the numbers and the keys not covered, as JSON' },
  },
  positionals: [1, 1],
};

export const command: Command = {
  summary: 'which requirements a run covered, with a bar to keep',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const [file] = options.positionals as [string];
    const bar = readBar(options.one('fail-under'));
    const editions = choices(options, 'edition', EDITIONS);
    const statuses = choices(options, 'status', STATUSES);
    const result = coverage(readReport(file), {
      ...(editions ? { editions } : {}),
      ...(statuses ? { statuses } : {}),
      applicableOnly: options.flag('applicable'),
    });
    const { percent } = result;
    if (options.flag('json')) process.stdout.write(`${JSON.stringify(asJson(result), null, 2)}\n`);
    else process.stdout.write(`${text(result)}\n`);
    if (result.executed === 0 || percent === undefined) {
      const found = result.executed === 0 ? `${file}: no assertion of the run was executed` : `${file}: no item is left to count`;
      throw new InputError('nothing-judged', { found, cure: 'look at the reasons in the report, or select other items' }, 6);
    }
    if (bar === undefined || percent >= bar) return 0;
    process.stderr.write(`dmct: coverage is ${shown(percent)} %, under the bar of ${bar} %\n`);
    return 1;
  },
};

function readBar(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const bar = /^\d+(\.\d+)?%?$/.test(given) ? Number(given.replace('%', '')) : Number.NaN;
  if (!(bar <= 100)) throw new InputError('option-value', { found: `--fail-under is "${given}"`, wanted: 'a number from 0 to 100' });
  return bar;
}

/** Rounded down, so that 99.96 never reads as 100. */
const shown = (percent: number): string => (Math.floor(percent * 10) / 10).toFixed(1);
const share = (row: Pick<CoverageRow, 'items' | 'covered' | 'excluded'>): string =>
  row.items === row.excluded ? '-' : `${shown((100 * row.covered) / (row.items - row.excluded))} %`;

function text({ rows, total, executed, unclaimed }: Coverage): string {
  const head = ['edition', 'side', 'items', 'covered', 'excluded', 'not covered', 'coverage'];
  const cells = (edition: string, side: string, row: Coverage['total']): string[] => [
    edition,
    side,
    String(row.items),
    String(row.covered),
    String(row.excluded),
    String(row.uncovered.length),
    share(row),
  ];
  const table = [head, ...rows.map((row) => cells(row.edition, row.side, row)), cells('all', '', total)];
  const widths = head.map((_, n) => Math.max(...table.map((line) => (line[n] as string).length)));
  const aligned = table.map((line) =>
    line.map((cell, n) => (n < 2 ? cell.padEnd(widths[n] as number) : cell.padStart(widths[n] as number))).join('  '),
  );
  const uncovered = total.uncovered.map((item) => `  ${item.key}  ${item.verdict}${item.reason === undefined ? '' : `: ${item.reason}`}`);
  const left = [...unclaimed.keys()].join(',');
  const aside =
    left === ''
      ? []
      : [
          `left out, as the ICS does not claim them: ${[...unclaimed].map(([edition, n]) => `${edition} (${n} items)`).join(', ')}; --edition ${left} counts them`,
        ];
  return [...aligned, `${executed} assertions executed`, ...aside, ...(uncovered.length > 0 ? ['', 'not covered:', ...uncovered] : [])].join('\n');
}

function asJson({ rows, total, percent, executed, unclaimed }: Coverage): unknown {
  const plain = <T extends Coverage['total']>(row: T) => ({ ...row, uncovered: row.uncovered.map((item) => item.key) });
  return { percent: percent ?? null, executed, total: plain(total), rows: rows.map(plain), unclaimed: Object.fromEntries(unclaimed) };
}
