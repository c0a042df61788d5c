/** man/dmct.1 as roff, made from the command tables. */
import { packageVersion } from '../base/package-root.js';
import { type Leaf, leaves } from './commands.js';

const EXIT_CODES: readonly (readonly [code: string, meaning: string])[] = [
  ['0', 'conformant in what was judged; with a baseline: nothing new; of other commands: done'],
  ['1', 'non-conformant: at least one assertion failed; with a baseline: a new failure'],
  ['2', 'bad usage or input; one message says where and what to do'],
  ['3', 'inconclusive or review left open'],
  ['4', 'dmct itself failed'],
  ['5', 'the baseline is stale: an entry passes now, has expired or is gone'],
  ['6', 'nothing selected or nothing judged'],
];

export async function manualPage(): Promise<string> {
  const all = await leaves();
  return [
    '.\\" Made from the command tables by: npm run man. Do not edit.',
    `.TH DMCT 1 "" "dmct ${packageVersion}" "User Commands"`,
    '.SH NAME',
    'dmct \\- OMA DM conformance tester',
    '.SH SYNOPSIS',
    '.B dmct',
    '.I COMMAND',
    '.RI [ options ]',
    '.br',
    '.B dmct help',
    '.I COMMAND',
    '.SH DESCRIPTION',
    ...filled(
      'dmct tells, with octets as proof, whether a DM client or a DM server does what the OMA Device Management specifications demand. ' +
        'It plays the other side over real sockets, makes the implementation under test act, keeps every octet that crosses, ' +
        'and judges each conformance requirement from what it kept.',
    ),
    '.SH COMMANDS',
    ...all.flatMap(commandSection),
    '.SH EXIT STATUS',
    'When several apply, the order is 2, 4, 6, 1, 3, 5.',
    ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, escaped(meaning)]),
    '.SH FILES',
    '.TP',
    '.I reports/latest/',
    'where dmct run writes: a folder for each implementation, with index.html, report.json, junit.xml, sarif.json, summary.md, badge.svg and the record',
    '.TP',
    '.I known.yaml',
    'a baseline; the name is free',
    '.SH ENVIRONMENT',
    '.TP',
    '.B XDG_CACHE_HOME',
    'where an installed dmct keeps its caches',
    '.TP',
    '.B NO_COLOR',
    'no colours',
    '',
  ].join('\n');
}

function commandSection({ words, summary, spec }: Leaf): string[] {
  const options = Object.entries(spec.options).flatMap(([name, { value, many, help }]) => [
    '.TP',
    `.BR \\-\\-${escaped(name)}${value === undefined ? '' : ` " \\fI${escaped(value)}\\fP${many ? ' \\&...' : ''}"`}`,
    escaped(help),
  ]);
  const { usage, about, examples = [], exit } = spec;
  return [
    `.SS dmct ${escaped(words.join(' '))}`,
    `${escaped(summary.charAt(0).toUpperCase() + summary.slice(1))}.`,
    ...verbatim([`dmct ${usage}`]),
    ...paragraphs(about.trim()),
    ...options,
    ...(examples.length ? ['.PP', 'Examples:', ...verbatim(examples)] : []),
    ...(exit === undefined ? [] : ['.PP', ...filled(`Exit codes: ${exit.replace(/\n/g, ' ')}`)]),
  ];
}

/** Text as --help has it: blank lines part paragraphs, indented lines stay as they are. */
function paragraphs(text: string): string[] {
  const out: string[] = ['.PP'];
  let kept: string[] = [];
  const flush = (): void => {
    if (kept.length) out.push(...verbatim(kept.map((line) => line.trimEnd())), '.PP');
    kept = [];
  };
  for (const line of text.split('\n')) {
    if (/^ {2}/.test(line)) kept.push(line.slice(2));
    else {
      flush();
      out.push(...(line.trim() === '' ? ['.PP'] : filled(line)));
    }
  }
  flush();
  // Two in a row, or one at the end, part nothing.
  return out.filter((line, n) => line !== '.PP' || (out[n + 1] !== '.PP' && n < out.length - 1));
}

const filled = (text: string): string[] => [escaped(text.trim())];
const verbatim = (lines: readonly string[]): string[] => ['.PP', '.nf', '.RS 4', ...lines.map(escaped), '.RE', '.fi'];

const PLAIN: Readonly<Record<string, string>> = { '…': '...', '→': '->', '’': "'", '·': '-' };

/** Nothing of the text is a request or an escape of roff. */
const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replace(/[…→’·]/g, (c) => PLAIN[c] ?? c)
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
