/**
 * The committed report of the built-in pair: the files below reports/reference/, made from the reports of a run, nothing volatile in them;
 * so the same scenarios and the same code give the same octets on any machine.
 */
import { cut } from '../base/cut.js';
import { decodeFrame } from './decode-frame.js';
import { differences } from './differences.js';
import { reportHtml } from './html.js';
import { junitXml } from './junit.js';
import { markdownSummary } from './markdown.js';
import type { Report } from './report.js';
import { withoutVolatile } from './volatile.js';

/** All of reports/reference/ together; what is larger does not belong into a repository. */
export const MOST_OCTETS = 6 * 1024 * 1024;
const COMMAND = 'npm run conformance';
const EPOCH = '1970-01-01T00:00:00.000Z';

/** Text by path below reports/reference/. */
export function referenceFiles(reports: readonly Report[]): Map<string, string> {
  const fixed = reports.map((report): Report => {
    const stable = withoutVolatile(report);
    return { ...stable, run: { ...stable.run, id: 'reference', command: COMMAND, started: EPOCH, finished: EPOCH } };
  });
  const files = fixed.flatMap((report): [string, string][] => [
    [`${report.iut.name}/report.json`, `${JSON.stringify(report, null, 1)}\n`],
    [`${report.iut.name}/index.html`, reportHtml(report, decodeFrame)],
    [`${report.iut.name}/junit.xml`, junitXml(report)],
  ]);
  return new Map([['README.md', readme(fixed)], ...files]);
}

function readme(reports: readonly Report[]): string {
  const parts = reports.map((report) => {
    const summary = markdownSummary(report).replace(/^Run `[^\n]*\n/m, '');
    return `${summary}Files: [report.json](${report.iut.name}/report.json), [junit.xml](${report.iut.name}/junit.xml), [index.html](${report.iut.name}/index.html) (one file; download it and open it in a browser).\n`;
  });
  return [
    '# The built-in pair',
    '',
    `What \`${COMMAND}\` says about the reference client and the reference server of this version. Times, ports and run ids are blank or fixed,`,
    'all octets are as they crossed. Made by `npm run reference`, never by hand; `npm run reference:check` fails when it is stale.',
    '',
    ...parts,
  ].join('\n');
}

/** What differs between the committed files and fresh ones, a line each, at most `most` lines a file; empty when nothing does. */
export function staleness(committed: ReadonlyMap<string, string>, fresh: ReadonlyMap<string, string>, most = 10): string[] {
  return [...new Set([...committed.keys(), ...fresh.keys()])].sort().flatMap((path) => {
    const [old, now] = [committed.get(path), fresh.get(path)];
    if (old === now) return [];
    if (old === undefined) return [`${path}: is missing`];
    if (now === undefined) return [`${path}: does not belong there`];
    if (!path.endsWith('.json')) return [`${path}: ${firstLine(old, now)}`];
    const found = differences(parsed(old), parsed(now), most + 1);
    const lines = found.slice(0, most).map((d) => `${path}: ${d.path}: ${short(d.left)} is now ${short(d.right)}`);
    if (found.length > most) lines.push(`${path}: … and more`);
    return lines.length > 0 ? lines : [`${path}: written in another form`];
  });
}

function firstLine(old: string, now: string): string {
  const [a, b] = [old.split('\n'), now.split('\n')];
  const at = b.findIndex((line, i) => line !== a[i]);
  return `differs from line ${(at < 0 ? b.length : at) + 1} on`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function short(json: string | undefined): string {
  return json === undefined ? 'nothing' : cut(json, 100);
}
