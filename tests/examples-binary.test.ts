/** A device that is only a binary, with address, path, account and message compiled in, is connected by an IUT file alone. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtDevice, missing, skip } from './support/binary-device.js';
import { dmct, PATIENT, reportOf, verdictsOf } from './support/dmct.js';

const run = (folder: string, scenario: string) =>
  dmct('run', '--iut', join(folder, 'device.yaml'), '--scenario', scenario, '--out', join(folder, 'out'));

describe.skipIf(skip)(`a binary device${skip ? ` (skipped: ${missing.join(', ')} not installed)` : ''}`, { timeout: PATIENT }, () => {
  it('is tested where it calls, with the digest over the nonce that is compiled in', async () => {
    const folder = await builtDevice('examples/binary/device.yaml');
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
    const folder = await builtDevice('examples/binary/device.yaml', { PROTOCOL: 'DM/1.2' });
    expect(await run(folder, 'sr.client.report')).toMatchObject({ code: 1, stdout: expect.stringContaining('wanted  "DM/1.3"') });
    const { 'sr.client.report/protocol[wbxml]': protocol, 'sr.client.report/version[wbxml]': version } = verdictsOf(
      reportOf(join(folder, 'out'), 'meter'),
    );
    expect({ protocol, version }).toEqual({ protocol: 'fail', version: 'pass' });
  });
});
