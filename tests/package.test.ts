/** What `npm pack` puts into the tarball is enough: unpacked below a node_modules of its own it runs, judges, and leaves nothing there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), 'dmct-package-'));
const home = join(folder, 'node_modules', 'dmct');
const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Manifest;

function dmct(...args: string[]) {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
  return spawnSync(process.execPath, [join(home, manifest.bin.dmct as string), ...args], { cwd: folder, env, encoding: 'utf8' });
}

describe('the packed tarball', () => {
  beforeAll(() => {
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: packageRoot, stdio: 'pipe' });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) as string;
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, tarball), '-C', home, '--strip-components=1']);
    for (const name of Object.keys(manifest.dependencies)) {
      const [scope, rest] = name.split('/');
      if (rest !== undefined) mkdirSync(join(folder, 'node_modules', scope as string), { recursive: true });
      symlinkSync(join(packageRoot, 'node_modules', name), join(folder, 'node_modules', name));
    }
  });

  it('holds what a user needs and nothing of ours', () => {
    for (const name of ['README.md', 'LICENSE', 'docs/adapters.md', 'scr/sr.yaml', 'scenarios/sr/client/report.yaml'])
      expect(existsSync(join(home, name)), name).toBe(true);
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
    expect(files.filter((f) => /\.test\.|\.tsbuildinfo$|^tests\b|\.map$|^reports\b|testing\//.test(f))).toEqual([]);
  });

  it('runs scenarios below node_modules and writes to the current folder and the cache only', () => {
    const before = readdirSync(home, { recursive: true }).length;
    const run = dmct('run', '--scenario', 'sr.client.report', '--out', 'out');
    expect(run.stderr).not.toContain('dmct:');
    expect(run.stdout).toContain('CONFORMANT');
    expect(run.status).toBe(0);
    expect(existsSync(join(folder, 'out/reference-client/report.json'))).toBe(true);
    expect(readdirSync(home, { recursive: true })).toHaveLength(before);
    expect(readdirSync(join(folder, 'cache/dmct'))).toHaveLength(1);
    expect(existsSync(join(folder, '.dmct'))).toBe(false);
  });

  it('gives a server test bench as well', () => {
    const run = dmct('run', '--iut', 'reference-server', '--scenario', 'sr.server.*', '--out', 'out');
    expect(run.stdout).toContain('CONFORMANT');
    expect(run.status).toBe(0);
  });

  it('exports files that exist', () => {
    const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { exports: Record<string, string | Record<string, string>> };
    const targets = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
    expect(targets.length).toBeGreaterThan(5);
    for (const target of targets) expect(existsSync(join(home, target)), target).toBe(true);
  });
});
