/** `dmct simulate` from outside: two processes that find each other. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageRoot } from '../base/package-root.js';

const MAIN = join(packageRoot, 'dist/src/cli/main.js');
const children: ChildProcessWithoutNullStreams[] = [];
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dmct-simulate-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

function simulate(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, 'simulate', ...args]);
  children.push(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const check of [...waiting]) check();
  });
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    lines,
    exited,
    type: (text: string) => child.stdin.write(`${text}\n`),
    end: () => child.stdin.end(),
    interrupt: () => child.kill('SIGINT'),
    /** The first line, past or to come, that matches; rejects when the program ends without it. */
    until: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const check = (): void => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
        void exited.then(() => reject(new Error(`ended without ${pattern}:\n${lines.join('\n')}`)));
      }),
  };
}

function config(text: string): string {
  const file = join(dir, 'config.yaml');
  writeFileSync(file, text);
  return file;
}

function fails(...args: string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'simulate', ...args], { encoding: 'utf8', timeout: 30_000 });
  return { status, stderr };
}

/** A server and a device that know each other's addresses. */
async function pairUp() {
  const first = simulate('client', '--config', config('push: { wsp-udp: "127.0.0.1:0" }'));
  const heard = /hears pushes on (\S+)/.exec(await first.until(/hears pushes/))?.[1] ?? '';
  first.end();
  expect(await first.exited).toBe(0);

  // The port was free a moment ago: the next device takes it, so that the server can be told.
  const server = simulate('server', '--verbose', '--config', config(`listen: 127.0.0.1:0\npush: { wsp-udp: "${heard}" }`));
  const connect = /listens on (\S+)/.exec(await server.until(/listens on/))?.[1] ?? '';
  const file = config(`url: http://server.example/dm\nconnect: ${connect}\npush: { wsp-udp: "${heard}" }\nencoding: wbxml`);
  const device = simulate('client', '--config', file);
  await device.until(/hears pushes/);
  return { device, server };
}

test('a device and a server exchange a report, a session and a notification', async () => {
  const { device, server } = await pairUp();
  device.type('report twenty-one');
  await server.until(/report of 1 .* accepted/);
  server.type('reports');
  expect(JSON.parse(await server.until(/^\{/))).toMatchObject({ device: 'IMEI:493005100592800', data: 'twenty-one' });
  expect(await server.until(/^ {3}000000 /)).toMatch(/03 a4 01 6a/);
  device.type('session');
  await device.until(/ended: completed/);
  server.type('notify');
  await device.until(/push accepted/);
  device.type('nonsense');
  expect(await device.until(/unknown command/)).toContain('session, report, quit');
  device.end();
  expect(await device.exited).toBe(0);
  server.interrupt();
  expect(await server.exited).toBe(0);
});

test('a server goes on when its input has ended, until it is interrupted', async () => {
  const server = simulate('server', '--config', config('listen: 127.0.0.1:0'));
  const connect = /listens on (\S+)/.exec(await server.until(/listens on/))?.[1] ?? '';
  server.end();
  const device = simulate('client', '--config', config(`connect: ${connect}\npush: {}`));
  device.type('report still-there');
  await server.until(/report of 1 .* accepted/);
  device.end();
  expect(await device.exited).toBe(0);
  server.interrupt();
  expect(await server.exited).toBe(0);
});

test.each(['client', 'server'])('a %s that takes primitives ends with its input', async (side) => {
  const driven = simulate(side, '--primitives');
  driven.type('{"id":1,"primitive":"reset"}');
  expect(JSON.parse(await driven.until(/^\{/))).toMatchObject({ id: 1, ok: true });
  driven.end();
  expect(await driven.exited).toBe(0);
});

test.each(['pap', 'sip'])('a notification travels over %s, from one file for both', async (bearer) => {
  const first = simulate('client', '--config', config(`push: { ${bearer}: "127.0.0.1:0" }`));
  const heard = /hears pushes on (?:http:\/\/)?([^\s/]+)/.exec(await first.until(/hears pushes/))?.[1] ?? '';
  first.end();
  expect(await first.exited).toBe(0);
  const both = config(`listen: 127.0.0.1:0\nconnect: 127.0.0.1:1\npush: { ${bearer}: "${heard}" }`);
  const device = simulate('client', '--config', both);
  await device.until(/hears pushes/);
  const server = simulate('server', '--config', both);
  await server.until(/listens on/);
  server.type('notify');
  await device.until(/push accepted/);
  server.interrupt();
  device.end();
  expect(await server.exited).toBe(0);
  expect(await device.exited).toBe(0);
});

test('an SMS centre that nobody runs is told; a device does not listen at a URL', () => {
  const nobody = fails('client', '--config', config('push: { smpp: "127.0.0.1:1" }'));
  expect(nobody).toEqual({ status: 2, stderr: expect.stringContaining('the SMS centre at 127.0.0.1:1') });
  const gateway = fails('client', '--config', config('push: { pap: "http://127.0.0.1:1/pap" }'));
  expect(gateway).toEqual({ status: 2, stderr: expect.stringContaining('a device does not listen at a URL') });
  expect(fails('client', '--config', config('push: { sip: nowhere }'))).toEqual({ status: 2, stderr: expect.stringContaining('config.yaml:1:14') });
});

test('a fault makes the device wrong', async () => {
  const server = simulate('server', '--config', config('listen: 127.0.0.1:0'));
  const connect = /listens on (\S+)/.exec(await server.until(/listens on/))?.[1] ?? '';
  const device = simulate('client', '--fault', 'report-without-cred', '--config', config(`connect: ${connect}\npush: {}`));
  device.type('report x');
  expect(await server.until(/report .* ignored/)).toContain('no-cred');
  device.type('quit');
  expect(await device.exited).toBe(0);
});

test('mistakes are told with the nearest right name and exit code 2', () => {
  expect(fails('client', '--fault', 'never-report')).toEqual({ status: 2, stderr: expect.stringContaining('"never-reports"') });
  expect(fails('sever')).toEqual({ status: 2, stderr: expect.stringContaining('"server"') });
  expect(fails('client', '--config', config('encodng: xml'))).toEqual({
    status: 2,
    stderr: expect.stringMatching(/config\.yaml:1:1.*"encodng"[\s\S]*encoding/),
  });
  expect(fails('client', '--config', config('url: ftp://x/'))).toEqual({ status: 2, stderr: expect.stringContaining('config.yaml:1:6') });
  expect(fails('server', '--config', config('listen: nowhere'))).toEqual({ status: 2, stderr: expect.stringContaining('host:port') });
  expect(fails('server', '--config', config('listen: 192.0.2.1:1'))).toEqual({
    status: 2,
    stderr: expect.stringContaining('cannot listen on 192.0.2.1:1'),
  });
  expect(fails('server', '--config', config('tls: { ca: missing.pem }'))).toEqual({ status: 2, stderr: expect.stringContaining('missing.pem') });
});

test('--list-faults prints each fault with what it does', () => {
  const { stdout, status } = spawnSync(process.execPath, [MAIN, 'simulate', 'client', '--list-faults'], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^never-reports +sends no report at all \(SR\/DM-SR-C-001-M\)$/m);
});

test('a command typed to the server changes the tree of the device, and the device says so', async () => {
  const { device, server } = await pairUp();
  server.type('command ./Test/Leaf hello world');
  await device.until(/^command from com\.mgmtsrv\.manage: Replace \.\/Test\/Leaf 200$/);
  expect(await device.until(/^~ \.\/Test\/Leaf /)).toContain('"value":"hello world"');
  server.type('command');
  expect(await server.until(/^command URI VALUE/)).toContain('./Test/Leaf');
  device.end();
  expect(await device.exited).toBe(0);
});
