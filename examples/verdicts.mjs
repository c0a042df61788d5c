/**
 * The committed verdicts of the two Python products: `node examples/verdicts.mjs [--check] [NAME…]` runs dmct against each and writes
 * verdicts.txt and known.yaml beside its IUT file, or with --check says how a run differs from them (exit code 1).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRODUCTS = { 'python-client': 'client.yaml', 'python-server': 'server.yaml' };
const here = fileURLToPath(new URL('.', import.meta.url));
const dmct = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));

/** A line for each assertion in each row that applies, sorted. What the ICS rules out is left out: no new scenario of an edition that is not claimed matters. */
export function verdictLines(report) {
  const applies = report.assertions.filter((a) => a.verdict !== 'not-applicable');
  const lines = applies.map(({ id, row, verdict }) => `${verdict.padEnd(14)} ${id}${row === undefined ? '' : `[${row}]`}`);
  return lines.sort((a, b) => (a.slice(15) < b.slice(15) ? -1 : 1));
}

function call(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [dmct, ...args], { encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

function product(name, isCheck) {
  const folder = join(here, name);
  const [verdicts, known] = [join(folder, 'verdicts.txt'), join(folder, 'known.yaml')];
  const out = mkdtempSync(join(tmpdir(), 'dmct-verdicts-'));
  try {
    const run = call('run', '--iut', join(folder, PRODUCTS[name]), '--out', out, ...(existsSync(known) ? ['--baseline', known] : []));
    const report = join(out, name, 'report.json');
    if (!existsSync(report)) return `${name}: no report\n${run.text}`;
    const now = verdictLines(JSON.parse(readFileSync(report, 'utf8')));
    if (!isCheck) {
      writeFileSync(verdicts, `${now.join('\n')}\n`);
      const { status, text } = call('baseline', report, '--out', known, '--owner', 'nobody', '--expires', '2035-12-31');
      return status === 0 ? undefined : text;
    }
    const committed = readFileSync(verdicts, 'utf8').trimEnd().split('\n');
    const differs = [
      ...committed.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
      ...now.filter((line) => !committed.includes(line)).map((line) => `+ ${line}`),
    ];
    if (differs.length > 0) return `${name}: not the committed verdicts\n${differs.join('\n')}\n${run.text}`;
    if (run.status !== 0) return `${name}: exit code ${run.status}\n${run.text}`;
    console.log(`${name}: ${now.length} verdicts as committed, exit code 0`);
    return undefined;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const args = process.argv.slice(2);
const names = args.filter((arg) => arg !== '--check');
const unknown = names.filter((name) => !Object.hasOwn(PRODUCTS, name));
if (unknown.length > 0) {
  console.error(`no product "${unknown.join('", "')}"; there are ${Object.keys(PRODUCTS).join(' and ')}`);
  process.exit(2);
}
for (const name of names.length > 0 ? names : Object.keys(PRODUCTS)) {
  const fault = product(name, args.includes('--check'));
  if (fault !== undefined) {
    console.error(fault);
    process.exitCode = 1;
  }
}
