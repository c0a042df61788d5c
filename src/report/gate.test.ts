/** The exit code of a gate for every mix of verdicts, and what makes two failures the same. */
import { describe, expect, test } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import { runId } from '../base/run-id.js';
import { exitCode, type Verdict } from '../judge/verdict.js';
import type { Baseline, KnownFailure } from './baseline.js';
import { fingerprint } from './fingerprint.js';
import { gateReport, gateReports, type Policy } from './gate.js';
import type { Report, ReportAssertion } from './report.js';

const assertion = (verdict: Verdict, n = 0): ReportAssertion => ({
  id: `sr-one/a${n}`,
  items: [],
  verdict,
  message: `${verdict} ${n}`,
  evidence: [],
});
const entry = (n: number, more: Partial<KnownFailure> = {}): KnownFailure => ({
  assertion: `sr-one/a${n}`,
  verdict: 'fail',
  reason: 'r',
  fingerprints: [],
  where: { file: 'known.yaml', line: n + 2 },
  ...more,
});
const baselineOf = (known: KnownFailure[], gone: KnownFailure[] = []): Baseline => ({ file: 'known.yaml', known, gone });

function reportOf(...verdicts: Verdict[]): Report {
  const base = sampleReport({ rows: 1 });
  return { ...base, assertions: verdicts.map(assertion), exit: exitCode(verdicts) };
}
const exitOf = (verdicts: Verdict[], known: KnownFailure[], policy: Policy = 'no-new-failures'): number =>
  gateReport(reportOf(...verdicts), baselineOf(known), { policy, today: '2030-06-15' }).exit;

describe('exit code', () => {
  test.each<[Verdict[], KnownFailure[], number]>([
    [['pass'], [], 0],
    [['pass', 'fail'], [entry(1)], 0],
    [['fail'], [entry(0)], 0],
    [['pass', 'fail', 'fail'], [entry(1)], 1],
    [['pass', 'inconclusive'], [], 3],
    [['pass', 'inconclusive'], [entry(1, { verdict: 'inconclusive' })], 0],
    [['pass', 'review'], [entry(1, { verdict: 'review' })], 0],
    // Known to be open, and now it fails; known to fail, and now it is open.
    [['pass', 'fail'], [entry(1, { verdict: 'inconclusive' })], 1],
    [['pass', 'inconclusive'], [entry(1)], 3],
    [['pass', 'pass'], [entry(1)], 5],
    [['pass', 'inconclusive', 'fail'], [entry(2), entry(0)], 3],
    [['pass', 'not-tested'], [entry(1)], 0],
    [['pass', 'not-applicable'], [entry(1)], 5],
    [['pass', 'error'], [entry(1), entry(0)], 4],
    [['not-tested'], [entry(0)], 6],
    [['fail'], [entry(0, { expires: '2030-06-14' })], 5],
    [['fail'], [entry(0, { expires: '2030-06-15' })], 0],
    [['fail'], [entry(0, { iut: 'acme-*' })], 0],
    [['fail'], [entry(0, { iut: 'globex-*' })], 1],
    [['fail'], [entry(0, { fingerprints: ['0000000000000000'] }), entry(0, { row: '*' })], 1],
    [['fail'], [entry(0, { fingerprints: ['0000000000000000', fingerprint(assertion('fail'), sampleReport({ rows: 1 }).run.seed)] })], 0],
  ])('%j with %j', (verdicts, known, exit) => expect(exitOf(verdicts, known)).toBe(exit));

  test('an adapter that has lost a primitive says nothing about the product; the ICS does', () => {
    const said = (message: string, verdict: Verdict = 'not-applicable') => {
      const report = reportOf('pass', verdict);
      const [first, second] = report.assertions as [ReportAssertion, ReportAssertion];
      const gate = gateReport({ ...report, assertions: [first, { ...second, message }] }, baselineOf([entry(1, { expires: '2000-01-01' })]), {
        policy: 'no-new-failures',
        today: '2030-06-15',
      });
      return [gate.exit, ...gate.problems.map((p) => p.message)];
    };
    expect(said('step "sent": unsupported: the upper tester has no "send-report"')).toEqual([0]);
    expect(said('ICS: SM = no')).toEqual([5, 'known.yaml:3: sr-one/a1 does not apply any more (ICS: SM = no): remove the entry']);
  });

  test('strict excuses nothing, and the baseline must be right all the same', () => {
    expect(exitOf(['pass', 'fail'], [entry(1)], 'strict')).toBe(1);
    expect(exitOf(['pass', 'review'], [entry(1, { verdict: 'review' })], 'strict')).toBe(3);
    expect(exitOf(['pass'], [], 'strict')).toBe(0);
    expect(exitOf(['pass'], [entry(0)], 'strict')).toBe(5);
  });

  test('owned asks every entry for an owner and a last day, also one that the report does not speak of', () => {
    const whole = { owner: 'ada', expires: '2031-01-01' };
    expect(exitOf(['pass', 'fail'], [entry(1, whole)], 'owned')).toBe(0);
    expect(exitOf(['pass', 'fail'], [entry(1, { owner: 'ada' })], 'owned')).toBe(5);
    expect(exitOf(['pass', 'fail', 'fail'], [entry(1)], 'owned')).toBe(1);
    const gates = gateReports([reportOf('pass', 'fail'), reportOf('pass')], baselineOf([entry(1, whole), entry(7)]), {
      policy: 'owned',
      today: '2030-01-01',
    });
    expect(gates.map((gate) => gate.problems.map((p) => p.message))).toEqual([
      ['known.yaml:9: sr-one/a7 has no owner and expires, which policy owned asks for: write who takes care of it, and until when'],
      [],
    ]);
  });

  test('a run that was cut off stays one, whatever is known', () => {
    const cut = { ...reportOf('pass', 'fail'), exit: 4 };
    expect(gateReport(cut, baselineOf([entry(1)]), { policy: 'no-new-failures', today: '2030-01-01' })).toMatchObject({
      exit: 4,
      outcome: { word: 'CUT OFF' },
    });
  });

  test('what is gone from the suite is told once for all reports', () => {
    const gates = gateReports([reportOf('pass'), reportOf('pass')], baselineOf([], [entry(7)]), { policy: 'no-new-failures', today: '2030-01-01' });
    expect(gates.map((g) => g.exit)).toEqual([5, 0]);
    expect(gates[0]?.problems[0]).toMatchObject({
      kind: 'gone',
      message: 'known.yaml:9: sr-one/a7 is no assertion of this dmct any more: remove the entry',
    });
  });
});

describe('fingerprint', () => {
  const of = (got: string, verdict: Verdict = 'fail'): string =>
    fingerprint({ id: 'sr-one/a0', verdict, evidence: [{ frame: 1, from: 0, to: 1, hex: '30', wanted: 'w', got }] }, '1');

  test.each([
    ['sent to 127.0.0.1:40211', 'sent to 127.0.0.1:9'],
    ['POST http://localhost:4711/dm', 'POST http://localhost:80/dm'],
    ['806 octets', '31 octets'],
    ['after 12.5 ms', 'after 900 ms'],
    ['nonce Zz6EivR3yeaaENcRN6lpAQ==', 'nonce 6b9TuF8ay3Rrkq0ZlnQ7Xw=='],
    ['mac=C6kRS2UsneCpC/EPYgrVIav/qplYDdrnHn+YMqU', 'mac=FtFb1Ja19XDZu7EbQGMO/4cKvrThwdsHxf9x4ul'],
    ['0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'ffeeddccbbaa99887766554433221100'],
    ['line\n  folded', 'line folded'],
  ])('is the same for %j and %j', (a, b) => expect(of(a)).toBe(of(b)));

  test.each([
    ['0', '00'],
    ['D1', 'D2'],
    ['nothing', '806 octets'],
    ['application/vnd.syncml.dm+xml', 'application/vnd.syncml.dm+wbxml'],
    ['IMEI:493005100592800', 'IMEI:493005100592801'],
    ['./DevDetail/SessionlessRpt', './DevDetail/SessionlessCommandRpt'],
  ])('differs for %j and %j', (a, b) => expect(of(a)).not.toBe(of(b)));

  test('is the same in the words of earlier versions', () => {
    const said = (message: string): string => fingerprint({ ...assertion('inconclusive'), message }, '1');
    expect(said('control "c" does not hold: the HTTP status: wanted 200')).toBe(said('control "c" does not hold: http-status yes: wanted 200'));
    expect(said('the body: wanted "a"')).toBe(said('body yes: wanted "a"'));
  });

  test('differs by verdict, and falls back on the message', () => {
    expect(of('x')).not.toBe(of('x', 'inconclusive'));
    expect(fingerprint({ ...assertion('fail'), message: 'a' }, '1')).not.toBe(fingerprint({ ...assertion('fail'), message: 'b' }, '1'));
    expect(of('x')).toMatch(/^[0-9a-f]{16}$/);
  });

  test('is the same with another seed: the mark of the run says nothing', () => {
    const marked = (seed: string, row: string): string =>
      fingerprint({ ...assertion('fail'), row, message: `wanted "new-${runId(seed, `sr-one[${row}]`)}"` }, seed);
    expect(marked('1', 'xml')).toBe(marked('99', 'xml'));
    expect(marked('1', 'xml')).toBe(marked('1', 'wbxml'));
    expect(marked('1', 'xml')).not.toBe(fingerprint({ ...assertion('fail'), row: 'xml', message: 'wanted "new-other"' }, '1'));
  });
});
