/** Two runs at a time: side by side they do not disturb each other; into one folder only one writes, and the other is told which. */

import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { dmct, filesBelow, PATIENT, playwright, reportOf, startDmct, temporaryFolder, textOf, verdictsOf } from './support/dmct.js';

const RUN = ['run', '--iut', 'reference-client', '--scenario', 'noti.client.session', '--out'];
const LOCK = '.dmct-run';
const IUT = 'reference-client';

/** Resolves once the run in that folder has its lock. */
function locked(out: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(out, () => {
      if (!existsSync(join(out, LOCK))) return;
      watcher.close();
      resolve();
    });
  });
}

describe('two runs', { timeout: PATIENT }, () => {
  it('in one checkout, at the same moment and over the same scenarios, each give what one alone gives', async () => {
    // Scenarios that no run had yet: all three write the specs that they share.
    const scenarios = temporaryFolder();
    for (const side of ['client', 'server']) {
      const text = readFileSync(join(packageRoot, 'scenarios/noti', side, 'session.yaml'), 'utf8');
      writeFileSync(join(scenarios, `${side}.yaml`), `${text}\n# ${randomUUID()}\n`);
    }
    const outs = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const runs = await Promise.all(outs.map((out) => dmct('run', '--scenarios', scenarios, '--out', out)));
    for (const [n, { code, stderr }] of runs.entries()) {
      expect(stderr).toBe('');
      expect(code).toBe(0);
      for (const iut of [IUT, 'reference-server']) {
        expect(verdictsOf(reportOf(outs[n] as string, iut))).toEqual(verdictsOf(reportOf(outs[0] as string, iut)));
      }
      expect(existsSync(join(outs[n] as string, LOCK))).toBe(false);
    }
    const ids = outs.map((out) => reportOf(out, IUT).run.id);
    expect(new Set(ids).size).toBe(outs.length);
    for (const [n, out] of outs.entries()) expect(textOf(out, IUT, 'record.ndjson')).toContain(ids[n]);
  });

  it('into one folder: the second is refused, names the first, and leaves it alone', async () => {
    const out = temporaryFolder();
    const held = locked(out);
    const first = startDmct([...RUN, out]);
    await held;
    const second = await dmct(...RUN, out);
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      /^dmct: another run writes to \S+: dmct run --iut reference-client .* \(run [0-9a-f]{12}, process \d+(, \d+)?, since \S+\)\n {2}give this run a folder of its own with --out\n$/,
    );
    const { code } = await first.ended;
    expect(code).toBe(0);
    expect(second.stderr).toContain(reportOf(out, IUT).run.id);
    expect((await dmct(...RUN, out)).code).toBe(0);
  });

  it('of plain Playwright and dmct run into one folder: whoever comes second is refused', async () => {
    const out = temporaryFolder();
    const plain = ['test', '--grep', 'noti.client.session'];
    const held = locked(out);
    const first = playwright(plain, { DMCT_OUT: out });
    await held;
    const refused = await dmct(...RUN, out);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^dmct: another run writes to \S+: npx playwright test --grep noti\.client\.session \(run [0-9a-f]{12}, process \d+, since/,
    );
    expect((await first).code).toBe(0);
    expect(existsSync(join(out, LOCK))).toBe(false);
    const { id } = reportOf(out, IUT).run;

    writeFileSync(join(out, LOCK), JSON.stringify({ run: 'aaaaaaaaaaaa', started: 'then', command: 'dmct run', host: 'elsewhere', processes: [] }));
    const files = filesBelow(out);
    const second = await playwright(plain, { DMCT_OUT: out });
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      /^dmct: another run writes to \S+: dmct run \(run aaaaaaaaaaaa, on elsewhere, since then\)\n {2}give this run a folder of its own with DMCT_OUT=DIR, or remove \S+\.dmct-run if that run is over\n$/,
    );
    // Neither the report of the run before nor anything else is touched.
    expect([filesBelow(out), reportOf(out, IUT).run.id]).toEqual([files, id]);
  });

  it('of which the first was killed long ago: its lock is taken over', async () => {
    const out = temporaryFolder();
    const holder = (pid: number, host = hostname()) =>
      JSON.stringify({ run: 'aaaaaaaaaaaa', started: 'then', command: 'dmct run', host, processes: [{ pid, born: '1' }] });
    for (const text of [holder(2 ** 22 + 1), holder(process.pid), '{"half":', '']) {
      writeFileSync(join(out, LOCK), text);
      const { code, stderr } = await dmct(...RUN, out);
      expect([text, code, stderr]).toEqual([text, 0, '']);
    }
    writeFileSync(join(out, LOCK), holder(1, 'elsewhere'));
    const other = await dmct(...RUN, out);
    expect(other.stderr).toContain(
      `on elsewhere, since then)\n  give this run a folder of its own with --out, or remove ${join(out, LOCK)} if that run is over`,
    );
    expect([other.code, readFileSync(join(out, LOCK), 'utf8')]).toEqual([2, holder(1, 'elsewhere')]);
  });

  it('that cannot start leave no lock and no folder', async () => {
    const parent = temporaryFolder();
    const { code } = await dmct('run', '--iut', IUT, '--scenario', 'noti.client.session', '--shard', '9/9', '--out', join(parent, 'out'));
    expect(code).toBe(6);
    expect(filesBelow(parent)).toEqual([]);
    mkdirSync(join(parent, 'kept'));
    writeFileSync(join(parent, 'kept', 'notes.txt'), '');
    await dmct('run', '--iut', IUT, '--scenario', 'noti.client.session', '--shard', '9/9', '--out', join(parent, 'kept'));
    expect(filesBelow(parent)).toEqual(['kept/notes.txt']);
  });
});
