// All benches, one after the other, each in a process of its own: a table on the terminal and reports/bench/results.json.
//   npm run bench [-- --only wbxml,session] [-- --out FILE]
// Nothing here is asserted: an aim that is missed is shown as missed. The load of the machine stands beside each figure.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { calm, cores, here, round } from './measure.mjs';

/** How the line of a bench that has a shape of its own becomes a measure; the others print measures. */
const documentRate = ({ document, what, octets, perSecond, mbPerSecond, ratio, aim, met, reason }) =>
  reason
    ? { what: 'libwbxml', value: 0, unit: '', note: reason }
    : {
        what: `${what} ${document}, ${octets} octets`,
        value: perSecond,
        unit: '/s CPU',
        ratio,
        ...(Object.values(aim).some((v) => v !== undefined) ? { aim: aimText(aim), met } : {}),
        note: `${mbPerSecond} MB/s`,
      };
const aimText = ({ perSecond, mbPerSecond, ratio }) =>
  [perSecond && `>= ${perSecond}/s`, mbPerSecond && `>= ${mbPerSecond} MB/s`, ratio && `${ratio}x libwbxml`].filter(Boolean).join(', ');
const comparison = ({ name, size, ours, ratio, mbPerSecond }) => ({
  what: `${name}, ${size} octets`,
  value: ours,
  unit: '/s CPU',
  ratio,
  ...(mbPerSecond === undefined ? {} : { note: `${mbPerSecond} MB/s` }),
  ...(/^read replace200 vs fast-xml/.test(name) ? { aim: '>= 5 and 100 MB/s', met: ratio >= 5 && mbPerSecond >= 100 } : {}),
});
const treeRate = ({ name, nodes, octets, perSecond, mbPerSecond, ratio }) =>
  nodes === undefined
    ? { what: `${name}, ${octets} octets`, value: mbPerSecond, unit: 'MB/s CPU' }
    : { what: `tree ${name}, ${nodes} nodes`, value: perSecond, unit: '/s CPU', ratio };

const BENCHES = [
  { name: 'wbxml', about: 'WBXML / libwbxml', measure: documentRate },
  { name: 'xml', about: 'XML / other parsers', measure: comparison },
  { name: 'memory', about: 'documents of 5 MB' },
  { name: 'security', about: 'signatures and encryption / bare node:crypto', measure: comparison },
  { name: 'tree', about: 'tree commands / the smallest tree', measure: treeRate },
  { name: 'session', about: 'simulated sessions' },
  { name: 'scenarios', about: 'loading scenarios' },
  { name: 'offline', about: 'judging a record, writing a report' },
  { name: 'page', about: 'opening the report page in Chromium' },
  { name: 'conformance', about: 'a whole run' },
  { name: 'mutate', about: 'mutants' },
];

const { values } = parseArgs({ options: { only: { type: 'string' }, out: { type: 'string', default: 'reports/bench/results.json' } } });
const wanted = values.only?.split(',') ?? BENCHES.map((b) => b.name);
const unknown = wanted.filter((name) => !BENCHES.some((b) => b.name === name));
if (unknown.length > 0) {
  console.error(`no bench is called ${unknown.join(', ')}; there are ${BENCHES.map((b) => b.name).join(', ')}`);
  process.exit(2);
}

const results = { date: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores, benches: [] };
let broken = 0;
for (const bench of BENCHES.filter((b) => wanted.includes(b.name))) {
  const busy = await calm();
  console.log(`\n${bench.name}: ${bench.about} (load ${loadavg()[0].toFixed(1)}, ${Math.round(busy * 100)} % of the machine in use before)`);
  const measures = [];
  const code = await run(bench, (measure) => {
    measures.push(measure);
    show(measure);
  });
  if (code !== 0) {
    broken++;
    console.log(`  ended with exit code ${code}`);
  }
  results.benches.push({ name: bench.name, busyBefore: round(busy), exit: code, measures });
}
const missed = results.benches.flatMap((b) => b.measures).filter((m) => m.met === false);
const out = resolve(values.out);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(results, null, 1)}\n`);
console.log(`\n${missed.length} aims missed${broken > 0 ? `, ${broken} benches broken` : ''}; all figures: ${out}`);
process.exitCode = broken > 0 ? 1 : 0;

/** Calls back with each measure as it comes; resolves with the exit code. */
async function run({ name, measure = (line) => line }, take) {
  const child = spawn(process.execPath, [join(here, `${name}.mjs`)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('error', () => resolve('none')).on('close', (code, signal) => resolve(code ?? signal)));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    take({ load: Number(loadavg()[0].toFixed(1)), ...measure(JSON.parse(line)) });
  }
  return ended;
}

function show({ what, value, unit, ratio, aim, met, note, load }) {
  const figure = `${String(round(value)).padStart(9)} ${unit.padEnd(8)}`;
  const share = (ratio === undefined ? '' : `x ${round(ratio)}`).padEnd(9);
  const verdict = aim === undefined ? '' : ` ${met ? 'met' : 'MISSED'}: ${aim}`;
  console.log(`  ${what.padEnd(66)} ${figure} ${share} load ${String(load).padEnd(5)}${verdict}${note ? ` (${note})` : ''}`);
}
