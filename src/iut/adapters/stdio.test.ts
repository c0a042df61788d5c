import { afterEach, describe, expect, it } from 'vitest';
import { deathWatch, fixture, iutWith } from '../../../tests/fixtures/upper-tester/make-iut.js';
import { LIMITS } from '../../limits.js';
import type { Outcome, UpperTester } from '../primitives.js';
import { openUpperTester } from './open.js';

const opened: UpperTester[] = [];
const open = (more = '', extraArgs: readonly string[] = []): UpperTester => {
  const iut = iutWith(`{ kind: stdio, command: [node, "${fixture('line-iut.mjs')}"], timeout: 20s${more} }`);
  const tester = openUpperTester(iut, { extraArgs });
  opened.push(tester);
  return tester;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((tester) => tester.close()));
});
const result = (outcome: Outcome): Record<string, unknown> => {
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.result;
};
const troubleOf = (outcome: Outcome): { code: string; message: string } => {
  if (outcome.kind !== 'trouble') throw new Error(`no trouble: ${JSON.stringify(outcome)}`);
  return outcome;
};

describe('stdio', () => {
  it('asks one long-lived process, line by line', async () => {
    const tester = open('', ['--fault', 'mute']);
    const first = result(await tester.call('reset', { seed: 'x' }));
    expect(first).toMatchObject({ primitive: 'reset', with: { seed: 'x' }, calls: 1, argv: ['--fault', 'mute'] });
    const second = result(await tester.call('quiesce', {}));
    expect(second).toMatchObject({ pid: first.pid, calls: 2 });
  });

  it('keeps calls apart that are open at the same time', async () => {
    const tester = open();
    const [a, b] = await Promise.all([tester.call('reset', { seed: 'a' }), tester.call('reset', { seed: 'b' })]);
    expect([result(a).with, result(b).with]).toEqual([{ seed: 'a' }, { seed: 'b' }]);
  });

  it('tells unsupported and refused', async () => {
    const tester = open();
    expect(await tester.call('abort', { do: 'unsupported' })).toEqual({ kind: 'unsupported' });
    expect(await tester.call('abort', { do: 'refuse', why: 'no session runs' })).toEqual({ kind: 'refused', message: 'no session runs' });
    expect(await tester.call('abort', { do: 'error', why: 'no session runs' })).toEqual({ kind: 'refused', message: 'no session runs' });
  });

  it('takes secrets out of messages, also in Base64', async () => {
    const why = `OhBehave ${Buffer.from('Bruce2:OhBehave').toString('base64')}`;
    const outcome = await open().call('abort', { do: 'refuse', why });
    expect(outcome).toEqual({ kind: 'refused', message: expect.not.stringContaining('OhBehave') });
    expect(JSON.stringify(outcome)).not.toContain(Buffer.from('OhBehave').toString('base64').slice(0, 8));
    expect(JSON.stringify(outcome)).toContain('[secret]');
  });

  it('does not spawn for, or ask about, a primitive that is not listed', async () => {
    const tester = open(', primitives: [reset]');
    expect(await tester.call('abort', { do: 'exit' })).toEqual({ kind: 'unsupported' });
    expect(result(await tester.call('reset', {}))).toMatchObject({ calls: 1 });
  });

  it('reports a crash with exit code and last words, then starts anew', async () => {
    const tester = open();
    const before = result(await tester.call('reset', {}));
    const crash = troubleOf(await tester.call('send-report', { do: 'exit', why: 'assert failed' }));
    expect(crash.code).toBe('iut-crash');
    expect(crash.message).toMatch(/while it handled send-report: exit code 7.*last words assert failed/);
    const after = result(await tester.call('reset', {}));
    expect(after.calls).toBe(1);
    expect(after.pid).not.toBe(before.pid);
  });

  it('does not blame the question whether anything is pending for what was done before', async () => {
    const tester = open();
    expect(result(await tester.call('reset', {}))).toMatchObject({ calls: 1 });
    const { code, message } = troubleOf(await tester.call('quiesce', { do: 'signal' }));
    expect([code, message]).toEqual(['iut-crash', expect.stringMatching(/ended after it had answered reset, before it answered quiesce: signal /)]);
  });

  it('reports a death by signal', async () => {
    expect(troubleOf(await open().call('abort', { do: 'signal' }))).toMatchObject({
      code: 'iut-crash',
      message: expect.stringContaining('signal SIGKILL'),
    });
  });

  it('reports a death between two calls once, to the next call', async () => {
    const watch = await deathWatch();
    const tester = open();
    await tester.call('quiesce', { do: 'hold', port: watch.port });
    await watch.connected;
    expect(result(await tester.call('quiesce', { do: 'die-after' }))).toMatchObject({ primitive: 'quiesce' });
    // The grandchild is killed when the death of the process has been noticed: from then on the finding waits.
    await watch.died;
    expect(troubleOf(await tester.call('start-session', {})).message).toMatch(/after it had answered quiesce: exit code 3/);
    expect(result(await tester.call('reset', {})).calls).toBe(1);
    watch.server.close();
  });

  it('takes an answer without line end from a process that ends with it', async () => {
    expect(result(await open().call('quiesce', { do: 'answer-and-die-at-once' }))).toEqual({ last: true });
  });

  it('reports a hang, kills grandchildren too, and starts anew', async () => {
    const watch = await deathWatch();
    const tester = openUpperTester(iutWith(`{ kind: stdio, command: [node, "${fixture('line-iut.mjs')}"], timeout: 8s }`));
    opened.push(tester);
    const call = tester.call('quiesce', { do: 'hold', next: 'hang', port: watch.port });
    await watch.connected;
    expect(troubleOf(await call)).toMatchObject({ code: 'iut-hang', message: expect.stringContaining('no answer to quiesce within 8000 ms') });
    await watch.died;
    expect(result(await tester.call('reset', {})).calls).toBe(1);
    watch.server.close();
  });

  it('ends grandchildren that are deaf to SIGTERM when it is closed', async () => {
    const watch = await deathWatch();
    const tester = open();
    await tester.call('quiesce', { do: 'hold', port: watch.port });
    await watch.connected;
    await tester.close();
    await watch.died;
    watch.server.close();
  });

  it('cuts off a line without end', async () => {
    const flood = troubleOf(await open().call('quiesce', { do: 'flood' }));
    expect(flood).toMatchObject({ code: 'iut-flood', message: expect.stringContaining(`more than ${LIMITS.adapterLineOctets} octets`) });
  });

  it('cuts off endless lines that answer nothing', async () => {
    const flood = troubleOf(await open().call('quiesce', { do: 'chatter' }));
    expect(flood).toMatchObject({ code: 'iut-flood', message: expect.stringContaining('without an answer') });
  });

  it('lives with lines that are no answers, and shows them with a later crash', async () => {
    const tester = open();
    expect(result(await tester.call('reset', { do: 'garbage' }))).toMatchObject({ calls: 1 });
    expect(troubleOf(await tester.call('reset', { do: 'exit', why: 'x' })).message).toContain('starting up');
  });

  it.each([
    ['an answer without a member that means something', 'quiesce', { do: 'empty' }, /none of "result", "unsupported" and "refused"/],
    ['a result that is no object', 'quiesce', { do: 'shape', result: [1] }, /result must be an object, is a list/],
    ['a tree without nodes', 'read-tree', { do: 'shape', result: {} }, /result\.nodes must be a list, is absent/],
    [
      'a node without format',
      'read-tree',
      { do: 'shape', result: { nodes: [{ uri: './A' }] } },
      /result\.nodes\[0\]\.format must be text, is absent/,
    ],
    [
      'a value that is no text',
      'read-tree',
      { do: 'shape', result: { nodes: [{ uri: './A', format: 'int', value: 5 }] } },
      /nodes\[0\]\.value must be text, is number/,
    ],
  ] as const)('names %s', async (_what, primitive, args, message) => {
    const outcome = troubleOf(await open().call(primitive, args));
    expect(outcome.code).toBe('iut-garbage');
    expect(outcome.message).toMatch(message);
  });

  it('writes a push to a file and says where', async () => {
    const outcome = result(await open().call('deliver-push', { port: 2948, wsp: Buffer.from([1, 6, 3]).toString('base64') }));
    expect(outcome.with).toMatchObject({ port: 2948, wsp: 'AQYD', file: expect.stringMatching(/push-1\.wsp$/) });
  });

  it.each([
    ['/no/such/program', 'there is no /no/such/program'],
    ['/tmp', '/tmp is a folder'],
    ['no-such-program-anywhere', 'no folder of PATH holds'],
    [fixture('line-iut.mjs'), 'is not executable'],
  ])('refuses %s before the run, at its line', (name, why) => {
    const iut = iutWith(`{ kind: stdio, command: ["${name}"] }`);
    expect(() => openUpperTester(iut)).toThrow(
      expect.objectContaining({
        code: 'upper-tester-start',
        exitCode: 2,
        message: expect.stringMatching(new RegExp(`acme\\.yaml:8:\\d+: .*${why.replaceAll('/', '\\/')}`)),
      }),
    );
  });

  it('is a harness fault to call it after close, or with a primitive of the other side', async () => {
    const tester = open();
    await expect(tester.call('notify', {})).rejects.toThrow('no primitive of a client');
    await tester.close();
    await expect(tester.call('reset', {})).rejects.toThrow('after it was closed');
  });
});
