import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import type { Report } from './report.js';
import { readReport, validateReport } from './validate.js';

/** Report with the types off, to break it. */
// biome-ignore lint/suspicious/noExplicitAny: the test writes what the types forbid
type Loose = { -readonly [K in keyof Report]: any };
const edited = (edit: (report: Loose) => void): unknown => {
  const report = structuredClone(sampleReport({ rows: 3 })) as Loose;
  edit(report);
  return report;
};

describe('report.json as input', () => {
  test('the sample of every verdict is taken', () => {
    const report = sampleReport();
    expect(validateReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(new Set(report.assertions.map((a) => a.verdict)).size).toBeGreaterThanOrEqual(6);
  });

  test.each<[string, (report: Loose) => void, RegExp]>([
    ['another format', (r) => (r.format = 'dmct-report/2'), /format "dmct-report\/2"; wanted "dmct-report\/1"/],
    ['an unknown verdict', (r) => (r.items[2].verdict = 'passed'), /\.items\[2\]\.verdict; wanted one of pass, fail/],
    ['a missing key', (r) => delete r.assertions[0].evidence, /\.assertions\[0\] "evidence"/],
    ['an unknown key', (r) => (r.run.secret = 'x'), /\.run "secret"/],
    [
      'a frame cited that is not there',
      (r) => (r.assertions[0].evidence = [{ frame: 999, from: 0, to: 0, hex: '', wanted: '', got: '' }]),
      /cites frame 999/,
    ],
    ['an assertion cited that is not there', (r) => r.items[0].assertions.push('no/such'), /names assertion no\/such/],
    ['totals that do not add up', (r) => (r.totals.items.pass = 1000), /totals\.items says 1000 pass/],
    ['a verdict left out of the totals', (r) => delete r.totals.items['not-tested'], /totals\.items says 0 not-tested/],
  ])('%s is refused by name', (_, edit, message) => {
    expect(() => validateReport(edited(edit))).toThrow(message);
  });

  test('files: missing, a folder, no JSON', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmct-report-'));
    expect(() => readReport(join(folder, 'none.json'))).toThrow(/no such file/);
    expect(() => readReport(folder)).toThrow(/it is a folder/);
    writeFileSync(join(folder, 'cut.json'), '{"format": "dmct-re');
    expect(() => readReport(join(folder, 'cut.json'))).toThrow(/cut\.json is not JSON/);
    writeFileSync(join(folder, 'latin1.json'), Buffer.from('{\n "caf\xe9"}', 'latin1'));
    expect(() => readReport(join(folder, 'latin1.json'))).toThrow(/latin1\.json:2:6: octet 0xE9 is no UTF-8 here/);
    writeFileSync(join(folder, 'null.json'), 'null');
    expect(() => readReport(join(folder, 'null.json'))).toThrow(/format missing/);
  });
});
