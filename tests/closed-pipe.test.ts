/** Who reads has had enough, or never looked: every command ends quietly, with what it writes written and its own exit code. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { PATIENT, reportOf, temporaryFolder } from './support/dmct.js';

const MAIN = join(packageRoot, 'dist/src/cli/main.js');
type Name = 'stdout' | 'stderr';

/** Runs dmct with the named pipes closed at our end from the start; gives what came over the other. */
function closed(names: readonly Name[], args: readonly string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: packageRoot, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const name of ['stdout', 'stderr'] as const) {
      if (names.includes(name)) child[name].destroy();
      else child[name].on('data', (chunk: Buffer) => (text += chunk));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });
}

describe('a closed pipe', { timeout: PATIENT }, () => {
  const run = (out: string): string[] => ['run', '--iut', 'reference-client', '--scenario', 'sr.client.report', '--out', out];

  it.each([[['stdout']], [['stderr']], [['stdout', 'stderr']]] as Name[][][])('%j: a run writes its reports and ends as it would', async (names) => {
    const out = temporaryFolder();
    const { code, text } = await closed(names, run(out));
    expect(code, text).toBe(0);
    expect(text).not.toMatch(/EPIPE|\bat .*\.js:\d/);
    expect(reportOf(out, 'reference-client').exit).toBe(0);
    expect(existsSync(join(out, 'index.html'))).toBe(true);
  });

  it('a judgement and a refused option keep their exit codes', async () => {
    const out = temporaryFolder();
    await closed([], run(out));
    const again = temporaryFolder();
    const record = join(out, 'reference-client', 'record.ndjson');
    expect(await closed(['stdout'], ['judge', record, '--out', again])).toEqual({ code: 0, text: '' });
    expect(reportOf(again, 'reference-client').exit).toBe(0);
    expect((await closed(['stdout'], ['coverage', join(out, 'reference-client', 'report.json'), '--fail-under', '100'])).code).toBe(1);
    expect(await closed(['stdout', 'stderr'], ['run', '--nonsense'])).toEqual({ code: 2, text: '' });
  });

  it.each([
    [['scr', 'list']],
    [['help']],
    [['lint']],
    [['run', '--list']],
    [['mutate', '--scenario', 'sr.client.report', '--out', temporaryFolder()]],
  ])('%j says nothing of it', async (args) => {
    expect(await closed(['stdout'], args)).toEqual({ code: 0, text: '' });
  });

  it.each(['client', 'server'])('a simulated %s, whose log nobody reads any more, ends', async (side) => {
    expect(await closed(['stdout'], ['simulate', side])).toEqual({ code: 0, text: '' });
  });
});
