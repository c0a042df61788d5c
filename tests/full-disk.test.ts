/** A disk that is full, or a folder that nothing can be written to: one clear error, no device driven in vain, nothing lost that was recorded. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dmct, filesBelow, PATIENT, reportOf, temporaryFolder } from './support/dmct.js';

const mounted: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', ['-l', folder]);
});

/** A file system of so many KiB; undefined where mounting is not allowed. */
function mount(kib: number, options = ''): string | undefined {
  const folder = temporaryFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k${options}`, 'tmpfs', folder]).status !== 0) return undefined;
  mounted.push(folder);
  return folder;
}
const probe = mount(64);
const cannotMount = probe === undefined;
if (probe) execFileSync('umount', ['-l', mounted.pop() as string]);

const RUN = ['run', '--iut', 'reference-client', '--scenario', 'noti.client.*', '--workers', '1', '--out'];

/** Skipped without the right to mount, which an ordinary user does not have. */
describe.skipIf(cannotMount)('a file system of its own', { timeout: PATIENT }, () => {
  it('that is full before the run is told before anything starts', async () => {
    const folder = mount(128) as string;
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(join(folder, 'fill'), Buffer.alloc(bavail * bsize - 8192));
    const { code, stderr, stdout } = await dmct(...RUN, join(folder, 'out'));
    expect(stderr.trim()).toMatch(/^dmct: cannot write \S+ \(ENOSPC\)\n {2}the disk is full: make room, or choose another place$/);
    expect([code, stdout]).toEqual([2, '']);
    expect(filesBelow(folder)).toEqual(['fill']);
  });

  it('that fills up stops the run, and what was recorded can be judged', async () => {
    const folder = mount(300) as string;
    const out = join(folder, 'out');
    const { code, stderr } = await dmct(...RUN, out);
    expect(code).toBe(2);
    expect(stderr.match(/\(ENOSPC\)/g)).toHaveLength(1);
    expect(stderr).toMatch(/^dmct: cannot write \S+\/rows\/\S+\.ndjson \(ENOSPC\)\n {2}the disk is full/);
    const [, done, total] = /stopped after (\d+) of (\d+) rows/.exec(stderr) ?? [];
    expect(Number(done)).toBeLessThan(Number(total));
    const rows = join(out, 'reference-client', 'rows');
    const files = readdirSync(rows).map((name) => join(rows, name));
    const started = files.length - 1; // beside the line of the run
    expect(stderr).toContain(`the records of ${started} rows are in ${rows}: dmct judge takes them`);
    expect(existsSync(join(out, 'reference-client', 'record.ndjson'))).toBe(false);

    const again = temporaryFolder();
    const judged = await dmct('judge', ...files, '--out', again);
    expect(judged.stderr).not.toContain('harness fault');
    const passed = reportOf(again, 'reference-client').scenarios.filter((s) => s.verdict === 'pass').length;
    expect(passed).toBeGreaterThanOrEqual(started - 1);
    expect(passed).toBeGreaterThan(3);
  });

  it('that has no room for the reports keeps the record', async () => {
    const folder = mount(160) as string;
    const out = join(folder, 'out');
    const { code, stderr } = await dmct('run', '--iut', 'reference-client', '--scenario', 'noti.client.session', '--out', out);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^dmct: cannot write \S+\/reference-client\/\S+ \(ENOSPC\)\n {2}the disk is full/);
    const record = join(out, 'reference-client', 'record.ndjson');
    expect(stderr).toContain(`the record is ${record}: dmct judge takes it`);
    expect((await dmct('judge', record, '--out', temporaryFolder())).code).toBe(0);
  });

  it('that is read-only is told before anything starts', async () => {
    const folder = mount(300, ',ro') as string;
    const { code, stderr, stdout } = await dmct(...RUN, join(folder, 'out'));
    expect(stderr.trim()).toMatch(/^dmct: cannot write \S+ \(EROFS\)\n {2}the file system is read-only: choose another place$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  const REPORT = 'reports/reference/reference-client/report.json';
  const DEVICE = 'examples/python-client/client.yaml';
  it.each([
    ['judge', 'tests/data/exported-pdus.pcapng', '--iut', DEVICE, '--out', 'DIR/new'],
    ['matrix', REPORT, REPORT.replaceAll('client', 'server'), '--out', 'DIR/new'],
    ['report', REPORT, '--out', 'DIR/new'],
    ['describe', '--scenario', 'sr.client.report', '--out', 'DIR/new'],
    ['baseline', REPORT, '--out', 'DIR/new.yaml'],
    ['new', 'scenario', 'sr.client.mine', '--scr', 'SR/DM-SR-C-002-M', '--scenarios', 'DIR'],
    ['ics', 'proforma', '--side', 'client', '--out', 'DIR/new.yaml'],
    ['init', 'DIR/new', '--yes', '--role', 'client', '--name', 'acme'],
    ['proxy', '--client', DEVICE, '--server', 'examples/python-server/server.yaml', '--out', 'DIR/new'],
    ['mutate', '--scenario', 'sr.client.report', '--out', 'DIR/new'],
  ])('that is read-only is told by dmct %s as by a run', async (...args) => {
    const folder = mount(300, ',ro') as string;
    const { code, stderr, stdout } = await dmct(...args.map((arg) => arg.replace('DIR', folder)));
    // A proxy says before in what the accounts of the two examples differ.
    const last = stderr.trim().split('\n').slice(-2).join('\n');
    expect(last).toMatch(/^dmct: cannot write \S+ \(EROFS\)\n {2}the file system is read-only: choose another place$/);
    expect([code, stdout]).toEqual([2, '']);
  });
});

describe('without a file system of its own', { timeout: PATIENT }, () => {
  it('a file where the folder should be is told before anything starts', async () => {
    const file = join(temporaryFolder(), 'out');
    writeFileSync(file, '');
    const { code, stderr } = await dmct(...RUN, file);
    expect(stderr).toMatch(/cannot write \S+ \(ENOTDIR\)\n {2}a file stands where a folder is wanted/);
    expect(code).toBe(2);
  });

  it.each([
    ['run', '--iut', 'reference-client', '--scenario', 'noti.client.session', '--out', '/proc/new'],
    ['judge', 'tests/data/exported-pdus.pcapng', '--iut', 'examples/python-client/client.yaml', '--out', '/proc/new'],
  ])('a place that takes no files is told, with what to do, by dmct %s', async (...args) => {
    const { code, stderr, stdout } = await dmct(...args);
    expect(stderr.trim()).toMatch(/^dmct: cannot write \S+ \((ENOENT|EACCES|EPERM)\)\n {2}.*choose another place$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('a folder where a file of the report should be is told, and the record stays', async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, 'index.html'));
    const { code, stderr } = await dmct('run', '--iut', 'reference-client', '--scenario', 'noti.client.session', '--out', out);
    expect(stderr).toMatch(/cannot write \S+index\.html \(EISDIR\)/);
    expect(code).toBe(2);
    expect(existsSync(join(out, 'reference-client', 'record.ndjson'))).toBe(true);
  });
});
