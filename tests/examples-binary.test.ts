/** A device that is only a binary, with address, path, account and message compiled in, is connected by an IUT file alone. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { dmct, PATIENT, reportOf, temporaryFolder, verdictsOf } from './support/dmct.js';
import { missingTools } from './support/tools.js';

const missing = missingTools('gcc', 'xml2wbxml', 'openssl');
const skip = missing.length > 0 && !process.env.CI;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** The example in a folder of its own, on a port that nobody holds: compiled in with -D, and so in the IUT file. */
async function built(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = temporaryFolder();
  const port = String(await freePort());
  for (const name of ['build.sh', 'device.c']) copyFileSync(join(packageRoot, 'examples/binary', name), join(folder, name));
  const yaml = readFileSync(join(packageRoot, 'examples/binary/device.yaml'), 'utf8');
  expect(yaml).toContain('"127.0.0.1:8099"');
  writeFileSync(join(folder, 'device.yaml'), yaml.replace('127.0.0.1:8099', `127.0.0.1:${port}`));
  execFileSync(join(folder, 'build.sh'), { env: { ...process.env, PORT: port, ...env }, stdio: 'pipe' });
  return folder;
}

const run = (folder: string, scenario: string) =>
  dmct('run', '--iut', join(folder, 'device.yaml'), '--scenario', scenario, '--out', join(folder, 'out'));

describe.skipIf(skip)(`a binary device${skip ? ` (skipped: ${missing.join(', ')} not installed)` : ''}`, { timeout: PATIENT }, () => {
  it('is tested where it calls, with the digest over the nonce that is compiled in', async () => {
    const folder = await built();
    const done = await run(folder, 'sr.client.report');
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(verdictsOf(reportOf(join(folder, 'out'), 'meter'))).toMatchObject({
      'sr.client.report[wbxml]': 'pass',
      'sr.client.report/cred-value[wbxml]': 'pass',
      'sr.client.report/data-value[wbxml]': 'pass',
      'sr.client.report[xml]': 'not-applicable',
    });
  });

  it('fails where its octets are wrong', async () => {
    const folder = await built({ PROTOCOL: 'DM/1.2' });
    expect(await run(folder, 'sr.client.report')).toMatchObject({ code: 1, stdout: expect.stringContaining('wanted  "DM/1.3"') });
    const { 'sr.client.report/protocol[wbxml]': protocol, 'sr.client.report/version[wbxml]': version } = verdictsOf(
      reportOf(join(folder, 'out'), 'meter'),
    );
    expect({ protocol, version }).toEqual({ protocol: 'fail', version: 'pass' });
  });
});
