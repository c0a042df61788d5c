/** The Python products of examples/ are foreign IUTs: dmct finds of them exactly what is committed, and the baseline excuses all of it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import type { Iut } from '../src/iut/iut.js';
import { loadIut } from '../src/iut/iut-file.js';
import { dmct, PATIENT, reportOf, start, temporaryFolder } from './support/dmct.js';
import { missingTools } from './support/tools.js';

const missing = missingTools('python3', 'xml2wbxml', 'wbxml2xml', 'openssl');
const skip = missing.length > 0 && !process.env.CI;
const products = { 'python-client': 'client.yaml', 'python-server': 'server.yaml' };
const PAIR = join(packageRoot, 'examples/pair/client.yaml');
const SERVER = join(packageRoot, 'examples/python-server/server.yaml');
const verdicts = (name: string): string[] =>
  readFileSync(join(packageRoot, 'examples', name, 'verdicts.txt'), 'utf8')
    .trimEnd()
    .split('\n');

describe.skipIf(skip)(`examples in Python${skip ? ` (skipped: ${missing.join(', ')} not installed)` : ''}`, { timeout: 2 * PATIENT }, () => {
  it.concurrent.each(Object.keys(products))('%s gives its committed verdicts, and exit code 0 with its baseline', async (name) => {
    const done = await start(join(packageRoot, 'examples/verdicts.mjs'), ['--check', name]).ended;
    expect(done.stdout + done.stderr).toBe(`${name}: ${verdicts(name).length} verdicts as committed, exit code 0\n`);
    expect(done.code).toBe(0);
  });

  it('the pair talks through the proxy, and is judged on both sides', async () => {
    const out = temporaryFolder();
    const steps = ['client:start-session', 'server:notify', 'client:send-report'];
    const done = await dmct('proxy', '--client', PAIR, '--server', SERVER, ...steps.flatMap((step) => ['--do', step]), '--out', out);
    expect([done.code, done.stderr]).toEqual([0, '']);
    for (const step of steps) expect(done.stdout).toContain(`done  ${step}\n`);
    const passed = (name: string): string =>
      [
        ...new Set(
          reportOf(out, name)
            .assertions.filter((a) => a.verdict === 'pass')
            .map((a) => a.id.split('.')[0]),
        ),
      ]
        .sort()
        .join();
    expect([passed('python-client'), passed('python-server')]).toEqual(['noti,sr', 'noti,sr']);
  });

  it('knows only its products', () => {
    const done = spawnSync(process.execPath, [join(packageRoot, 'examples/verdicts.mjs'), '--check', 'python'], { encoding: 'utf8' });
    expect(done).toMatchObject({ status: 2, stderr: 'no product "python"; there are python-client and python-server\n' });
  });
});

describe('the pair', () => {
  it('is the client with the account of the server, and nothing else', () => {
    const [pair, client, server] = [PAIR, join(packageRoot, 'examples/python-client/client.yaml'), SERVER].map((file) => loadIut(file)) as [
      Iut,
      Iut,
      Iut,
    ];
    expect(pair.accounts).toEqual(server.accounts);
    expect({ ...pair.upperTester, command: [], cwd: '' }).toEqual({ ...client.upperTester, command: [], cwd: '' });
    expect([pair.name, pair.product, pair.ics, pair.pixit.values, pair.pixit.assume]).toEqual([
      client.name,
      client.product,
      client.ics,
      client.pixit.values,
      client.pixit.assume,
    ]);
  });
});

describe('the committed verdicts', () => {
  it.each(Object.entries(products))('%s: most of what applies passes, and something is known to fail', (name, file) => {
    const count = (verdict: string): number => verdicts(name).filter((line) => line.startsWith(`${verdict} `)).length;
    expect(count('pass')).toBeGreaterThan(180);
    expect(count('fail') + count('inconclusive') + count('review')).toBeGreaterThan(20);
    expect(count('error') + count('not-tested')).toBe(0);
    expect(loadIut(join(packageRoot, 'examples', name, file)).name).toBe(name);
  });

  it.each(Object.keys(products))('%s: every known failure has a reason, an owner, a day, and all but one a fingerprint', (name) => {
    const text = readFileSync(join(packageRoot, 'examples', name, 'known.yaml'), 'utf8');
    const count = (key: string): number => [...text.matchAll(new RegExp(`^ +(- )?${key}: .`, 'gm'))].length;
    expect(count('reason')).toBe(count('assertion'));
    expect(count('owner')).toBe(count('assertion'));
    expect(count('expires')).toBe(count('assertion'));
    expect(count('fingerprint')).toBeGreaterThanOrEqual(count('assertion') - 1);
    expect(text).not.toMatch(/not explained yet|nobody/);
  });
});
