// Loading the scenarios, cold (YAML, schema, references) and warm (what the cache kept), as they are and grown to 2000 rows; and the requirement
// tables. Each load is a process of its own on a copy of dmct with a cache of its own, processor time, median of five. One JSON line a measure:
//   node bench/scenarios.mjs [--rows 2000]
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { calm, dist, median, root, tell, timed } from './measure.mjs';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '2000' } } });
const dir = mkdtempSync(join(tmpdir(), 'dmct-bench-'));
const LOADER = `
const { loadScenarios } = await import(process.argv[1] + '/dist/src/scenario/cache.js');
const { loadCatalogue } = await import(process.argv[1] + '/dist/src/scr/catalogue.js');
const cpuMs = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
let from = cpuMs();
const scenarios = loadScenarios();
const ms = cpuMs() - from;
from = cpuMs();
loadCatalogue();
console.log(JSON.stringify({ ms, catalogueMs: cpuMs() - from, rows: scenarios.reduce((n, s) => n + s.rows.length, 0) }));
`;

/** A copy of dmct without its caches; modules come from the original. */
function copyOf(name) {
  const copy = join(dir, name);
  mkdirSync(copy);
  cpSync(dist, join(copy, 'dist'), { recursive: true, filter: (file) => !/\.(d\.ts|map|tsbuildinfo)$/.test(file) });
  for (const part of ['package.json', 'scr', 'scenarios', 'src']) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

async function loads(copy, isWarm) {
  const found = [];
  if (isWarm) await load(copy);
  for (let n = 0; n < 5; n++) {
    if (!isWarm) rmSync(join(copy, '.dmct'), { recursive: true, force: true });
    found.push(await load(copy));
  }
  return { ms: median(found.map((f) => f.ms)), catalogueMs: median(found.map((f) => f.catalogueMs)), rows: found[0].rows };
}

const load = async (copy) => JSON.parse((await timed(process.execPath, ['--input-type=module', '-e', LOADER, copy], { cwd: copy })).stdout);

/** Copies each scenario under new ids until there are so many rows. */
function grow(copy, have, wanted) {
  const folder = join(copy, 'scenarios');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (f) => f.endsWith('.yaml') && !f.startsWith('procedures') && f.includes('/'),
  );
  for (let n = 1; n < Math.ceil(wanted / have); n++) {
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      const to = join(folder, dirname(file), `x${n}-${file.split('/').at(-1)}`);
      writeFileSync(to, text.replace(/^scenario: (.*)\.([^.\n]+)$/m, `scenario: $1.x${n}-$2`));
    }
  }
}

try {
  const own = copyOf('own');
  await calm();
  const cold = await loads(own, false);
  const warm = await loads(own, true);
  tell({ what: `scenarios as they are, ${cold.rows} rows, cold`, value: cold.ms, unit: 'ms CPU' });
  tell({ what: `scenarios as they are, ${warm.rows} rows, warm`, value: warm.ms, unit: 'ms CPU' });
  tell({ what: 'requirement tables, cold', value: cold.catalogueMs, unit: 'ms CPU' });
  tell({ what: 'requirement tables, warm', value: warm.catalogueMs, unit: 'ms CPU' });
  const grown = copyOf('grown');
  grow(grown, cold.rows, Number(values.rows));
  await calm();
  const manyCold = await loads(grown, false);
  const many = await loads(grown, true);
  tell({
    what: `scenarios grown to ${manyCold.rows} rows, cold`,
    value: manyCold.ms,
    unit: 'ms CPU',
    aim: '<= 1000 ms for 2000',
    met: manyCold.ms <= manyCold.rows / 2,
  });
  tell({
    what: `scenarios grown to ${many.rows} rows, warm`,
    value: many.ms,
    unit: 'ms CPU',
    aim: '<= 20 ms for 2000',
    met: many.ms <= many.rows / 100,
  });
} finally {
  rmSync(dir, { recursive: true, force: true });
}
