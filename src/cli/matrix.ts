/** `dmct matrix`: several implementations side by side, with their reports. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../base/errors.js';
import { writeOut } from '../base/write-file.js';
import { decodeFrame } from '../report/decode-frame.js';
import { reportHtml } from '../report/html.js';
import { type MatrixEntry, matrixOf } from '../report/matrix.js';
import { matrixHtml } from '../report/matrix-html.js';
import { matrixMarkdown } from '../report/matrix-markdown.js';
import { readReport } from '../report/validate.js';
import { checkPageFree } from '../runner/run-folder.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';

const SPEC: CommandSpec = {
  usage: 'matrix A.json B.json … --out DIR',
  about: `
Puts reports of several implementations side by side: index.html, matrix.md and matrix.json in DIR, a table for the clients and one for the
servers, a row for each item that all reports of the side have. Each verdict is linked to its item in that implementation's page; a page that
does not lie in DIR already is written there, so that DIR can be handed on as it is.`,
  examples: ['dmct matrix acme/report.json globex/report.json initech/report.json --out table'],
  exit: '0 written, whatever the verdicts are; 2 bad input, or no item in common.',
  takes: ['file'],
  options: {
    out: { value: 'DIR', help: 'folder to write to; one of its own, as its index.html is replaced' },
  },
  positionals: [2, 1000],
};

export const command: Command = {
  summary: 'several implementations side by side',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const out = options.one('out');
    if (out === undefined) throw new InputError('usage', { found: '--out DIR is missing', cure: `usage: dmct ${SPEC.usage}` });
    checkPageFree(out);
    const files = options.positionals.map((file) => resolve(file));
    const twice = files.findIndex((file, n) => files.indexOf(file) < n);
    if (twice >= 0) throw new InputError('usage', { found: `${options.positionals[twice]} is given twice` });
    const reports = options.positionals.map((file) => ({ file, report: readReport(file) }));
    const inside = reports.map(({ file }) => pageWithin(out, file));
    const taken = new Set(inside.flatMap((path) => (path === undefined ? [] : [path.split('/')[0] as string])));
    const pages = reports.map(({ report }, n) => ({
      report,
      path: inside[n] ?? `${folderName(report.iut.name, taken)}/index.html`,
      isThere: inside[n] !== undefined,
    }));
    const entries = pages.map(({ report, path }): MatrixEntry => ({ report, href: path.split('/').map(encodeURIComponent).join('/') }));
    const matrix = matrixOf(entries);
    if (matrix.tables.every(({ rows }) => rows.length === 0))
      throw new InputError('nothing-common', { found: 'the reports have no item in common', cure: 'run them with the same --scr, or without' });
    const written = pages
      .filter(({ isThere }) => !isThere)
      .map(({ report, path }) => {
        writeOut(join(out, path), reportHtml(report, decodeFrame));
        return join(out, path);
      });
    const forms = { 'index.html': matrixHtml(matrix), 'matrix.md': matrixMarkdown(matrix), 'matrix.json': `${JSON.stringify(matrix, null, 1)}\n` };
    for (const [name, text] of Object.entries(forms)) writeOut(join(out, name), text);
    for (const path of [...Object.keys(forms).map((name) => join(out, name)), ...written]) process.stdout.write(`${path}\n`);
    return 0;
  },
};

/** The page beside a report as the matrix will link it, when it lies in a folder below that of the matrix. */
function pageWithin(out: string, file: string): string | undefined {
  const page = join(dirname(resolve(file)), 'index.html');
  const path = relative(resolve(out), page).split(sep).join('/');
  return !path.startsWith('..') && path.includes('/') && existsSync(page) ? path : undefined;
}

/** A name for a folder that no other report has. */
function folderName(iut: string, taken: Set<string>): string {
  const base = iut.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^\.+/, '') || 'iut';
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
  taken.add(name);
  return name;
}
