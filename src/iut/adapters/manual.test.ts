import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, iutFile, iutWith } from '../../../tests/fixtures/upper-tester/make-iut.js';
import { packageRoot } from '../../base/package-root.js';
import { loadIut } from '../iut-file.js';
import { CLIENT_PRIMITIVES, SERVER_PRIMITIVES, type UpperTester } from '../primitives.js';
import { openUpperTester } from './open.js';
import { folded } from './operator.js';

const opened: UpperTester[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((tester) => tester.close()));
});

/** A terminal where `typed` has been typed ahead; what was shown is collected. */
function atTerminal(
  typed: readonly string[],
  role: 'client' | 'server' = 'client',
  more = '',
): { tester: UpperTester; shown: () => string; input: PassThrough } {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  input.write(typed.map((line) => `${line}\n`).join(''));
  const tester = openUpperTester(iutWith(`{ kind: manual${more} }`, role), { terminal: { input, output } });
  opened.push(tester);
  return { tester, shown: () => shown, input };
}
const signed = { operator: 'Jane', answered: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) };

describe('manual, at a terminal', () => {
  it('asks for the name once and records it with the time of each answer', async () => {
    const { tester, shown } = atTerminal(['Jane', 'd', 'done']);
    expect(await tester.call('reset', { seed: 's' })).toEqual({ kind: 'done', result: signed, by: signed });
    expect(await tester.call('quiesce', {})).toEqual({ kind: 'done', result: signed, by: signed });
    expect(shown().match(/^your name: /gm)).toHaveLength(1);
  });

  it('takes u for unsupported and f with the reason for failed', async () => {
    const { tester } = atTerminal(['Jane', 'u', 'f the menu is greyed out', 'F']);
    expect(await tester.call('abort', {})).toEqual({ kind: 'unsupported', by: signed });
    expect(await tester.call('abort', {})).toEqual({
      kind: 'refused',
      message: expect.stringMatching(/^abort: the menu is greyed out \(Jane, 2/),
      by: signed,
    });
    expect(await tester.call('abort', {})).toMatchObject({ kind: 'refused', message: expect.stringContaining('the operator says that it failed') });
  });

  it('asks again when it does not understand', async () => {
    const { tester, shown } = atTerminal(['Jane', 'maybe', '', '[1]', 'd']);
    expect(await tester.call('abort', {})).toMatchObject({ kind: 'done' });
    expect(shown().match(/not understood/g)).toHaveLength(3);
  });

  it('takes lines as the tree', async () => {
    const { tester, shown } = atTerminal(['Jane', './DevInfo/Man  chr  Acme  Phones Ltd', './DevInfo node', '']);
    expect(await tester.call('read-tree', { uri: './DevInfo' })).toEqual({
      kind: 'done',
      result: {
        nodes: [
          { uri: './DevInfo/Man', format: 'chr', value: 'Acme  Phones Ltd' },
          { uri: './DevInfo', format: 'node' },
        ],
        ...signed,
      },
      by: signed,
    });
    expect(shown()).toContain('uri: ./DevInfo');
    expect(shown()).toContain('URI FORMAT VALUE');
  });

  it('takes an empty list, JSON, u and f where lines are asked for', async () => {
    const { tester } = atTerminal(['Jane', '', '{"reports":[{"device":"d","type":"t","format":"chr","data":"x"}]}', 'u', 'f no log'], 'server');
    expect(await tester.call('read-reports', {})).toMatchObject({ kind: 'done', result: { reports: [] } });
    expect(await tester.call('read-reports', {})).toMatchObject({ kind: 'done', result: { reports: [{ device: 'd' }] } });
    expect(await tester.call('read-reports', {})).toEqual({ kind: 'unsupported', by: signed });
    expect(await tester.call('read-reports', {})).toMatchObject({ kind: 'refused' });
  });

  it('tells the values a person needs, but not the secrets', async () => {
    const { tester, shown } = atTerminal(['Jane', 'd', 'd']);
    const account = {
      'server-id': 'srv',
      'device-id': 'IMEI:1',
      url: 'http://server.example/dm',
      connect: '127.0.0.1:4711',
      client: { type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: 'Tm9uY2U=' },
      server: { type: 'none', name: '', secret: '' },
    };
    await tester.call('configure', { accounts: { default: account }, encoding: 'wbxml', push: {} });
    for (const text of [
      'server id srv',
      'IMEI:1',
      'http://server.example/dm',
      '127.0.0.1:4711',
      'md5, name Bruce2',
      'Tm9uY2U=',
      'encoding: wbxml',
      'acme.yaml',
    ])
      expect(shown()).toContain(text);
    expect(shown()).not.toContain('OhBehave');
    await tester.call('deliver-push', { port: 2948, wsp: 'AQYD' });
    const file = /octets of the WSP PDU: (.*push-1\.wsp)/.exec(shown())?.[1] as string;
    expect(existsSync(file)).toBe(true);
    await tester.close();
    expect(existsSync(file)).toBe(false);
  });

  it('has a question for every primitive', async () => {
    for (const [role, primitives] of [
      ['client', CLIENT_PRIMITIVES],
      ['server', SERVER_PRIMITIVES],
    ] as const) {
      const { tester, shown } = atTerminal(['Jane', ...primitives.map(() => 'u')], role);
      for (const primitive of primitives) {
        expect(await tester.call(primitive, {})).toEqual({ kind: 'unsupported', by: signed });
        expect(shown()).toContain(`[${primitive}]`);
      }
    }
  });

  it('is refused when the operator does not answer in time, or goes away', async () => {
    const { tester, input } = atTerminal(['Jane'], 'client', ', timeout: 50ms');
    expect(await tester.call('reset', {})).toEqual({ kind: 'refused', message: 'reset: the operator did not answer within 50 ms' });
    const patient = atTerminal(['Jane']);
    patient.input.end();
    expect(await patient.tester.call('reset', {})).toMatchObject({ kind: 'refused', message: expect.stringContaining('nobody answers any more') });
    input.end();
  });
});

describe('manual, without a terminal', () => {
  const answers = (text: string): UpperTester => {
    const file = iutFile(`iut: { name: acme, role: client }\n${ACCOUNTS}upper-tester: { kind: manual, answers: answers.yaml }\n`);
    writeFileSync(join(file, '..', 'answers.yaml'), text);
    const tester = openUpperTester(loadIut(file));
    opened.push(tester);
    return tester;
  };

  it('takes scripted answers, the same at each call', async () => {
    const tester = answers('name: Jane\nanswers:\n  reset: d\n  read-tree: [./A chr one, "./B int 2", ""]\n  abort: f busy\n');
    expect(await tester.call('reset', {})).toEqual({ kind: 'done', result: signed, by: signed });
    for (const _ of [1, 2])
      expect(await tester.call('read-tree', { uri: '.' })).toMatchObject({ kind: 'done', result: { nodes: [{ uri: './A' }, { value: '2' }] } });
    expect(await tester.call('abort', {})).toMatchObject({ kind: 'refused', message: expect.stringContaining('busy (Jane') });
    expect(await tester.call('quiesce', {})).toEqual({ kind: 'unsupported', by: signed });
  });

  it('refuses a script with an unknown primitive, or without answers', () => {
    expect(() => answers('answers:\n  resett: d\n')).toThrow(
      expect.objectContaining({ code: 'answers-unknown', message: expect.stringMatching(/answers\.yaml:2:3: /) }),
    );
    expect(() => answers('name: x\n')).toThrow(expect.objectContaining({ code: 'answers-shape' }));
    expect(() => answers('answers: { reset: { a: b } }\n')).toThrow(expect.objectContaining({ code: 'answers-shape' }));
  });

  it('is bad input when there is no terminal at all', async () => {
    const file = iutFile(`iut: { name: acme, role: client }\n${ACCOUNTS}upper-tester: { kind: manual }\n`);
    const code = `
      const { loadIut } = await import(${JSON.stringify(join(packageRoot, 'dist/src/iut/iut-file.js'))});
      const { openUpperTester } = await import(${JSON.stringify(join(packageRoot, 'dist/src/iut/adapters/open.js'))});
      try { openUpperTester(loadIut(${JSON.stringify(file)})); console.log('opened'); } catch (e) { console.log(e.code, e.exitCode, e.message); }`;
    // Detached: a session of its own has no controlling terminal, wherever the tests themselves run.
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(said).toMatch(/^manual-needs-terminal 2 .*acme\.yaml:8:\d+: .*no terminal/);
  });
});

describe('text for a terminal', () => {
  const text =
    'type one line each: URI FORMAT VALUE; an empty line ends\n  data: a  b and what comes behind it\n  url: http://server.example/a-very-long-address x';
  it('is broken between words, and nothing of it is lost', () => {
    const lines = folded(text, 30).split('\n');
    expect(lines).toEqual([
      'type one line each: URI',
      '  FORMAT VALUE; an empty line',
      '  ends',
      '  data: a  b and what comes',
      '    behind it',
      '  url:',
      '    http://server.example/a-very-long-address',
      '    x',
    ]);
  });
  it('is left alone where it fits', () => {
    expect(folded(text, 200)).toBe(text);
  });
});
