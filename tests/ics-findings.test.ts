/** A claim that the octets contradict: seen in every form of the report, in the exit code, by the gate, and again when judged from the record. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dmct, filesBelow, PATIENT, reportOf, temporaryFolder, textOf } from './support/dmct.js';
import { variant } from './support/iut-files.js';

describe('an ICS that the implementation contradicts', () => {
  it('makes the run non-conformant though every assertion passes, and says by which octets', { timeout: PATIENT }, async () => {
    const iut = variant({ role: 'client', name: 'denies', ics: { 'AUTH-MD5': 'no' } });
    const line =
      readFileSync(iut, 'utf8')
        .split('\n')
        .findIndex((text) => text.startsWith('  AUTH-MD5:')) + 1;
    const out = temporaryFolder();
    const run = await dmct('run', '--iut', iut, '--scenario', 'sr.client.report', '--out', out);
    expect(run.code).toBe(1);
    const report = reportOf(out, 'denies');
    expect(report.totals.assertions.fail).toBeUndefined();
    expect(report.findings).toMatchObject([
      {
        kind: 'wire',
        code: 'contradicted',
        name: 'AUTH-MD5',
        where: `denies.yaml:${line}`,
        message: 'the ICS says AUTH-MD5 = no, but it used syncml:auth-md5',
      },
    ]);
    const [{ evidence }] = report.findings as [NonNullable<typeof report.findings>[number]];
    const frame = report.frames.find((f) => f.n === evidence?.frame);
    const octets = Buffer.from(frame?.base64 ?? '', 'base64').subarray(evidence?.from, evidence?.to);
    expect(octets.toString('latin1')).toContain('syncml:auth-md5');
    expect(evidence?.hex.length).toBeGreaterThan(20);

    expect(run.stdout).toMatch(/^ICS {2}AUTH-MD5$/m);
    // The report says it from the folder of the IUT file, the terminal from where the person stands.
    expect(run.stdout.replace(/\n {10}/g, '')).toContain(`at      ${relative(process.cwd(), iut)}:${line}`);
    expect(run.stdout).toContain('NON-CONFORMANT  the octets contradict the ICS in 1 place (exit 1)');
    expect(textOf(out, 'denies', 'junit.xml')).toMatch(
      /<testsuite name="ics" tests="1" failures="1"[\s\S]*name="AUTH-MD5 \(contradicted\)"[\s\S]*type="ics-wire"/,
    );
    expect(textOf(out, 'denies', 'summary.md')).toContain('### What is wrong with the ICS');
    expect(textOf(out, 'denies', 'index.html')).toContain('<section class="findings"');
    const sarif = (folder: string) => JSON.parse(textOf(folder, 'denies', 'sarif.json')).runs[0].results;
    expect(sarif(out)).toMatchObject([{ ruleId: 'ics/contradicted', locations: [{ physicalLocation: { region: { startLine: line } } }] }]);
    expect(filesBelow(join(out, 'denies', 'allure-results')).some((file) => textOf(out, 'denies', 'allure-results', file).includes('"failed"'))).toBe(
      true,
    );

    // Judged again from the record: the same. A baseline excuses no wrong claim.
    const baseline = join(out, 'known.yaml');
    const made = await dmct('baseline', join(out, 'denies', 'report.json'), '--out', baseline);
    expect([made.code, made.stdout]).toEqual([0, `${baseline}: 0 added, 0 kept, 0 removed\n`]);
    expect(made.stderr).toContain('the octets contradict the ICS in 1 place (AUTH-MD5 (contradicted)): no baseline excuses that');
    const again = await dmct('judge', join(out, 'denies', 'record.ndjson'), '--iut', iut, '--baseline', baseline, '--out', join(out, 'again'));
    expect(again.code).toBe(1);
    expect(again.stdout).toContain('the octets contradict the ICS in 1 place');
    expect(reportOf(join(out, 'again'), 'denies').findings).toEqual(report.findings);
    expect(sarif(join(out, 'again'))).toMatchObject([{ ruleId: 'ics/contradicted', baselineState: 'new' }]);
    expect(sarif(join(out, 'again'))[0]).not.toHaveProperty('suppressions');

    // With the answer mended the same record is conformant.
    writeFileSync(iut, readFileSync(iut, 'utf8').replace(/^ {2}AUTH-MD5: .*$/m, '  AUTH-MD5: "yes"'));
    const mended = await dmct('judge', join(out, 'denies', 'record.ndjson'), '--iut', iut, '--out', join(out, 'mended'));
    expect(mended.code).toBe(0);
    expect(textOf(join(out, 'mended'), 'denies', 'index.html')).not.toContain('<section class="findings"');

    // Beside each other: the claim got worse though every assertion passes in both.
    const [wrong, right] = [join(out, 'denies', 'report.json'), join(out, 'mended', 'denies', 'report.json')];
    expect(await dmct('diff', right, wrong)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('newly wrong with the ICS\n  AUTH-MD5 (contr'),
    });
    expect(await dmct('diff', wrong, right)).toMatchObject({ code: 0, stdout: expect.stringContaining('no longer wrong with the ICS\n  AUTH-MD5') });
    expect((await dmct('matrix', right, wrong, '--out', join(out, 'table'))).code).toBe(0);
    for (const file of ['index.html', 'matrix.md', 'matrix.json']) expect(textOf(out, 'table', file), file).toMatch(/AUTH-MD5 \\?\(contradicted/);
  });
});
