/** examples/stdio, examples/http and examples/manual work as their READMEs say; the terminal transcript of the last is a real one. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { builtDevice, skip as noCompiler } from './support/binary-device.js';
import { dmct, PATIENT, reportOf, temporaryFolder, verdictsOf } from './support/dmct.js';
import { missingTools } from './support/tools.js';

const example = (...names: string[]): string => join(packageRoot, 'examples', ...names);
const absent = missingTools('python3', 'xml2wbxml', 'openssl');
const skip = absent.length > 0 && !process.env.CI;
const noTerminal = noCompiler || (missingTools('tmux').length > 0 && !process.env.CI);

describe.skipIf(skip)(`adapters in Python${skip ? ` (skipped: ${absent.join(', ')} not installed)` : ''}`, { timeout: PATIENT }, () => {
  it('stdio: the thermostat conforms in sessionless reporting, as it does behind exec', async () => {
    const out = temporaryFolder();
    const done = await dmct('run', '--iut', example('stdio/device.yaml'), '--scr', 'SR/*', '--out', out);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(verdictsOf(reportOf(out, 'thermostat-stdio'))).toMatchObject({ 'sr.client.nonce': 'pass', 'sr.client.report[wbxml]': 'pass' });
  });

  it('http: the server conforms in notifications, and without its token nothing is judged', async () => {
    const folder = temporaryFolder();
    const adapter = spawn('python3', [example('http/adapter.py'), '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(adapter.stdout, 'data')) as [Buffer];
      const url = /http:\S+/.exec(line.toString())?.[0] ?? '';
      const yaml = readFileSync(example('http/server.yaml'), 'utf8').replace('http://127.0.0.1:8098/dm-ut', url);
      writeFileSync(join(folder, 'server.yaml'), yaml);
      writeFileSync(join(folder, 'wrong.yaml'), yaml.replace('let-me-in', 'let-me-out'));
      const run = (file: string, scenario: string) => dmct('run', '--iut', join(folder, file), '--scenario', scenario, '--out', join(folder, 'out'));
      const done = await run('server.yaml', 'noti.server.*');
      expect(done.code, done.stdout + done.stderr).toBe(0);
      expect(verdictsOf(reportOf(join(folder, 'out'), 'fleet-http'))['noti.server.session[wbxml]']).toBe('pass');
      const wrong = await run('wrong.yaml', 'noti.server.session-ids');
      expect(wrong.code).toBe(3);
      expect(wrong.stdout).toMatch(/set-up: reset was refused: reset: HTTP 401: who are\s+you\?/);
      expect(wrong.stdout + readFileSync(join(folder, 'out/fleet-http/report.json'), 'utf8')).not.toContain('let-me-out');
    } finally {
      adapter.kill();
    }
  });
});

describe('a manual session', { timeout: PATIENT }, () => {
  it('is rehearsed with answers from a file', async () => {
    const out = temporaryFolder();
    const done = await dmct('run', '--iut', example('manual/rehearsal.yaml'), '--scenario', 'sr.client.report', '--out', out);
    expect(done).toMatchObject({ code: 3, stdout: expect.stringMatching(/the\s+button is under the seal \(rehearsal, \d{4}-/) });
    expect(verdictsOf(reportOf(out, 'meter-rehearsal'))['sr.client.report/arrives[wbxml]']).toBe('inconclusive');
  });

  it('is refused where there is no terminal, before anything is written', async () => {
    const out = join(temporaryFolder(), 'out');
    const run = await withoutTerminal('run', '--iut', example('manual/device.yaml'), '--scenario', 'sr.client.report', '--out', out);
    expect(run).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^dmct: .*device\.yaml:\d+:\d+: .*no terminal to ask on\n.*answers/),
    });
    expect(existsSync(out)).toBe(false);
    const check = await withoutTerminal('check', example('manual/device.yaml'));
    expect(check).toMatchObject({ code: 2, stdout: expect.stringMatching(/^MISSING +adapter: .*no terminal to ask on$/m) });
  });

  it.skipIf(noTerminal)('with a person at a terminal gives the transcript of the README', async () => {
    const folder = await builtDevice('examples/manual/device.yaml');
    const socket = `dmct-${process.pid}`;
    const tmux = (...args: string[]): string => execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' });
    const screen = (): string => tmux('capture-pane', '-p', '-t', 'main');
    const shows = async (text: string): Promise<void> => {
      for (const deadline = performance.now() + 200_000; !screen().includes(text); await setTimeout(50))
        if (performance.now() > deadline) throw new Error(`the terminal does not show "${text}":\n${screen()}`);
    };
    const type = (text: string): string => tmux('send-keys', '-t', 'main', '-l', `${text}\n`);
    const main = join(packageRoot, 'dist/src/cli/main.js');
    const command = `env -u CI NO_COLOR=1 '${process.execPath}' '${main}' run --iut '${folder}/device.yaml' --scenario sr.client.report --out '${folder}/out'; sleep 600`;
    tmux('new-session', '-d', '-s', 'main', '-x', '110', '-y', '60', command);
    try {
      await shows('your name:');
      type('A. Meter');
      await shows('[reset]');
      type('d');
      await shows('[send-report]');
      execFileSync(join(folder, 'device'), ['report']);
      type('d');
      await shows('report:');
      const seen = settled(screen());
      expect(seen).toBe(settled(/^```text\n(.*?)^```/ms.exec(readFileSync(example('manual/README.md'), 'utf8'))?.[1] ?? ''));
      expect(readFileSync(join(folder, 'out/meter-by-hand/record.ndjson'), 'utf8')).toContain('"operator":"A. Meter"');
    } finally {
      tmux('kill-server');
    }
  });
});

/** In a session of its own, which has no controlling terminal wherever the tests themselves run. */
async function withoutTerminal(...args: string[]): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [join(packageRoot, 'dist/src/cli/main.js'), ...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}

/** What differs from run to run, and how many items dmct has. */
function settled(screen: string): string {
  return screen
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^(run |report: |SR |SM |OD |NOTI |CP |all |were not tested)/.test(line))
    .map((line) => line.replace(/\d+ of \d+ items/, 'N of M items').replace(/\(\d+ items/, '(N items'))
    .join('\n');
}
