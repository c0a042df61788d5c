/** Gating as CI uses it: every outcome of a baseline by its exit code, by what is told, and in every form that a CI system reads. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readmeDevice } from './support/device.js';
import { dmct, type Ended, PATIENT, reportOf, textOf } from './support/dmct.js';

const KNOWN = 'sr.client.report/data-form';
const PRINT = /fingerprint: ([0-9a-f]{16})/;
const folder = readmeDevice();
const path = (...names: string[]): string => join(folder, ...names);
let made: Ended;
let print = '';
let files = 0;

const ENTRY = { assertion: KNOWN, row: 'xml', reason: 'entities; repaired in 4.3', owner: 'mueller' };

/** A baseline of these entries in a file of its own. */
function baseline(...entries: Readonly<Record<string, string>>[]): string {
  const file = path(`known-${files++}.yaml`);
  const lines = entries.flatMap((entry) =>
    Object.entries(entry).map(([key, value], n) => `${n === 0 ? '  - ' : '    '}${key}: ${JSON.stringify(value)}\n`),
  );
  writeFileSync(file, `known:${entries.length ? '' : ' []'}\n${lines.join('')}`);
  return file;
}

/** The record judged through a gate. */
async function gated(file: string, ...more: string[]): Promise<Ended & { readonly out: string }> {
  const out = path(`out-${files++}`);
  const ended = await dmct(
    'judge',
    path('live', 'my-device', 'record.ndjson'),
    '--iut',
    path('my-device.yaml'),
    '--out',
    out,
    '--baseline',
    file,
    ...more,
  );
  // What is folded for the terminal is one line again.
  return { ...ended, stdout: ended.stdout.replace(/\s+/g, ' '), out };
}

beforeAll(async () => {
  const run = await dmct('run', '--iut', path('my-device.yaml'), '--scenario', 'sr.client.report', '--out', path('live'));
  expect(run.code, run.stderr).toBe(1);
  made = await dmct(
    'baseline',
    path('live', 'my-device', 'report.json'),
    '--out',
    path('known.yaml'),
    '--owner',
    'mueller',
    '--expires',
    '2099-12-31',
  );
  print = PRINT.exec(textOf(folder, 'known.yaml'))?.[1] ?? '';
}, PATIENT);

describe('dmct baseline', { timeout: PATIENT }, () => {
  it('writes what fails, with schema, comment, owner and fingerprint', () => {
    expect(made).toMatchObject({ code: 0, stdout: `added    ${KNOWN}[xml]\n${path('known.yaml')}: 1 added, 0 kept, 0 removed\n` });
    const text = textOf(folder, 'known.yaml');
    expect(text).toMatch(/^# yaml-language-server: \$schema=\S+baseline\.schema\.json\n/);
    expect(text).toContain('  # at /SyncML/SyncBody/Alert/Item/Data: wanted written as cdata');
    expect(text).toMatch(
      / {2}- assertion: sr\.client\.report\/data-form\n {4}row: xml\n {4}reason: not explained yet.*\n {4}owner: mueller\n {4}expires: 2099-12-31/,
    );
    expect(print).not.toBe('');
  });

  it('keeps what people wrote, takes out what passes, leaves what the report does not speak of', async () => {
    const file = path('kept.yaml');
    const other = '  - assertion: sr.client.no-acknowledgement/arrives\n    reason: another run\n';
    writeFileSync(
      file,
      `known:\n  # asked Acme, 3 May\n  - assertion: ${KNOWN}\n    row: xml\n    reason: entities\n    fingerprint: "0000000000000000"\n` +
        `  - assertion: sr.client.report/posted\n    reason: passed long ago\n${other}`,
    );
    const again = await dmct('baseline', path('live', 'my-device', 'report.json'), '--out', file, '--reason', 'unused');
    expect(again.stdout).toBe(`removed  sr.client.report/posted\n${file}: 0 added, 1 kept, 1 removed\n`);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('# asked Acme, 3 May');
    expect(text).toContain('reason: entities\n');
    expect(PRINT.exec(text.replaceAll('"', ''))?.[1]).toBe(print);
    expect(text).toContain(other);
    expect(text).not.toMatch(/posted|unused/);
    expect((await dmct('baseline', path('live', 'my-device', 'report.json'), '--out', file)).stdout).toContain('0 added, 1 kept, 0 removed');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('refuses bad words', async () => {
    const report = path('live', 'my-device', 'report.json');
    expect(await dmct('baseline', report)).toMatchObject({ code: 2, stderr: expect.stringContaining('--out FILE is missing') });
    const odd = await dmct('baseline', report, '--out', path('x.yaml'), '--expires', '2031-02-30');
    expect(odd).toMatchObject({ code: 2, stderr: expect.stringContaining('--expires is "2031-02-30"; wanted a date as 2031-12-31') });
  });
});

describe('a gated run', { timeout: PATIENT }, () => {
  it('is 0 when all that fails is known, and says so in every form; the report says what the product does', async () => {
    const { code, stdout, out } = await gated(path('known.yaml'));
    expect(code).toBe(0);
    expect(stdout).toContain(`known ${KNOWN}[xml] (${path('known.yaml')}:5, mueller, until 2099-12-31): not explained yet`);
    expect(stdout).toContain(`NOTHING NEW 1 known in ${path('known.yaml')}, the rest passed`);
    expect(stdout).not.toContain('FAIL');
    const report = reportOf(out, 'my-device');
    expect(report.exit).toBe(1);
    expect(report.assertions.find((a) => a.verdict === 'fail')).toMatchObject({ id: KNOWN, row: 'xml', line: expect.any(Number) });
    const junit = textOf(out, 'my-device', 'junit.xml');
    execFileSync('xmllint', ['--noout', '-'], { input: junit });
    expect(junit).toMatch(/<testsuites [^>]* failures="0" errors="0"/);
    expect(junit).toMatch(
      /name="data-form\[xml\]"[^>]*>\s*<properties>[\s\S]*?<property name="known" value="true"\/>\s*<\/properties>\s*<skipped message="known: not explained yet/,
    );
    expect(textOf(out, 'my-device', 'summary.md')).toMatch(/^## ✅ NOTHING NEW: my-device[\s\S]*<summary>1 known<\/summary>/);
    expect(textOf(out, 'my-device', 'badge.svg')).toContain('non-conformant');
    const sarif = JSON.parse(textOf(out, 'my-device', 'sarif.json'));
    expect(sarif.runs[0].results).toMatchObject([{ baselineState: 'unchanged', suppressions: [{ status: 'accepted' }] }]);
    expect(sarif.runs[0].invocations[0].exitCode).toBe(0);
  });

  it('is 1 for a new failure, told in full', async () => {
    const { code, stdout, out } = await gated(baseline());
    expect(code).toBe(1);
    expect(stdout).toContain(`FAIL ${KNOWN}[xml]`);
    expect(stdout).toMatch(/NEW FAILURES 1 failure not in \S+ \(exit 1\)/);
    expect(textOf(out, 'my-device', 'junit.xml')).toContain('<failure type="fail"');
    expect(JSON.parse(textOf(out, 'my-device', 'sarif.json')).runs[0].results[0].baselineState).toBe('new');
  });

  it('is 1 when a known assertion fails in another way', async () => {
    const { code, stdout, out } = await gated(baseline({ ...ENTRY, fingerprint: 'ffffffffffffffff' }));
    expect(code).toBe(1);
    expect(stdout).toMatch(/known \S+yaml:2 knows it to fail in another way; if this one is to be excused too, run dmct baseline again/);
    expect(JSON.parse(textOf(out, 'my-device', 'sarif.json')).runs[0].results[0].baselineState).toBe('updated');
  });

  it('is 1 under policy strict, known or not', async () => {
    const { code, stdout, out } = await gated(path('known.yaml'), '--policy', 'strict');
    expect(code).toBe(1);
    expect(stdout).toMatch(/NON-CONFORMANT nothing new, 1 known in \S+; policy strict excuses none of them \(exit 1\)/);
    expect(textOf(out, 'my-device', 'junit.xml')).toContain('<failure type="fail" message="known: ');
  });

  it('is 5 under policy owned when an entry has no owner or no last day', async () => {
    const { code, stdout, out } = await gated(baseline(ENTRY), '--policy', 'owned');
    expect(stdout).toMatch(/LACKS \S+yaml:2: sr\.client\.report\/data-form\[xml\] has no expires, which policy owned asks for/);
    expect(code).toBe(5);
    expect(textOf(out, 'my-device', 'junit.xml')).toContain('<failure type="baseline-incomplete"');
    expect(await gated(path('known.yaml'), '--policy', 'owned')).toMatchObject({ code: 0 });
  });

  it('says which open assertions are of items that --scr did not ask for, and counts them', async () => {
    const out = path('outside');
    const device = ['run', '--iut', path('my-device.yaml'), '--scr', 'SR/DM-SR-C-002-M', '--out', out];
    const { code, stdout } = await dmct(...device);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '1 of these assertions is of items outside the selection (1 fail): not in the table, but counted in the exit code',
    );
    expect(code).toBe(1);
    expect(textOf(out, 'my-device', 'summary.md')).toContain('1 of these assertions is of items outside the selection (1 fail)');
    expect(stdout).toMatch(/SR client +1 /);
  });

  it.each([
    ['passes', { assertion: 'sr.client.report/posted', reason: 'r' }, /STALE \S+yaml:5: sr\.client\.report\/posted passes now: remove the entry/],
    ['does not apply', { assertion: KNOWN, row: 'wbxml', reason: 'r' }, /STALE \S+yaml:5: \S+\[wbxml\] does not apply any more \(ICS: .+\): remove/],
    [
      'has expired',
      { assertion: KNOWN, row: 'x*', reason: 'r', owner: 'ada', expires: '2020-01-31' },
      /EXPIRED \S+yaml:5: \S+ was excused until 2020-01-31: repair it, or agree on a later date with ada/,
    ],
  ])('is 5 when an entry %s', async (_, entry, line) => {
    const { assertion, row = '', ...rest } = ENTRY;
    const { code, stdout, out } = await gated(baseline({ assertion, row, reason: rest.reason }, entry));
    expect(stdout).toMatch(line);
    expect(/cure +dmct baseline \S+my-device\/report\.json --out \S+/.test(stdout)).toBe(!stdout.includes('EXPIRED'));
    expect(stdout).toMatch(/STALE BASELINE nothing new, but 1 entry of \S+ must be looked at; 1 known \(exit 5\)/);
    expect(code).toBe(5);
    expect(textOf(out, 'my-device', 'junit.xml')).toMatch(/<testcase classname="baseline" [^>]*line="5"[^>]*>\s*<failure type="baseline-/);
    expect(textOf(out, 'my-device', 'summary.md')).toContain('### What to do about the baseline');
  });

  it('is 1 before 5 when both are so, and both are told', async () => {
    const { code, stdout } = await gated(baseline({ assertion: 'sr.client.report/posted', reason: 'r' }));
    expect(code).toBe(1);
    expect(stdout).toContain('posted passes now');
    expect(stdout).toContain('NEW FAILURES');
  });

  it('leaves entries in peace about which the run says nothing', async () => {
    const file = baseline(ENTRY, { assertion: 'noti.client.ignores/no-session', reason: 'r', expires: '2020-01-01' }, { ...ENTRY, iut: 'other-*' });
    expect(await gated(file)).toMatchObject({ code: 0 });
  });

  it.each([
    [
      'an unknown assertion',
      { ...ENTRY, assertion: 'sr.client.report/data-from' },
      /:2:16: unknown assertion "[^"]+"\n {2}did you mean "sr\.client\.report\/data-form"/,
    ],
    ['an unknown row', { ...ENTRY, row: 'wbxm' }, /:3:10: unknown row of sr\.client\.report\/data-form "wbxm"\n {2}did you mean "wbxml"/],
    ['a day that is none', { ...ENTRY, expires: '2031-02-30' }, /:6:14: "2031-02-30" is no day; wanted a date as 2031-12-31/],
    ['an unknown key', { ...ENTRY, resaon: 'x' }, /:6:5: unknown key "resaon"[\s\S]*did you mean "reason"/],
    ['a reason that is missing', { assertion: KNOWN }, /lacks "reason"/],
    ['a fingerprint of another make', { ...ENTRY, fingerprint: 'abc' }, /:6:18: known\.0\.fingerprint is "abc"; wanted how it fails/],
  ])('is 2 for a baseline with %s', async (_, entry, message) => {
    const { code, stderr } = await gated(baseline(entry));
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it.each(['', '# nothing\n', 'known:\n', '- x\n'])('is 2 for a file that holds no list: %j', async (text) => {
    const file = path(`odd-${files++}.yaml`);
    writeFileSync(file, text);
    const { code, stderr } = await gated(file);
    expect(stderr).toMatch(/lacks "known"|known is|the file is a list/);
    expect(code).toBe(2);
  });

  it('is 2 for a baseline that is not there, an entry that stands there twice, a policy without baseline', async () => {
    expect(await gated(path('none.yaml'))).toMatchObject({ code: 2, stderr: expect.stringContaining('no such file') });
    expect(await gated(baseline(ENTRY, ENTRY))).toMatchObject({ code: 2, stderr: expect.stringContaining('stands here twice') });
    const device = ['run', '--iut', path('my-device.yaml'), '--out', path('never')];
    expect(await dmct(...device, '--policy', 'no-new-failures')).toMatchObject({ code: 2, stderr: expect.stringContaining('needs a baseline') });
    expect(await dmct(...device, '--policy', 'strikt')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "strict"') });
    const wrong = await dmct(...device, '--baseline', baseline({ ...ENTRY, row: 'nix' }));
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('unknown row') });
  });
});
