/** A finding about the ICS cites octets as an assertion does, and loses secrets as one does. */
import { expect, test } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import type { Report } from '../report/report.js';
import { redactReport } from './redact-report.js';

test('the octets and words of a finding hold no secret', () => {
  const secret = 'ServerPwd-77';
  const base = sampleReport({ rows: 1 });
  const body = Buffer.from(`<SyncML>${secret}</SyncML>`);
  const [frame, ...rest] = base.frames as [Report['frames'][number], ...Report['frames'][number][]];
  const evidence = { frame: frame.n, from: 0, to: body.length, hex: body.subarray(0, 12).toString('hex'), wanted: secret, got: `saw ${secret}` };
  const report: Report = {
    ...base,
    frames: [{ ...frame, base64: body.toString('base64'), length: body.length }, ...rest],
    findings: [{ kind: 'wire', code: 'contradicted', name: 'XML', message: 'it wrote XML', evidence }],
  };
  const { findings } = redactReport(report, [secret]);
  expect(Buffer.from(findings?.[0]?.evidence?.hex ?? '', 'hex').toString()).toBe('<SyncML>****');
  expect(JSON.stringify(findings)).not.toContain(secret);
  const crash = { kind: 'iut', code: 'iut-crash', name: 'reset', message: `died of ${secret}`, row: 'x', count: 1 } as const;
  const rows = [{ row: 'x', message: `died of ${secret}`, count: 1 }];
  expect(JSON.stringify(redactReport({ ...report, findings: [{ ...crash, rows }] }, [secret]).findings)).not.toContain(secret);
});
