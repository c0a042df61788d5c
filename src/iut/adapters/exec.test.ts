import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, deathWatch, fixture, iutFile, iutWith } from '../../../tests/fixtures/upper-tester/make-iut.js';
import { loadIut } from '../iut-file.js';
import type { Outcome, UpperTester } from '../primitives.js';
import { openUpperTester } from './open.js';

const opened: UpperTester[] = [];
const open = (upperTester: string): UpperTester => {
  const tester = openUpperTester(iutWith(upperTester));
  opened.push(tester);
  return tester;
};
const script = (more = ''): UpperTester => open(`{ kind: exec, command: ["${fixture('exec-iut.sh')}"]${more} }`);
afterEach(async () => {
  await Promise.all(opened.splice(0).map((tester) => tester.close()));
});
const troubleOf = (outcome: Outcome): { code: string; message: string } => {
  if (outcome.kind !== 'trouble') throw new Error(`no trouble: ${JSON.stringify(outcome)}`);
  return outcome;
};
const CONFIGURE = {
  accounts: {
    default: {
      'server-id': 'srv',
      'device-id': 'IMEI:1',
      url: 'http://server.example/dm',
      connect: '127.0.0.1:4711',
      client: { type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: 'Tm9uY2U=' },
      server: { type: 'md5', name: 'srv', secret: 'ServerPwd', nonce: '' },
    },
  },
  encoding: 'wbxml',
  push: { wspUdp: '127.0.0.1:0' },
};

describe('exec, a process for each primitive', () => {
  it('adds the primitive as the last argument when no template names it', async () => {
    const outcome = await script().call('quiesce', {});
    expect(outcome).toMatchObject({ kind: 'done', result: { primitive: 'quiesce', args: 'quiesce', env: 'quiesce' } });
  });

  it('adds nothing when there is but one primitive: a finished program takes no word more', async () => {
    const tester = script(', primitives: [abort]');
    expect(await tester.call('abort', {})).toMatchObject({ kind: 'done', result: { args: '', env: 'abort' } });
  });

  it('fills templates in arguments and environment from the call, from configure and from reset', async () => {
    const tester = open(
      `{ kind: exec, command: ["${fixture('exec-iut.sh')}", "{primitive}", "--id={device-id}", "{connect}", "{push.wspUdp}", "{server.secret}", "{{user}}", "{answer}"], env: { URL: "{url}", USER_NAME: "{user}" } }`,
    );
    await tester.call('reset', { seed: 's-1' });
    expect(await tester.call('configure', CONFIGURE)).toMatchObject({ kind: 'done' });
    expect(await tester.call('answer-ui', { answer: 'accept' })).toEqual({
      kind: 'done',
      result: {
        primitive: 'answer-ui',
        args: 'answer-ui --id=IMEI:1 127.0.0.1:4711 127.0.0.1:0 ServerPwd {user} accept',
        url: 'http://server.example/dm',
        user: 'Bruce2',
        seed: 's-1',
        env: 'answer-ui',
      },
    });
  });

  it('forgets what was configured at a reset', async () => {
    const tester = script(', env: { URL: "{url}" }');
    await tester.call('configure', CONFIGURE);
    await tester.call('reset', { seed: 's-2' });
    expect(await tester.call('quiesce', {})).toMatchObject({ kind: 'done', result: { url: '', seed: 's-2' } });
  });

  it('takes silence and prose with exit code 0 as done, but not where a result is needed', async () => {
    const tester = script();
    expect(await tester.call('abort', { do: 'silent' })).toEqual({ kind: 'done', result: {} });
    expect(await tester.call('abort', { do: 'words' })).toEqual({ kind: 'done', result: {} });
    expect(troubleOf(await tester.call('read-tree', { do: 'silent' }))).toMatchObject({
      code: 'iut-garbage',
      message: expect.stringContaining('found nothing'),
    });
    expect(troubleOf(await tester.call('read-tree', { do: 'words' })).message).toContain('found "device says hello"');
  });

  it('tells unsupported by exit code 64, or the configured one', async () => {
    expect(await script().call('abort', { do: 'unsupported' })).toEqual({ kind: 'unsupported' });
    expect(await script(', unsupported-exit: "3"').call('abort', { do: 'refuse' })).toEqual({ kind: 'unsupported' });
    expect(await script(', unsupported-exit: "3"').call('abort', { do: 'unsupported' })).toMatchObject({ kind: 'refused' });
  });

  it('takes another exit code as refused, with stderr and without secrets', async () => {
    const outcome = await script(', env: { SECRET: "{secret}" }').call('abort', { do: 'refuse' });
    expect(outcome).toEqual({ kind: 'refused', message: 'abort: exit code 3; stderr: no account on the device, secret' });
    const tester = script(', env: { SECRET: "{secret}" }');
    await tester.call('configure', CONFIGURE);
    expect(await tester.call('abort', { do: 'refuse' })).toMatchObject({ message: expect.stringMatching(/secret \[secret\]$/) });
  });

  it('tells a crash, its own and that of the program inside', async () => {
    expect(troubleOf(await script().call('abort', { do: 'crash' }))).toMatchObject({
      code: 'iut-crash',
      message: expect.stringContaining('signal SIGSEGV'),
    });
    expect(troubleOf(await script().call('abort', { do: 'inner-crash' })).message).toContain('exit code 139, as a shell gives for SIGSEGV');
  });

  it('kills the group at the timeout and tells what it said', async () => {
    const hang = troubleOf(await script(', timeout: 2s').call('start-session', { do: 'hang' }));
    expect(hang).toMatchObject({ code: 'iut-hang', message: expect.stringMatching(/start-session within 2000 ms.*waiting for the device/) });
  });

  it.skipIf(process.platform !== 'linux')('tells an endless loop from a hang', async () => {
    const spin = troubleOf(await script(', timeout: 2s').call('start-session', { do: 'spin' }));
    expect(spin).toMatchObject({
      code: 'iut-spin',
      message: expect.stringMatching(/within 2000 ms, though it was busy for \d+ of the last 1000 ms/),
    });
  });

  it('cuts off a flood', async () => {
    expect(troubleOf(await script().call('abort', { do: 'flood' }))).toMatchObject({ code: 'iut-flood' });
  });

  it('lets a process that a primitive started live on, until it is closed', async () => {
    const watch = await deathWatch();
    const env = `{ NODE: "${process.execPath}", HOLD: "${fixture('line-iut.mjs')}", PORT: "${watch.port}" }`;
    const tester = script(`, env: ${env}`);
    expect(await tester.call('start-session', { do: 'leave' })).toEqual({ kind: 'done', result: {} });
    await watch.connected;
    expect(await tester.call('quiesce', { do: 'silent' })).toEqual({ kind: 'done', result: {} });
    await tester.close();
    await watch.died;
    watch.server.close();
  });

  it('hands a push over as a file', async () => {
    const tester = open(`{ kind: exec, command: ["${fixture('exec-iut.sh')}", "{primitive}", "{push-file}"] }`);
    const outcome = await tester.call('deliver-push', { do: 'file', port: 2948, wsp: Buffer.from([0x01, 0x06, 0x03, 0xc4]).toString('base64') });
    expect(outcome).toMatchObject({ kind: 'done', result: { octets: '010603c4', file: expect.stringMatching(/push-1\.wsp$/) } });
  });

  it('hands a push over as an argument, in hex and in Base64', async () => {
    const tester = open(`{ kind: exec, command: [sh, -c, 'printf "{\\"args\\":\\"%s\\"}" "$*"', sh, "{push-hex}", "{push-base64}"] }`);
    const outcome = await tester.call('deliver-push', { port: 2948, wsp: Buffer.from([0x01, 0x06, 0x03, 0xc4]).toString('base64') });
    expect(outcome).toEqual({ kind: 'done', result: { args: '010603c4 AQYDxA== deliver-push' } });
  });

  it('hands a push over on stdin as its octets; other primitives find nothing there', async () => {
    const command = `[sh, -c, 'printf "{\\"octets\\":\\"%s\\"}" "$(od -An -tx1 | tr -d " \\n")"']`;
    const octets = Buffer.from([0x00, 0x06, 0xff, 0x0a]);
    const push = open(`{ kind: exec, command: ${command}, stdin: push }`);
    expect(await push.call('deliver-push', { port: 2948, wsp: octets.toString('base64') })).toEqual({ kind: 'done', result: { octets: '0006ff0a' } });
    expect(await push.call('abort', {})).toEqual({ kind: 'done', result: { octets: '' } });
    expect(await open(`{ kind: exec, command: ${command}, stdin: nothing }`).call('abort', {})).toEqual({ kind: 'done', result: { octets: '' } });
    expect(() => open(`{ kind: exec, mode: session, command: [sh], stdin: push }`)).toThrow(
      /acme\.yaml:8:\d+: stdin is chosen for a process of one primitive/,
    );
  });

  it('does not spawn for a primitive that is not listed', async () => {
    expect(await script(', primitives: [reset]').call('abort', { do: 'crash' })).toEqual({ kind: 'unsupported' });
  });

  it('is bad input when the first line names no interpreter that exists', async () => {
    const iut = iutWith(`{ kind: exec, command: ["${fixture('no-interpreter.sh')}"] }`);
    const tester = openUpperTester(iut);
    opened.push(tester);
    await expect(tester.call('reset', {})).rejects.toMatchObject({ code: 'upper-tester-start', message: expect.stringContaining('acme.yaml:8:') });
  });

  it('refuses a template name that no call carries', () => {
    const file = iutFile(`iut: { name: acme, role: client }\n${ACCOUNTS}upper-tester: { kind: exec, command: [sh, "{devise-id}"] }\n`);
    expect(() => loadIut(file)).toThrow(
      expect.objectContaining({ code: 'template-unknown', message: expect.stringMatching(/:8:\d+: .*devise-id(.|\n)*"device-id"/) }),
    );
  });
});

describe('exec, a process for a session', () => {
  const session = (more = ''): UpperTester =>
    open(`{ kind: exec, mode: session, command: [node, "${fixture('line-iut.mjs')}", "{url}", "{user}"]${more} }`);

  it('starts the process at configure, asks it what is listed, and ends it at reset', async () => {
    const tester = session(', primitives: [configure, quiesce]');
    expect(await tester.call('reset', { seed: '1' })).toEqual({ kind: 'done', result: {} });
    expect(await tester.call('quiesce', {})).toMatchObject({ kind: 'refused', message: expect.stringContaining('before configure') });
    const first = await tester.call('configure', { accounts: CONFIGURE.accounts });
    expect(troubleOr(first)).toBe('done');
    const asked = await tester.call('quiesce', {});
    expect(asked).toMatchObject({ kind: 'done', result: { calls: 2, argv: ['http://server.example/dm', 'Bruce2'] } });
    expect(await tester.call('abort', {})).toEqual({ kind: 'unsupported' });
    await tester.call('reset', { seed: '2' });
    await tester.call('configure', { accounts: CONFIGURE.accounts });
    expect(await tester.call('quiesce', {})).toMatchObject({ kind: 'done', result: { calls: 2 } });
  });

  it('is done with configure once the process runs, when nothing is listed', async () => {
    const watch = await deathWatch();
    const tester = open(`{ kind: exec, mode: session, command: [node, "${fixture('line-iut.mjs')}", --hold, "${watch.port}"] }`);
    expect(await tester.call('configure', CONFIGURE)).toEqual({ kind: 'done', result: {} });
    await watch.connected;
    expect(await tester.call('quiesce', {})).toEqual({ kind: 'unsupported' });
    await tester.call('reset', {});
    await watch.died;
    watch.server.close();
  });

  it('tells a crash once, and needs configure again', async () => {
    const tester = session(', primitives: [quiesce]');
    await tester.call('configure', CONFIGURE);
    expect(troubleOf(await tester.call('quiesce', { do: 'signal' })).code).toBe('iut-crash');
    expect(await tester.call('quiesce', {})).toMatchObject({ kind: 'refused', message: expect.stringContaining('no process runs') });
  });
});

const troubleOr = (outcome: Outcome): string => (outcome.kind === 'trouble' ? outcome.message : outcome.kind);
