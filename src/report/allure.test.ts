import { describe, expect, test } from 'vitest';
import { reportOf, VERDICTS } from '../../tests/fixtures/report-of.js';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import { allureFiles } from './allure.js';
import type { Report } from './report.js';

describe('Allure results', () => {
  const results = (report: Report): Record<string, unknown>[] =>
    [...allureFiles(report)].filter((f) => f.name.endsWith('-result.json')).map((f) => JSON.parse(String(f.data)) as Record<string, unknown>);

  test('open verdicts are broken, labels are edition, side and item', () => {
    const row = results(reportOf(...VERDICTS))[0] as Record<string, unknown>;
    const steps = (row.steps as { name: string; status: string }[]).map((s) => [s.name.slice(7), s.status]);
    expect(Object.fromEntries(steps)).toEqual({
      pass: 'passed',
      fail: 'failed',
      inconclusive: 'broken',
      review: 'broken',
      error: 'broken',
      'not-applicable': 'skipped',
      'not-tested': 'skipped',
    });
    expect(row.status).toBe('broken');
    expect(row.labels).toEqual(
      expect.arrayContaining([
        { name: 'epic', value: 'SR' },
        { name: 'feature', value: 'client' },
        { name: 'story', value: 'SR/X-6' },
      ]),
    );
    expect(results(reportOf('not-tested'))[0]?.status).toBe('failed');
  });

  test('a finding about the ICS is a failed result though every assertion passed; the overview says why it is not conformant', () => {
    const passed = reportOf('pass');
    const wrong: Report = {
      ...passed,
      findings: [{ kind: 'wire', code: 'contradicted', name: 'AUTH-MD5', message: 'the ICS says so', where: 'acme.yaml:12' }],
      exit: 1,
    };
    const results = [...allureFiles(wrong)].filter((f) => f.name.endsWith('-result.json')).map((f) => JSON.parse(String(f.data)));
    expect(results.filter((r) => r.status === 'failed')).toMatchObject([
      {
        name: 'ICS AUTH-MD5 (contradicted): the ICS says so',
        fullName: 'acme.yaml#ICS AUTH-MD5 (contradicted)',
        statusDetails: { trace: 'acme.yaml:12' },
      },
    ]);
    expect([...allureFiles(passed)].filter((f) => String(f.data).includes('"failed"'))).toEqual([]);
  });

  test('a crash is a failed result though every assertion passed', () => {
    const crashed: Report = {
      ...reportOf('pass'),
      findings: [{ kind: 'iut', code: 'iut-crash', name: 'send-report', message: 'it ended', row: 'sr-one', count: 10 }],
      exit: 3,
    };
    expect(results(crashed).filter((r) => r.status === 'failed')).toMatchObject([
      {
        name: 'IUT send-report (iut-crash): it ended (10 times, first in sr-one)',
        fullName: 'sr-one#IUT send-report (iut-crash)',
        statusDetails: { message: 'it ended (10 times, first in sr-one)' },
      },
    ]);
  });

  test('the same report gives the same files, and attachments hold the octets', () => {
    const report = sampleReport({ rows: 10 });
    const names = (r: Report): string[] => [...allureFiles(r)].map((f) => f.name);
    expect(names(report)).toEqual(names(sampleReport({ rows: 10 })));
    expect(new Set(names(report)).size).toBe(names(report).length);
    const files = new Map([...allureFiles(report)].map((f) => [f.name, f.data]));
    const first = results(report)[0] as Record<string, unknown>;
    const attachments = first.attachments as { source: string }[];
    const frames = report.scenarios[0]?.frames.map((n) => Buffer.from(report.frames.find((f) => f.n === n)?.base64 ?? '', 'base64'));
    expect(attachments.map((a) => Buffer.from(files.get(a.source) as Uint8Array))).toEqual(frames);
  });
});
