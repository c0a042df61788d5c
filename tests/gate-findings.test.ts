/** A device that crashes in one row: gated with and without an entry that knows it, mended, and in every form that a CI system reads. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { CLIENT_PRIMITIVES, SERVER_PRIMITIVES } from '../src/iut/primitives.js';
import { TROUBLES } from '../src/report/troubles.js';
import { readmeDevice } from './support/device.js';
import { dmct, type Ended, PATIENT, reportOf, textOf } from './support/dmct.js';

const folder = readmeDevice();
const path = (...names: string[]): string => join(folder, ...names);
const NAME = 'iut-crash in send-report, sr.client.report[xml]';
const SILENCE = 'sr.client.report/no-session[xml]';
const flat = (text: string): string => text.replace(/\s+/g, ' ');
let made: Ended;
let known = '';
let files = 0;

/** It dies of a fault when it has sent its report, as long as the file `crash` lies beside it: what waits for its silence stays open. */
function makeItCrash(): void {
  const program = readFileSync(path('ut.mjs'), 'utf8');
  const crash = "if (process.argv[2] === 'quiesce' && existsSync(new URL('crash', import.meta.url))) process.kill(process.pid, 'SIGSEGV');\n";
  writeFileSync(path('ut.mjs'), `import { existsSync } from 'node:fs';\n${crash}${program}`);
  writeFileSync(path('crash'), '');
}

const run = (out: string, ...more: string[]): Promise<Ended> =>
  dmct('run', '--iut', path('my-device.yaml'), '--scenario', 'sr.client.report', '--out', path(out), ...more);

/** The record of a run judged through a gate with this baseline. */
async function gated(text: string, ...more: string[]): Promise<Ended & { readonly out: string; readonly file: string }> {
  const [file, out] = [path(`known-${files}.yaml`), path(`out-${files++}`)];
  writeFileSync(file, text);
  const record = path('live', 'my-device', 'record.ndjson');
  const ended = await dmct('judge', record, '--iut', path('my-device.yaml'), '--out', out, '--baseline', file, ...more);
  return { ...ended, stdout: flat(ended.stdout), out, file };
}

/** What code scanning is told of the crash. */
const sarifOf = (out: string): unknown[] =>
  JSON.parse(textOf(out, 'my-device', 'sarif.json')).runs[0].results.filter((r: { ruleId: string }) => r.ruleId === 'iut/iut-crash');

/** The baseline without its list of findings. */
const withoutFindings = (text: string): string => text.slice(0, text.indexOf('findings:\n'));
const finding = (entry: string): string => `known: []\nfindings:\n  - ${entry.replaceAll('\n', '\n    ')}\n`;
const CRASH = 'code: iut-crash\nname: send-report\nscenario: sr.client.report\nreason: r';

beforeAll(async () => {
  makeItCrash();
  expect((await run('live')).code).toBe(1);
  const report = path('live', 'my-device', 'report.json');
  made = await dmct('baseline', report, '--out', path('known.yaml'), '--owner', 'mueller', '--expires', '2099-12-31');
  known = textOf(folder, 'known.yaml');
}, PATIENT);

describe('a device with a known failure that crashes in one row', { timeout: PATIENT }, () => {
  it('has both written into its baseline, row by row', async () => {
    expect(reportOf(path('live'), 'my-device').findings).toMatchObject([
      { kind: 'iut', code: 'iut-crash', name: 'send-report', rows: [{ row: 'sr.client.report[xml]' }] },
    ]);
    expect(made).toMatchObject({
      code: 0,
      stdout: `added    sr.client.report/data-form[xml]\nadded    ${SILENCE}\nadded    ${NAME}\n${path('known.yaml')}: 3 added, 0 kept, 0 removed\n`,
    });
    expect(known).toMatch(
      /\nfindings:\n {2}# the upper tester ended .*SIGSEGV.*\n {2}- code: iut-crash\n {4}name: send-report\n {4}scenario: sr\.client\.report\n {4}row: xml\n {4}reason: not explained yet.*\n {4}owner: mueller\n {4}expires: 2099-12-31\n {4}fingerprint: "?[0-9a-f]{16}"?\n/,
    );
  });

  it('runs to 0 with it, and says what it excuses in every form', async () => {
    const { code, stdout } = await run('green', '--baseline', path('known.yaml'));
    expect(flat(stdout)).toContain(`known ${NAME} (${path('known.yaml')}:`);
    expect(flat(stdout)).toContain(`NOTHING NEW 3 known in ${path('known.yaml')}`);
    expect(stdout).not.toMatch(/^IUT /m);
    expect(code).toBe(0);
    const report = reportOf(path('green'), 'my-device');
    expect([report.exit, report.findings?.length]).toEqual([1, 1]);
    const junit = textOf(path('green'), 'my-device', 'junit.xml');
    execFileSync('xmllint', ['--noout', '-'], { input: junit });
    expect(junit).toMatch(/<testsuites [^>]* failures="0" errors="0"/);
    expect(junit).toMatch(/name="send-report \(iut-crash\)"[^>]*>\s*<properties>[\s\S]*?<skipped message="known: not explained yet/);
    const summary = textOf(path('green'), 'my-device', 'summary.md');
    expect(summary).toMatch(/^## ✅ NOTHING NEW[\s\S]*<summary>3 known<\/summary>[\s\S]*iut-crash in send-report/);
    expect(summary).not.toContain('What went wrong with the implementation');
    expect(sarifOf(path('green'))).toMatchObject([{ baselineState: 'unchanged', suppressions: [{ status: 'accepted' }] }]);
  });

  it('is 3 without the entry, and the crash is told in full', async () => {
    const { code, stdout, out, file } = await gated(withoutFindings(known));
    expect(stdout).toContain('IUT iut-crash in send-report at sr.client.report[xml] why the upper tester ended');
    expect(stdout).toContain(`OPEN iut-crash once not in ${file}; 2 known (exit 3)`);
    expect(code).toBe(3);
    expect(textOf(out, 'my-device', 'junit.xml')).toContain('<failure type="iut-crash"');
    expect(textOf(out, 'my-device', 'summary.md')).toContain('What went wrong with the implementation');
    expect(sarifOf(out)).toMatchObject([{ baselineState: 'new' }]);
  });

  it('is 3 when it is known to crash in another way, 1 where the entry of the failure is missing', async () => {
    const other = await gated(known.replace(/(findings:[\s\S]*fingerprint: ).*/, '$1ffffffffffffffff'));
    expect(other.stdout).toMatch(/known \S+yaml:\d+ knows it to fail in another way; if this one is to be excused too, run dmct baseline again/);
    expect(other.code).toBe(3);
    expect(sarifOf(other.out)).toMatchObject([{ baselineState: 'updated' }]);
    const { code, stdout } = await gated(finding(CRASH));
    expect(stdout).toContain('NEW FAILURES 1 failure, 1 inconclusive not in');
    expect(code).toBe(1);
  });

  it('is treated by policies as a failure is', async () => {
    const strict = await gated(known, '--policy', 'strict');
    expect([strict.code, (await gated(known, '--policy', 'owned')).code]).toEqual([1, 0]);
    expect(textOf(strict.out, 'my-device', 'junit.xml')).toContain('<failure type="iut-crash" message="known: ');
    const lacks = await gated(known.replace(/(findings:[\s\S]*) {4}expires: 2099-12-31\n/, '$1'), '--policy', 'owned');
    expect(lacks.stdout).toMatch(new RegExp(`LACKS \\S+: ${NAME.replace(/[[\].]/g, '\\$&')} has no expires, which policy owned asks for`));
    expect(lacks.code).toBe(5);
    const over = await gated(known.replace(/(findings:[\s\S]*expires: )2099/, '$12020'));
    expect(over.stdout).toContain('was excused until 2020-12-31: repair it, or agree on a later date with mueller');
    expect(over.code).toBe(5);
  });

  it('is 5 once it is mended: the entry is stale, and dmct baseline takes it out', async () => {
    rmSync(path('crash'));
    const { code, stdout } = await run('mended', '--baseline', path('known.yaml'));
    expect(flat(stdout)).toContain(`: ${NAME} does not come any more: remove the entry, so that it cannot come again unseen`);
    expect(flat(stdout)).toContain(`cure dmct baseline `);
    expect(flat(stdout)).toMatch(/STALE BASELINE nothing new, but 2 entries of \S+ must be looked at; 1 known \(exit 5\)/);
    expect(code).toBe(5);
    expect(textOf(path('mended'), 'my-device', 'junit.xml')).toContain(`classname="baseline" name="${NAME}"`);
    const report = path('mended', 'my-device', 'report.json');
    expect((await dmct('baseline', report, '--out', path('known.yaml'))).stdout).toBe(
      `removed  ${SILENCE}\nremoved  ${NAME}\n${path('known.yaml')}: 0 added, 1 kept, 2 removed\n`,
    );
    expect(textOf(folder, 'known.yaml')).not.toMatch(/findings:|upper tester/);
    expect((await run('again', '--baseline', path('known.yaml'))).code).toBe(0);
    // Beside each other: the crash came, or went.
    const crashed = path('live', 'my-device', 'report.json');
    expect(await dmct('diff', report, crashed)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`new trouble with the implementation\n  ${NAME}: the upper tester`),
    });
    expect(await dmct('diff', crashed, report)).toMatchObject({ code: 0, stdout: expect.stringContaining('implementation that is gone\n') });
    expect((await dmct('matrix', report, crashed, '--out', path('table'))).code).toBe(0);
    for (const file of ['index.html', 'matrix.md', 'matrix.json']) expect(textOf(folder, 'table', file), file).toMatch(/send-report \\?\(iut-crash/);
  });
});

describe('dmct baseline on a file with findings', { timeout: PATIENT }, () => {
  it('keeps what people wrote, brings the fingerprint up to date, leaves what the report does not speak of', async () => {
    const file = path('kept.yaml');
    const other = '  - code: iut-hang\n    name: deliver-push\n    scenario: noti.client.ignores\n    reason: another run\n';
    const own = '  # asked Acme, 3 May\n  - code: iut-crash\n    name: send-report\n    scenario: sr.client.report\n    reason: parser\n';
    writeFileSync(file, `${withoutFindings(known)}findings:\n${own}    fingerprint: "0000000000000000"\n${other}`);
    const again = await dmct('baseline', path('live', 'my-device', 'report.json'), '--out', file);
    expect(again.stdout).toBe(`${file}: 0 added, 3 kept, 0 removed\n`);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(own);
    expect(text).not.toContain('0000000000000000');
    expect(text).toContain(other);
  });
});

describe('entries of findings', { timeout: PATIENT }, () => {
  it.each([
    [
      'an unknown scenario',
      CRASH.replace('sr.client.report', 'sr.client.reprot'),
      /:5:15: unknown scenario "[^"]+"\n {2}did you mean "sr\.client\.report"/,
    ],
    ['an unknown row', `${CRASH}\nrow: xlm`, /:7:10: unknown row of sr\.client\.report "xlm"\n {2}did you mean "xml"/],
    [
      'an unknown kind',
      CRASH.replace('iut-crash', 'iut-crahs'),
      /:3:11: findings\.0\.code is "iut-crahs"; wanted iut-crash \| [\s\S]*did you mean "iut-crash"/,
    ],
    ['a finding about the ICS', CRASH.replace('iut-crash', 'contradicted'), /:3:11: findings\.0\.code is "contradicted"; wanted iut-crash \|/],
    ['an unknown primitive', CRASH.replace('send-report', 'send-reports'), /findings\.0\.name is "send-reports"[\s\S]*did you mean "send-report"/],
    ['no reason', CRASH.replace('\nreason: r', ''), /findings\.0 lacks "reason"/],
    ['a day that is none', `${CRASH}\nexpires: 2031-02-30`, /:7:14: "2031-02-30" is no day/],
  ])('is 2 with %s', async (_, entry, message) => {
    const { code, stderr } = await gated(finding(entry));
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it('is 2 where one stands there twice', async () => {
    const { code, stderr } = await gated(`${finding(CRASH)}  - ${CRASH.replaceAll('\n', '\n    ')}\n`);
    expect(stderr).toContain('iut-crash in send-report, sr.client.report stands here twice');
    expect(code).toBe(2);
  });

  it('can name every kind of trouble there is', () => {
    const schema = JSON.parse(readFileSync(join(packageRoot, 'src/report/baseline.schema.json'), 'utf8'));
    expect(schema.properties.findings.items.properties.code.enum).toEqual(Object.keys(TROUBLES));
  });

  it('can name every primitive after which something may come', () => {
    const schema = JSON.parse(readFileSync(join(packageRoot, 'src/report/baseline.schema.json'), 'utf8'));
    const asked = [...CLIENT_PRIMITIVES, ...SERVER_PRIMITIVES].filter((name) => name !== 'quiesce');
    expect([...schema.properties.findings.items.properties.name.enum].sort()).toEqual([...new Set([...asked, 'nothing'])].sort());
  });
});
