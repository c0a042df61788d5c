/** What `npm pack` puts into the tarball is enough: unpacked below a node_modules of its own it runs, judges, and leaves nothing there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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
    for (const name of ['README.md', 'LICENSE', 'docs/adapters.md', 'man/dmct.1', 'scr/sr.yaml', 'scenarios/sr/client/report.yaml'])
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

  it('offers programs what the commands know, with types that hold in a strict consumer of either module resolution', () => {
    const source = `import { decode, type Finding, InputError, judgeRecord, readReport, type Report } from 'dmct';

const record = 'out/reference-client/record.ndjson';
const report: Report = readReport('out/reference-client/report.json');
const again: Report = judgeRecord([record]);
const verdicts = (of: Report): string[] => of.assertions.map((a) => \`\${a.id} \${a.verdict}\`);
const findings: readonly Finding[] = decode(new TextEncoder().encode('<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr></SyncML>'), 'xml').findings;
let refused = '';
try {
  decode(new Uint8Array([1, 2, 3]), 'sms');
} catch (cause) {
  if (cause instanceof InputError) refused = cause.code;
}
console.log(JSON.stringify({ same: verdicts(report).join() === verdicts(again).join(), count: again.assertions.length, findings: findings.length, refused }));
`;
    writeFileSync(join(folder, 'consumer.mts'), source);
    writeFileSync(
      join(folder, 'globals.d.ts'),
      'declare const console: { log(text: string): void };\ndeclare class TextEncoder { encode(text: string): Uint8Array; }\n',
    );
    const shown = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(packageRoot, 'docs/programs.md'), 'utf8'))?.[1] ?? '';
    expect(shown).toContain("from 'dmct'");
    writeFileSync(join(folder, 'shown.mts'), shown);
    const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
    for (const [module, moduleResolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ] as const) {
      const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, types: [], lib: ['es2023'], target: 'es2023' };
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...strict, module, moduleResolution }, files: ['consumer.mts', 'shown.mts', 'globals.d.ts'] }),
      );
      const checked = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: folder, encoding: 'utf8' });
      expect(checked.stdout).toBe('');
      expect(checked.status).toBe(0);
    }
    const ran = spawnSync(process.execPath, [join(folder, 'consumer.mjs')], { cwd: folder, encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    const told = JSON.parse(ran.stdout) as { count: number; findings: number };
    expect(told).toMatchObject({ same: true, refused: 'undecodable' });
    expect(told.count).toBeGreaterThan(10);
    expect(told.findings).toBeGreaterThan(0);
  });

  it('offers nothing else of its inside', () => {
    const inner = ['--input-type=module', '-e', "await import('dmct/dist/src/judge/judge.js')"];
    expect(spawnSync(process.execPath, inner, { cwd: folder, encoding: 'utf8' }).stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
    const names = ['--input-type=module', '-e', "console.log(Object.keys(await import('dmct')).sort().join())"];
    const { stdout } = spawnSync(process.execPath, names, { cwd: folder, encoding: 'utf8' });
    expect(stdout.trim()).toBe('InputError,decode,judgeRecord,readReport,validateReport');
  });

  it("begins and runs a vendor's own scenario, outside any checkout", () => {
    expect(dmct('new', 'scenario', 'acme.client.mine', '--scr', 'SR/DM-SR-C-002-M').stdout).toContain('wrote scenarios/acme/client/mine.yaml');
    const file = join(folder, 'scenarios/acme/client/mine.yaml');
    const begun = readFileSync(file, 'utf8');
    expect(begun.split('\n')[0]).toBe('# yaml-language-server: $schema=../../../node_modules/dmct/src/scenario/scenario.schema.json');
    expect(dmct('lint', '--scenarios', 'scenarios').stdout).toContain('3 errors, 0 warnings');
    expect(dmct('run', '--scenarios', 'scenarios', '--out', 'mine').status).toBe(2);
    writeFileSync(file, begun.replaceAll('FILL IN: ', ''));
    const run = dmct('run', '--scenarios', 'scenarios', '--out', 'mine');
    expect(run.stdout).toContain('assertions: 2 pass');
    expect(run.status).toBe(0);
    expect(dmct('new', 'item', 'SR/X-1').stderr).toContain('this dmct is an installed package');
  });

  it('exports files that exist', () => {
    const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { exports: Record<string, string | Record<string, string>> };
    const targets = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
    expect(targets.length).toBeGreaterThan(5);
    for (const target of targets) expect(existsSync(join(home, target)), target).toBe(true);
  });
});
