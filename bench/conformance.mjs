// A whole run of dmct against the same number of empty Playwright tests in the same files, projects and workers; all passing, and all failing
// (the `null` probe as IUT, which does nothing of what it is asked). One JSON line a measure, the least of the rounds:
//   node bench/conformance.mjs [--rounds 3] [--workers 2] [--skip-failing]
// Ratios stand for wall time and for processor time; the latter is less moved by what else the machine does.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { calm, cli, dist, here, load, root, tell, timed } from './measure.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    workers: { type: 'string', default: '2' },
    'skip-failing': { type: 'boolean', default: false },
  },
});
const { makePlan, plannedProjects } = await load('src/runner/plan.js');
const playwright = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
const dir = mkdtempSync(join(tmpdir(), 'dmct-bench-'));

const projects = plannedProjects(makePlan({ command: 'bench' })).map(({ name, scenarios }) => ({
  name,
  files: scenarios.map((s) => ({ id: s.id, rows: s.rows.length })),
}));
const files = projects.reduce((sum, p) => sum + p.files.length, 0);
const rows = projects.flatMap((p) => p.files).reduce((sum, f) => sum + f.rows, 0);
const shape = join(dir, 'shape.json');
writeFileSync(shape, JSON.stringify({ folder: join(dir, 'empty'), projects }));

const workers = { DMCT_WORKERS: values.workers };
const empty = (env, accept = [0]) =>
  timed(process.execPath, [playwright, 'test', '--config', join(here, 'pw/empty.config.mjs')], {
    env: { ...workers, BENCH_SHAPE: shape, ...env },
    cwd: here,
    accept,
  });
const run = (more, options) => timed(process.execPath, [cli, 'run', '--workers', values.workers, '--out', join(dir, 'out'), ...more], options);

/** Least wall and processor time of several rounds; the kinds take turns, so that a busy spell hits all of them. */
async function rounds(kinds) {
  const best = kinds.map(() => ({ wallMs: Number.POSITIVE_INFINITY, cpuMs: Number.POSITIVE_INFINITY }));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [n, kind] of kinds.entries()) {
      await calm();
      const { wallMs, cpuMs } = await kind();
      best[n] = { wallMs: Math.min(best[n].wallMs, wallMs), cpuMs: Math.min(best[n].cpuMs, cpuMs) };
    }
  }
  return best;
}

function both(what, ours, floor, more = {}) {
  for (const [key, unit] of [
    ['wallMs', 's wall'],
    ['cpuMs', 's CPU'],
  ]) {
    const ratio = floor && ours[key] / floor[key];
    tell({ what, value: ours[key] / 1000, unit, ...(ratio === undefined ? {} : { ratio }), ...(more.aim && { aim: more.aim, met: more.met(key) }) });
  }
}

/** The probes as IUT files, made from those of the reference IUTs. */
function nullProbe(side) {
  const text = readFileSync(join(root, `simulators/iut/reference-${side}.yaml`), 'utf8')
    .replace(`name: reference-${side}`, `name: null-${side}`)
    .replace(
      /\[node, dist\/simulators\/(?:client|server)\/program\.js[^\]]*\]/,
      `[node, "${join(dist, 'simulators/probes/program.js')}", ${side}, "null"]`,
    )
    // Paths of a built-in IUT file start at the package.
    .replaceAll('simulators/iut/', `${join(root, 'simulators/iut')}/`);
  const file = join(dir, `null-${side}.yaml`);
  writeFileSync(file, text);
  return file;
}

try {
  // Once for the caches of Playwright and dmct, and for memory.
  const first = await run([], { memory: true });
  if (first.togetherMb) {
    tell({ what: `memory of a run, ${rows} rows, all processes together`, value: first.togetherMb, unit: 'MB' });
    tell({ what: 'memory of a run, its largest process', value: first.largestMb, unit: 'MB' });
  }
  await empty({ BENCH_REPORTERS: '1' });
  const [passing, floor, bare] = await rounds([() => run([]), () => empty({ BENCH_REPORTERS: '1' }), () => empty({})]);
  both(`${rows} empty tests in ${files} files, line only`, bare);
  both(`${rows} empty tests in ${files} files, html, junit and allure`, floor);
  both(`run, ${rows} rows, all passing / empty tests`, passing, floor, { aim: '<= 1.5', met: (key) => passing[key] <= 1.5 * floor[key] });
  both('run, all passing / empty tests with line only', passing, bare);
  if (!values['skip-failing']) {
    await calm();
    // One restart a failing test: what one costs is the difference to the passing floor.
    const failingFloor = await empty({ BENCH_REPORTERS: '1', BENCH_FAIL: '1' }, [1]);
    both(`${rows} empty tests, all failing / all passing`, failingFloor, floor);
    await calm();
    const probes = ['client', 'server'].flatMap((side) => ['--iut', nullProbe(side)]);
    const failing = await run(probes, { accept: [1, 3] });
    const restart = (key) => Math.max(0, failingFloor[key] - floor[key]) / rows;
    both('run, all failing / all passing', failing, passing, {
      aim: '<= 2 and a worker restart a file',
      met: (key) => failing[key] <= 2 * passing[key] + files * restart(key),
    });
    tell({ what: 'an empty worker restart', value: restart('wallMs'), unit: 'ms wall' });
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
