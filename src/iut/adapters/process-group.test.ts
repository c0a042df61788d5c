import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deathWatch, fixture } from '../../../tests/fixtures/upper-tester/make-iut.js';
import { LineCutter, Tail } from './lines.js';
import { ProcessGroup } from './process-group.js';

const excerpt = (text: string): string => text;
const start = (program: string, args: readonly string[]): ProcessGroup =>
  new ProcessGroup({ program, args, cwd: process.cwd(), env: { MARK: 'm' }, excerpt });

describe('a process group', () => {
  it('gives exit code, stderr and environment', async () => {
    const group = start('/bin/sh', ['-c', 'echo "mark $MARK" >&2; exit 5']);
    expect(await group.ended).toEqual({ code: 5, signal: null });
    expect(group.stderr()).toEqual(['mark m']);
    expect(group.isRunning).toBe(false);
    expect(group.hasMembers()).toBe(false);
  });

  it('ends a process that heeds SIGTERM with SIGTERM', async () => {
    const group = start('/bin/sh', ['-c', 'trap "exit 9" TERM; echo up; while :; do sleep 0.05; done']);
    await new Promise((resolve) => group.stdout.once('data', resolve));
    await group.end();
    expect(await group.ended).toEqual({ code: 9, signal: null });
  });

  it('ends a process that is deaf to SIGTERM with SIGKILL', async () => {
    const group = start('/bin/sh', ['-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done']);
    await new Promise((resolve) => group.stdout.once('data', resolve));
    await group.end();
    expect(await group.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('rejects when the program cannot be run, and can be ended all the same', async () => {
    const group = start('/no/such/program', []);
    await expect(group.started).rejects.toThrow('ENOENT');
    await expect(group.ended).rejects.toThrow('ENOENT');
    await group.end();
  });

  it('leaves no signal handlers behind', async () => {
    const before = ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((event) => process.listenerCount(event));
    const group = start('/bin/sh', ['-c', 'exit 0']);
    await group.ended;
    await group.end();
    expect(['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((event) => process.listenerCount(event))).toEqual(before);
  });

  it.each(['SIGINT', 'SIGTERM', 'exit'] as const)('is ended with its grandchildren when dmct gets %s', async (how) => {
    const watch = await deathWatch();
    const child = spawn(process.execPath, [fixture('interrupted.mjs'), fixture('line-iut.mjs'), String(watch.port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const over = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.on('exit', (code, signal) => resolve({ code, signal })),
    );
    await Promise.race([
      watch.connected,
      over.then((exit) => Promise.reject(new Error(`ended early: ${JSON.stringify(exit)}; run npm run build first`))),
    ]);
    if (how === 'exit') child.stdin.write('go\n');
    else child.kill(how);
    expect(await over).toEqual(how === 'exit' ? { code: 0, signal: null } : { code: null, signal: how });
    await watch.died;
    watch.server.close();
  });
});

describe('lines', () => {
  const cut = (most: number, ...chunks: readonly string[]): { lines: string[]; floods: number } => {
    const lines: string[] = [];
    let floods = 0;
    const cutter = new LineCutter(
      most,
      (line) => lines.push(line),
      () => {
        floods += 1;
      },
    );
    for (const chunk of chunks) cutter.push(Buffer.from(chunk, 'latin1'));
    cutter.flush();
    return { lines, floods };
  };

  it('come out whole however the octets arrive', () => {
    const octets = Buffer.from('{"a":"ä"}\r\nzwei\n\nrest', 'utf8').toString('latin1');
    const whole = { lines: ['{"a":"ä"}', 'zwei', 'rest'], floods: 0 };
    expect(cut(100, octets)).toEqual(whole);
    expect(cut(100, ...octets)).toEqual(whole);
  });

  it('may have exactly the most octets, and no more', () => {
    expect(cut(4, 'abcd\nef\n')).toEqual({ lines: ['abcd', 'ef'], floods: 0 });
    expect(cut(4, 'ab', 'cd', 'e').floods).toBe(1);
    expect(cut(4, 'abcde\n').floods).toBe(1);
  });

  it('keep only their tail for messages, control characters made harmless', () => {
    const tail = new Tail(10, excerpt);
    for (let n = 0; n < 1000; n++) tail.push(Buffer.from(`${n}\n`));
    expect(tail.lines(2)).toEqual(['998', '999']);
    const hostile = new Tail(100, excerpt);
    hostile.push(Buffer.from('\u001b[31mred\u0007\n'));
    expect(hostile.lines(5)).toEqual(['?[31mred?']);
  });
});
