/** `npm run reference`: runs the built-in pair and writes reports/reference/. With `--check` it writes nothing and exits with 1 when that is stale. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { packageRoot } from '../base/package-root.js';
import { writeOut } from '../base/write-file.js';
import { MOST_OCTETS, referenceFiles, staleness } from '../report/reference.js';
import { readReport } from '../report/validate.js';
import { makePlan, REFERENCE_IUTS } from '../runner/plan.js';
import { runPlan } from './run.js';

const folder = join(packageRoot, 'reports/reference');

function committed(): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(files.map((entry) => join(entry.parentPath, entry.name)).map((file) => [relative(folder, file), readFileSync(file, 'utf8')]));
}

async function main(isCheck: boolean): Promise<number> {
  const out = mkdtempSync(join(tmpdir(), 'dmct-reference-'));
  try {
    const exit = await runPlan(makePlan({ command: 'npm run reference', out }));
    if (exit !== 0) {
      process.stderr.write(`reference: the built-in pair is not conformant (exit ${exit}), so there is no reference\n`);
      return exit;
    }
    const files = referenceFiles(REFERENCE_IUTS.map((iut) => readReport(join(out, iut, 'report.json'))));
    const octets = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (octets > MOST_OCTETS) {
      process.stderr.write(`reference: the files have ${octets} octets; at most ${MOST_OCTETS} belong into the repository\n`);
      return 1;
    }
    if (!isCheck) {
      rmSync(folder, { recursive: true, force: true });
      for (const [path, text] of files) writeOut(join(folder, path), text);
      process.stdout.write(`\nreports/reference: ${files.size} files, ${octets} octets\n`);
      return 0;
    }
    const stale = staleness(committed(), files);
    for (const line of stale) process.stderr.write(`stale: reports/reference/${line}\n`);
    if (stale.length > 0) process.stderr.write('reference: run `npm run reference` and commit what it writes\n');
    return stale.length > 0 ? 1 : 0;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.includes('--check'));
