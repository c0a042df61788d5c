/**
 * Debian's push gateway: `bearerbox` and `wapbox` of Kannel with a configuration of their own in a temporary folder, PAP in, WSP push over UDP
 * out. All ports are free ones; `close` ends both processes.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

export interface Kannel {
  /** Where PAP is posted to. */
  readonly url: string;
  /** What both processes have logged. */
  log(): string;
  close(): Promise<void>;
}

/** Debian keeps the two in /usr/sbin, which is not on everybody's path. */
export function kannelProgram(name: 'bearerbox' | 'wapbox'): string | undefined {
  try {
    return execFileSync('sh', ['-c', `PATH="$PATH:/usr/sbin"; command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const START_MS = 20_000;

export async function startKannel(): Promise<Kannel> {
  const folder = mkdtempSync(join(tmpdir(), 'dmct-kannel-'));
  const [admin, wapbox, ppg] = [await freePort(), await freePort(), await freePort()];
  const file = join(folder, 'kannel.conf');
  writeFileSync(file, configuration({ admin, wapbox, ppg }));
  const logs: string[] = [];
  const started: ChildProcess[] = [];
  const run = (name: 'bearerbox' | 'wapbox'): ChildProcess => {
    const child = spawn(kannelProgram(name) as string, ['-v', '1', file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void logs.push(chunk.toString()));
    started.push(child);
    return child;
  };
  const close = async (): Promise<void> => {
    await Promise.all(started.toReversed().map(ended));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(wapbox as number, run('bearerbox'), logs);
    await listening(ppg as number, run('wapbox'), logs);
  } catch (cause) {
    await close();
    throw cause;
  }
  return { url: `http://127.0.0.1:${ppg}/pap`, log: () => logs.join(''), close };
}

function configuration(ports: Readonly<Record<'admin' | 'wapbox' | 'ppg', number | undefined>>): string {
  return `
group = core
admin-port = ${ports.admin}
admin-password = none
wapbox-port = ${ports.wapbox}
wdp-interface-name = "127.0.0.1"
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
log-level = 1

group = wapbox
bearerbox-host = 127.0.0.1
log-level = 1

group = ppg
ppg-url = /pap
ppg-port = ${ports.ppg}
ppg-allow-ip = "127.0.0.1"
ppg-deny-ip = "*.*.*.*"
trusted-pi = true
service-name = ppg
concurrent-pushes = 10
`;
}

/** Resolves when somebody listens on the port; rejects when the process ends first or takes too long. */
async function listening(port: number, child: ChildProcess, logs: readonly string[]): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (!(await isOpen(port))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline)
      throw new Error(`Kannel does not listen on ${port}:\n${logs.join('')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await gone;
  clearTimeout(timer);
}
