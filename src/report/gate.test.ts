/** The exit code of a gate for every mix of verdicts, and what makes two failures the same. */
import { describe, expect, test } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import { runId } from '../base/run-id.js';
import { exitCode, type Verdict } from '../judge/verdict.js';
import type { Baseline, KnownFailure, KnownTrouble } from './baseline.js';
import { fingerprint, troubleFingerprint } from './fingerprint.js';
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
const baselineOf = (known: KnownFailure[], gone: Baseline['gone'] = [], findings: KnownTrouble[] = []): Baseline => ({
  file: 'known.yaml',
  known,
  findings,
  gone,
});

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

  test('an entry with two faults is one entry to look at', () => {
    const gate = gateReport(reportOf('pass', 'pass'), baselineOf([entry(1)]), { policy: 'owned', today: '2030-01-01' });
    expect(gate.problems.map(({ kind }) => kind)).toEqual(['incomplete', 'passes']);
    expect(gate.outcome.sentence).toContain('1 entry of known.yaml must be looked at');
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

describe('a crash', () => {
  const CRASH = { code: 'iut-crash', name: 'send-report', message: 'it ended: signal SIGSEGV; stderr: at 0x7f3a, pid 4711' };
  const base = sampleReport({ rows: 1 });
  const [row] = base.scenarios as [Report['scenarios'][number]];
  type Row = Partial<Report['scenarios'][number]>;
  const ran = (...rows: Row[]): Report['scenarios'] => rows.map((one) => ({ ...row, id: 'sr-one', row: 'xml', verdict: 'pass', trace: [], ...one }));
  const WBXML: Row = { row: 'wbxml' };
  /** All passes; the crash came in these rows. */
  function crashed(rows: readonly string[], scenarios = ran({}, WBXML), verdicts: Verdict[] = ['pass']): Report {
    const told = rows.map((name) => ({ row: `sr-one[${name}]`, message: CRASH.message, count: 1 }));
    const findings: Report['findings'] = told.length ? [{ kind: 'iut', ...CRASH, row: told[0]?.row as string, count: told.length, rows: told }] : [];
    return { ...reportOf(...verdicts), scenarios, findings, exit: told.length ? 3 : 0 };
  }
  const known = (more: Partial<KnownTrouble> = {}): KnownTrouble => ({
    code: 'iut-crash',
    name: 'send-report',
    scenario: 'sr-one',
    row: 'xml',
    reason: 'r',
    fingerprints: [],
    where: { file: 'known.yaml', line: 9 },
    ...more,
  });
  const gated = (report: Report, findings: KnownTrouble[], policy: Policy = 'no-new-failures', entries: KnownFailure[] = []) =>
    gateReport(report, baselineOf(entries, [], findings), { policy, today: '2030-06-15' });
  const print = troubleFingerprint({ ...CRASH, row: 'sr-one[xml]' }, base.run.seed);

  test.each<[string, Report, KnownTrouble[], number]>([
    ['that nothing knows', crashed(['xml']), [], 3],
    ['that is known', crashed(['xml']), [known()], 0],
    ['known by its fingerprint', crashed(['xml']), [known({ fingerprints: ['0000000000000000', print] })], 0],
    ['in another way', crashed(['xml']), [known({ fingerprints: ['0000000000000000'] })], 3],
    ['in another row', crashed(['wbxml']), [known()], 3],
    ['in one row more', crashed(['xml', 'wbxml']), [known()], 3],
    ['in every row', crashed(['xml', 'wbxml']), [known({ row: '*' })], 0],
    ['in every row, none named', crashed(['xml', 'wbxml']), [{ ...known(), row: undefined } as unknown as KnownTrouble], 0],
    ['of another scenario', crashed(['xml']), [known({ scenario: 'sr-two' })], 3],
    ['at another primitive', crashed(['xml']), [known({ name: 'reset' })], 3],
    ['of another kind', crashed(['xml']), [known({ code: 'iut-hang' })], 3],
    ['of another IUT', crashed(['xml']), [known({ iut: 'globex-*' })], 3],
    ['that is gone', crashed([]), [known()], 5],
    ['excused until yesterday', crashed(['xml']), [known({ expires: '2030-06-14' })], 5],
    ['excused until today', crashed(['xml']), [known({ expires: '2030-06-15' })], 0],
    ['beside an entry that is stale', crashed(['wbxml']), [known(), known({ row: 'wbxml', name: 'reset' })], 3],
    ['beside what fails', crashed(['xml'], ran({}, WBXML), ['fail']), [], 1],
    ['that is known beside what fails', crashed(['xml'], ran({}, WBXML), ['fail']), [known()], 1],
    // Nothing is known of a row that was not run, not reached or could not be tried: the entry is left in peace.
    ['in a row that was not selected', crashed([], ran(WBXML)), [known({ expires: '2000-01-01' })], 0],
    ['in a row that is open', crashed([], ran({ verdict: 'inconclusive' })), [known()], 0],
    ['where the adapter lost the primitive', crashed([], ran({ trace: [{ at: 1, step: 's', what: 'send-report: unsupported' }] })), [known()], 0],
    ['where the adapter lost another', crashed([], ran({ trace: [{ at: 1, step: 's', what: 'read-tree: unsupported' }] })), [known()], 5],
    ['in a row that does not apply', crashed([], ran({ verdict: 'not-applicable', reason: 'ICS: XML = no' })), [known()], 5],
    ['in one of the rows that are not all run', crashed([], ran({}, { ...WBXML, verdict: 'not-tested' })), [known({ row: '*' })], 0],
  ])('%s', (_, report, findings, exit) => expect(gated(report, findings).exit).toBe(exit));

  test('is told by what it is, and what to do about its entry stands in one line', () => {
    const message = (report: Report, more: Partial<KnownTrouble> = {}) => gated(report, [known(more)]).problems.map((p) => p.message);
    const name = 'known.yaml:9: iut-crash in send-report, sr-one[xml]';
    expect(message(crashed([]))).toEqual([`${name} does not come any more: remove the entry, so that it cannot come again unseen`]);
    expect(message(crashed([], ran({ verdict: 'not-applicable', reason: 'ICS: XML = no' })))).toEqual([
      `${name} does not apply any more (ICS: XML = no): remove the entry`,
    ]);
    expect(message(crashed(['xml']), { expires: '2030-01-01', owner: 'ada' })).toEqual([
      `${name} was excused until 2030-01-01: repair it, or agree on a later date with ada and write it there`,
    ]);
    expect([...gated(crashed(['xml']), [known()]).known.keys()]).toEqual(['iut-crash in send-report, sr-one[xml]']);
    expect(gated(crashed(['xml', 'wbxml']), [known()]).outcome).toMatchObject({
      word: 'OPEN',
      sentence: 'iut-crash once not in known.yaml; 1 known',
    });
    expect(gated(crashed(['xml'], ran({}), ['pass', 'inconclusive']), []).outcome.sentence).toBe('1 inconclusive, iut-crash once not in known.yaml');
    expect(gated(crashed(['xml']), [known()]).outcome).toMatchObject({
      word: 'NOTHING NEW',
      sentence: expect.stringContaining('1 known in known.yaml'),
    });
  });

  test('policies treat it as a failure', () => {
    expect(gated(crashed(['xml']), [known()], 'strict')).toMatchObject({ exit: 3, outcome: { sentence: expect.stringContaining('policy strict') } });
    expect(gated(crashed([]), [known()], 'strict').exit).toBe(5);
    expect(gated(crashed(['xml']), [known()], 'owned')).toMatchObject({ exit: 5, problems: [{ kind: 'incomplete' }] });
    expect(gated(crashed(['xml']), [known({ owner: 'ada', expires: '2031-01-01' })], 'owned').exit).toBe(0);
  });

  test('an entry without a row speaks of a scenario that has no rows, too; one of a scenario that is gone is told', () => {
    const { row: _, ...whole } = known();
    const { row: __, ...only } = ran({})[0] as Report['scenarios'][number];
    const report = { ...crashed([]), scenarios: [only], findings: [{ kind: 'iut' as const, ...CRASH, row: 'sr-one', count: 1 }], exit: 3 };
    expect([gated(report, [whole]).exit, gated(report, [known()]).exit]).toEqual([0, 3]);
    const gate = gateReport(crashed([]), baselineOf([], [known({ scenario: 'sr-old' })]), { policy: 'strict', today: '2030-01-01' });
    expect(gate).toMatchObject({
      exit: 5,
      problems: [{ message: 'known.yaml:9: iut-crash in send-report, sr-old[xml] is of a scenario that this dmct has no more: remove the entry' }],
    });
  });

  test('of a capture nothing is known: nothing was provoked', () => {
    const report = crashed([]);
    const capture = { file: 'a.pcap', format: 'pcap' } as unknown as NonNullable<Report['run']['capture']>;
    expect(gated({ ...report, run: { ...report.run, capture } }, [known()]).exit).toBe(0);
  });

  test('has a fingerprint that is the same from run to run', () => {
    const of = (message: string) => troubleFingerprint({ ...CRASH, message, row: 'sr-one[xml]' }, '1');
    expect(of('at 0x7f3a, ==12==ERROR, pid 12')).toBe(of('at 0x7ffe01, ==4711==ERROR, pid 9'));
    expect(of('busy for 900 of the last 1000 ms')).toBe(of('busy for 950 of the last 1001 ms'));
    expect(of('signal SIGSEGV')).not.toBe(of('signal SIGABRT'));
    expect(of('exit code 1')).not.toBe(of('exit code 2'));
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
    // As earlier versions cut it.
    ['a long text, to here', 'a long text, to here…'],
  ])('is the same for %j and %j', (a, b) => expect(of(a)).toBe(of(b)));

  test.each([
    ['0', '00'],
    ['D1', 'D2'],
    ['nothing', '806 octets'],
    ['application/vnd.syncml.dm+xml', 'application/vnd.syncml.dm+wbxml'],
    ['IMEI:493005100592800', 'IMEI:493005100592801'],
    ['./DevDetail/SessionlessRpt', './DevDetail/SessionlessCommandRpt'],
  ])('differs for %j and %j', (a, b) => expect(of(a)).not.toBe(of(b)));

  test('is that of older versions, which said less of what was counted and of what did not come', () => {
    const said = (message: string, wanted: string, got: string): string =>
      fingerprint({ ...assertion('fail'), message, evidence: [{ frame: 1, from: 0, to: 1, hex: '30', wanted, got }] }, '1');
    for (const [range, words] of [
      ['2', '2 elements Data'],
      ['>=1', '>=1 entries of nodes whose uri is "./A"'],
      ['0..1', '0..1 headers X'],
    ] as const)
      expect(said('', words, '12.5')).toBe(said('', `${range} of them`, '12.5'));
    const control = (counted: string): string =>
      fingerprint({ ...assertion('inconclusive'), message: `control "a" does not hold: nodes: wanted ${counted}` }, '1');
    expect(control('1 entry of nodes whose uri is "./A" (there are 0)')).toBe(control('1 of them (there are 0)'));
    expect(control('2 elements Data, got "12.5" (there is 1)')).toBe(control('2 of them, got "12.5" (there are 1)'));
    const why = 'no message came within 50 ms';
    expect(said(`${why}; it was waited for after frame 7; iut-hang: it hangs`, 'something arrives', 'nothing')).toBe(
      said(`${why}; iut-hang: it hangs`, 'something arrives', `${why}; iut-hang: it hangs`),
    );
    expect(said(why, 'something arrives', 'nothing')).not.toBe(said('no push came within 50 ms', 'something arrives', 'nothing'));
  });

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
