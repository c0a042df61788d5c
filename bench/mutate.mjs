// Mutants a second: every mutant on as few rows as give each one run. One JSON line a measure:
//   node bench/mutate.mjs [--scenario GLOB]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calm, cli, tell, timed } from './measure.mjs';

const { values } = parseArgs({ options: { scenario: { type: 'string', default: '*' } } });
const dir = mkdtempSync(join(tmpdir(), 'dmct-bench-'));
try {
  await calm();
  const args = [cli, 'mutate', '--first-row', '--scenario', values.scenario, '--out', dir];
  // A mutant that survives is no matter of speed; it is counted and told.
  const { wallMs, cpuMs } = await timed(process.execPath, args, { accept: [0, 1] });
  const { mutants } = JSON.parse(readFileSync(join(dir, 'mutation.json'), 'utf8'));
  const killed = mutants.filter((m) => m.outcome === 'killed').length;
  tell({ what: 'mutants', value: (mutants.length * 1000) / wallMs, unit: '/s wall', note: `${killed} of ${mutants.length} killed` });
  tell({ what: 'mutants', value: (mutants.length * 1000) / cpuMs, unit: '/s CPU' });
} finally {
  rmSync(dir, { recursive: true, force: true });
}
