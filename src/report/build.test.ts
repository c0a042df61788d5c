import { describe, expect, it } from 'vitest';
import { ROW, scenario, Tape } from '../../tests/support/hand-made.js';
import type { Verdict } from '../judge/verdict.js';
import { loadCatalogue } from '../scr/catalogue.js';
import { writeWspPush } from '../wire/wsp-write.js';
import { buildReport } from './build.js';
import { iutFindings } from './iut-findings.js';
import { validateReport } from './validate.js';

const DEMANDED = 'NOTI/SCR-DM-NOTI-C-003';
const RECOMMENDED = 'NOTI/N-5.1-1';

function report(
  verdict: Verdict,
  options: { claimed?: (key: string) => 'yes' | 'no'; selects?: (key: string) => boolean; tape?: Tape; before?: Tape; message?: string } = {},
) {
  const assertion = { id: 'x/starts', items: [DEMANDED, RECOMMENDED], verdict, message: options.message ?? 'nothing came', evidence: [] };
  return validateReport(
    buildReport({
      run: {
        e: 'run',
        format: 'dmct-record/1',
        id: 'r',
        seed: '1',
        started: '2020-01-01T00:00:00.000Z',
        command: 'dmct run',
        tool: 'dmct 0',
        planned: [],
        scr: [],
        iut: { name: 'a', vendor: '', product: '', version: '', role: 'client', file: 'a.yaml' },
      },
      finished: '2020-01-01T00:00:01.000Z',
      version: '0',
      iut: { name: 'a', vendor: '', product: '', version: '', role: 'client' },
      ics: { sha256: '0'.repeat(64), answers: {} },
      pixit: { sha256: '0'.repeat(64), values: {} },
      assume: {},
      catalogue: loadCatalogue(),
      claimed: (key) => ({ value: options.claimed?.(key) ?? 'yes', why: `${key} = ${options.claimed?.(key) ?? 'yes'}` }),
      notes: () => [],
      selects: options.selects ?? (() => true),
      rows: [
        ...(options.before
          ? [{ scenario: scenario([]), row: ROW, judged: { id: 'x', verdict, assertions: [] }, record: options.before.record() }]
          : []),
        { scenario: scenario([]), row: ROW, judged: { id: 'x', verdict, assertions: [assertion] }, record: (options.tape ?? new Tape()).record() },
      ],
    }),
  );
}
describe('what went wrong with the IUT', () => {
  const SEGV = 'the upper tester ended: signal SIGSEGV';
  const tape = (...troubles: string[]) =>
    troubles.reduce((t, code) => t.call('send-report', 'done').call('quiesce', code, {}, SEGV), new Tape().call('configure', 'done'));

  it('is a finding for each kind and primitive, counted, by what was done last, with its first row', () => {
    const { findings } = report('inconclusive', { tape: tape('iut-crash', 'iut-crash', 'iut-hang').call('reset', 'iut-spin', {}, 'it spins') });
    const first = { kind: 'iut', name: 'send-report', message: SEGV, row: 'sr.client.x' };
    expect(findings).toEqual([
      { ...first, code: 'iut-crash', count: 2, rows: [{ row: 'sr.client.x', message: SEGV, count: 2 }] },
      { ...first, code: 'iut-hang', count: 1, rows: [{ row: 'sr.client.x', message: SEGV, count: 1 }] },
      {
        ...first,
        code: 'iut-spin',
        name: 'reset',
        message: 'it spins',
        count: 1,
        rows: [{ row: 'sr.client.x', message: 'it spins', count: 1 }],
      },
    ]);
  });

  it('names every row in which it came, with what it said there', () => {
    const rows = ['a', 'b'].map((name, n) => ({
      scenario: scenario([]),
      row: { ...ROW, name },
      record: tape('iut-crash').call('send-report', 'iut-crash', {}, `other words ${n}`).record(),
    }));
    expect(iutFindings(rows, new Map())).toEqual([
      {
        kind: 'iut',
        code: 'iut-crash',
        name: 'send-report',
        message: SEGV,
        row: 'sr.client.x[a]',
        count: 4,
        rows: [
          { row: 'sr.client.x[a]', message: `${SEGV}; other words 0`, count: 2 },
          { row: 'sr.client.x[b]', message: `${SEGV}; other words 1`, count: 2 },
        ],
      },
    ]);
  });

  it('counts octets after the end of an answer: whatever else passes, they are told', () => {
    const tape = () => new Tape().call('configure', 'done').frame('GARBAGE', { direction: 'from-iut', unit: 'response', trouble: 'surplus' });
    const { findings, exit } = report('pass', { tape: tape() });
    const message = 'frame 1: 7 octets came after the end of its answer';
    expect(findings).toMatchObject([{ kind: 'iut', code: 'iut-surplus', name: 'configure', message, row: 'sr.client.x', count: 1 }]);
    expect(exit).toBe(3);
    // Of a later row, by its number in the report.
    const second = 'frame 3: 7 octets came after the end of its answer';
    expect(report('pass', { before: new Tape().frame('1').frame('2'), tape: tape() }).findings).toMatchObject([
      { message: second, rows: [{ row: 'sr.client.x', message: second }] },
    ]);
  });

  it('leaves open what had passed, and outweighs nothing else', () => {
    const exits = (t?: Tape) => (['pass', 'inconclusive', 'fail'] as const).map((verdict) => report(verdict, t ? { tape: t } : {}).exit);
    expect(exits()).toEqual([0, 3, 1]);
    expect(exits(tape('iut-crash'))).toEqual([3, 3, 1]);
    expect(report('pass', { tape: tape('done') }).findings).toEqual([]);
  });
});

const item = (built: ReturnType<typeof report>, key: string) => built.items.find((i) => i.key === key);

describe('items of a report', () => {
  it('tell whether they are mandatory, whatever word is printed', () => {
    const told = new Map(report('pass').items.map((i) => [i.key, i.mandatory]));
    for (const i of loadCatalogue().items.values()) if (i.side !== 'server') expect(told.get(i.key), i.key).toBe(i.status === 'mandatory');
  });

  it('share a failed assertion: the demanded one fails, the recommended one is for a person to look at', () => {
    const built = report('fail');
    expect(item(built, DEMANDED)).toMatchObject({ verdict: 'fail', reason: 'nothing came', assertions: ['x/starts'] });
    expect(item(built, RECOMMENDED)).toMatchObject({
      verdict: 'review',
      reason: 'recommended, not demanded: nothing came',
      assertions: ['x/starts'],
    });
    expect(built.exit).toBe(1);
  });

  it('leave the words of the implementation as they are', () => {
    const message = 'unsupported: frame #1 is no report';
    expect(report('fail', { before: new Tape().frame('1'), message }).assertions[0]?.message).toBe(message);
  });

  it('have every other verdict in common', () => {
    for (const verdict of ['pass', 'inconclusive', 'review', 'not-tested', 'error'] as const)
      expect([item(report(verdict), DEMANDED)?.verdict, item(report(verdict), RECOMMENDED)?.verdict]).toEqual([verdict, verdict]);
  });

  it('are all there, tested or not, each with a reason', () => {
    const built = report('pass');
    const concerned = [...loadCatalogue().items.values()].filter((i) => i.side !== 'server');
    expect(built.items.map((i) => i.key)).toEqual(concerned.map((i) => i.key));
    expect(built.items.filter((i) => i.verdict === 'pass').map((i) => i.key)).toEqual([DEMANDED, RECOMMENDED]);
    for (const { key, verdict, reason } of built.items) if (verdict !== 'pass') expect(reason, key).toMatch(/./);
    expect(item(built, 'NOTI/N-6.2.8-1')?.verdict).toBe('excluded');
    expect(item(built, 'SR/DM-SR-C-001-M')?.verdict).toBe('not-tested');
    expect(Object.values(built.totals.items).reduce((a, b) => a + b, 0)).toBe(concerned.length);
  });

  it('that are not claimed are not applicable, whatever an assertion says', () => {
    const built = report('fail', { claimed: (key) => (key === DEMANDED ? 'no' : 'yes') });
    expect(item(built, DEMANDED)).toMatchObject({ verdict: 'not-applicable', reason: `ICS: ${DEMANDED} = no` });
  });

  it('are those that the run was limited to', () => {
    expect(report('pass', { selects: (key) => key === DEMANDED }).items.map((i) => i.key)).toEqual([DEMANDED]);
  });
});

describe('rows of a report', () => {
  it('say of a push what it carries', () => {
    const push = writeWspPush({ tid: 1, contentType: { media: 'application/vnd.syncml.dm+xml' }, headers: [], body: Buffer.from('<a/>') });
    const { frames } = report('pass', { tape: new Tape().push(push).push(new Uint8Array([1])) });
    expect(frames.map((f) => [f.unit, f.contentType])).toEqual([
      ['datagram', 'application/vnd.syncml.dm+xml'],
      ['datagram', ''],
    ]);
  });

  it('hold what the tree was read to be, and nothing when it was not read', () => {
    const nodes = [{ uri: './A', format: 'chr', value: 'one' }];
    const tape = new Tape().begin('effect').call('read-tree', 'done', { nodes }).end('effect');
    expect(report('pass', { tape }).scenarios[0]?.trees).toEqual([{ step: 'effect', uri: './A', nodes }]);
    expect(report('pass').scenarios[0]).not.toHaveProperty('trees');
  });
});
