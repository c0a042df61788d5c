/** The CI files of examples/ci/: YAML of the right shape, and their commands do what they say, run as the CI system would. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../src/base/package-root.js';
import { readmeDevice } from './support/device.js';
import { PATIENT } from './support/dmct.js';

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}
interface Job {
  readonly script: readonly string[];
  readonly extends?: string;
  readonly allow_failure?: unknown;
  readonly artifacts?: { readonly paths: readonly string[]; readonly reports: { readonly junit: string } };
}
const read = (name: string): unknown => parse(readFileSync(join(packageRoot, 'examples/ci', name), 'utf8'));
const github = read('github-actions.yml') as { on: string[]; jobs: Record<string, { 'runs-on': string; steps: Step[] }> };
const gitlab = read('gitlab-ci.yml') as Record<string, Job>;
const steps = github.jobs.dmct?.steps ?? [];

const folder = readmeDevice();
const path = (...names: string[]): string => join(folder, ...names);
const KNOWN = 'known:\n  - assertion: sr.client.report/data-form\n    row: xml\n    reason: entities\n';

/** One command of a CI file in the device's repository, by bash as CI systems do; npx finds dmct as it would in node_modules. */
function run(command: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const own = Object.entries(process.env).filter(([name]) => !/^(DMCT_|VITEST|FORCE_COLOR|NODE_OPTIONS|TEST$)/.test(name));
  const env = {
    ...Object.fromEntries(own),
    NO_COLOR: '1',
    PATH: `${path('bin')}${delimiter}${process.env.PATH}`,
    GITHUB_STEP_SUMMARY: path('step-summary.md'),
  };
  return new Promise((resolve) => {
    const child = execFile('bash', ['-eo', 'pipefail', '-c', command], { cwd: folder, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

beforeAll(() => {
  mkdirSync(path('bin'));
  writeFileSync(
    path('bin', 'npx'),
    `#!/bin/sh\n[ "$1" = dmct ] || exit 127\nshift\nexec "${process.execPath}" "${join(packageRoot, 'dist/src/cli/main.js')}" "$@"\n`,
  );
  chmodSync(path('bin', 'npx'), 0o755);
  writeFileSync(path('known.yaml'), KNOWN);
});

describe('examples/ci/github-actions.yml', { timeout: PATIENT }, () => {
  it('gates, summarises and uploads what is there', async () => {
    expect(github.on).toEqual(['push', 'pull_request']);
    const commands = steps.flatMap((step) => (step.run === undefined || step.run === 'npm ci' ? [] : [step.run]));
    expect(commands.filter((command) => command.startsWith('npx dmct '))).toHaveLength(3);
    const [gate, ...others] = commands as [string, ...string[]];
    const gated = await run(gate);
    expect(gated, gated.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('NOTHING NEW') });
    mkdirSync(path('release'));
    writeFileSync(path('release', 'report.json'), readFileSync(path('reports', 'my-device', 'report.json')));
    for (const command of others) {
      const done = await run(command);
      expect(done.code, `${command}\n${done.stdout}${done.stderr}`).toBe(0);
    }
    const summary = readFileSync(path('step-summary.md'), 'utf8');
    expect(summary).toMatch(/^## ✅ NOTHING NEW/);
    expect(summary).toContain('## ✅ 0 newly failing');
    const uploads = steps.filter((step) => /upload/.test(step.uses ?? ''));
    expect(uploads.map((step) => step.if)).toEqual(['always()', 'always()']);
    for (const file of uploads.map((step) => step.with?.sarif_file ?? step.with?.path)) expect(existsSync(path(String(file))), file).toBe(true);
  });

  it('is red when something new fails, and when the list is stale', async () => {
    const gate = steps.find((step) => step.run?.includes('--baseline'))?.run ?? '';
    const short = gate.replace("--scr 'SR/*'", '--scenario sr.client.report');
    expect(short).not.toBe(gate);
    writeFileSync(path('known.yaml'), 'known: []\n');
    expect(await run(short)).toMatchObject({ code: 1, stdout: expect.stringContaining('NEW FAILURES') });
    writeFileSync(path('known.yaml'), `${KNOWN}  - assertion: sr.client.report/posted\n    reason: passes\n`);
    expect(await run(short)).toMatchObject({ code: 5, stdout: expect.stringContaining('known.yaml:5: sr.client.report/posted passes now') });
    writeFileSync(path('known.yaml'), KNOWN);
  });
});

describe('examples/ci/gitlab-ci.yml', { timeout: PATIENT }, () => {
  it('gates, and collects what is there', async () => {
    const { script = [], artifacts, allow_failure: allowed } = gitlab.conformance ?? {};
    expect(script[0]).toBe('npm ci');
    expect(script).toHaveLength(2);
    expect(allowed).toEqual({ exit_codes: 5 });
    const gated = await run(String(script[1]));
    expect(gated, gated.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('NOTHING NEW') });
    for (const pattern of [...(artifacts?.paths ?? []), artifacts?.reports.junit ?? 'nothing'])
      expect(await run(`ls -d ${pattern}`), pattern).toMatchObject({ code: 0 });
  });

  it('excuses nothing before a release', async () => {
    expect(gitlab.release).toMatchObject({ extends: 'conformance', allow_failure: false });
    const strict = String(gitlab.release?.script[1]);
    expect(await run(strict.replace("--scr 'SR/*'", '--scenario sr.client.report'))).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('policy strict'),
    });
  });
});
