/** What is wrong with what arrived before anybody asks what it says: HTTP that is none, octets too many, a body that its head calls coded. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { assertion, message, REQUEST, ROW, scenario, step, surroundings, syncml, Tape, verdicts } from '../../tests/support/hand-made.js';
import type { FrameLine, RowRecord } from '../record/record.js';
import { type JudgedRow, judgeRow } from './judge.js';
import type { Assertion, Step } from './scenario.js';

const GOOD = syncml('<SessionID>0</SessionID>', '<Alert><Data>1230</Data></Alert>');
const ARRIVES = assertion('arrives', { message: 'arrives' });
const SESSION = assertion('session', { at: '/SyncML/SyncHdr/SessionID', ascii: '0' });
const CODE = assertion('code', { at: '/SyncML/SyncBody/Alert/Data', ascii: '1230' });

const fire = step('fire', 'trigger', { otherwise: 'inconclusive' });
const report = (expect: readonly Assertion[]): Step => step('report', 'receive', { otherwise: 'fail', expect });
const STEPS = [fire, report([ARRIVES, SESSION, CODE])];
const judge = (steps: readonly Step[], record: RowRecord): JudgedRow => judgeRow(scenario(steps), ROW, record, surroundings());

describe('octets after the end of an answer', () => {
  const answer = { direction: 'from-iut', unit: 'response', head: { status: 200, version: '1.1', headers: [] } } as const;
  const { head: _none, ...surplus } = { ...answer, trouble: 'surplus' } as const;
  const taken = (own: number): Tape =>
    new Tape()
      .step('fire')
      .begin('answer')
      .frame('', answer)
      .end('answer', 'done', { frame: 1 })
      .frame('HTTP/1.1 500', { ...surplus, exchange: own });
  const steps = [fire, step('answer', 'receive', { what: 'http-response', otherwise: 'fail', expect: [ARRIVES] })];

  it('fail its arrival, with these octets', () => {
    const { exchange } = taken(1)
      .record()
      .events.find((e) => e.e === 'frame') as FrameLine;
    const row = judge(steps, taken(exchange).record());
    expect(verdicts(row)).toEqual({ arrives: 'fail' });
    expect(message(row, 'arrives')).toBe('the answer is not all that came: surplus: octets came after the end of the answer');
    expect(row.assertions[0]!.evidence[0]).toMatchObject({ frame: 2, hex: Buffer.from('HTTP/1.1 500').toString('hex') });
    expect(verdicts(judge(steps, taken(exchange + 1).record()))).toEqual({ arrives: 'pass' });
  });
});

describe('a request that is none of HTTP', () => {
  const sent = (version: string, ...headers: (readonly [string, string])[]): JudgedRow =>
    judge(
      STEPS,
      new Tape()
        .step('fire')
        .begin('report')
        .frame(GOOD, { head: { ...REQUEST.head, version, headers } })
        .end('report', 'done', { frame: 1 })
        .record(),
    );

  it.each([
    ['HTTP/1.1 without Host', sent('1.1'), 'the request has no Host, which HTTP/1.1 demands'],
    ['two Hosts', sent('1.1', ['Host', 'a'], ['host', 'b']), 'the request has 2 Host headers'],
    ['another version', sent('0.9', ['Host', 'a']), 'the request is of HTTP/0.9, wanted 1.1 or 1.0'],
  ])('fails its arrival: %s', (_, row, why) => {
    expect(verdicts(row).arrives).toBe('fail');
    expect(message(row, 'arrives')).toBe(`what came is malformed: ${why}`);
  });

  it('HTTP/1.0 needs no Host', () => expect(sent('1.0').verdict).toBe('pass'));
});

describe('a body that its head calls coded', () => {
  const sent = (body: string | Uint8Array, coding: string): Tape =>
    new Tape()
      .step('fire')
      .begin('report')
      .frame(body, { head: { ...REQUEST.head, headers: [...REQUEST.head.headers, ['Content-Encoding', coding]] } })
      .end('report', 'done', { frame: 1 });

  it('fails where it has not that coding, is open where it has or nobody knows, and never passes', () => {
    const row = judge(STEPS, sent(GOOD, 'gzip').record());
    expect(verdicts(row)).toEqual({ arrives: 'fail', session: 'not-tested', code: 'not-tested' });
    expect(message(row, 'arrives')).toMatch(/its head tells Content-Encoding "gzip", and the octets are nothing of the kind$/);
    for (const open of [sent(gzipSync(GOOD), 'gzip'), sent(GOOD, 'rot13')]) {
      const coded = judge(STEPS, open.record());
      expect(verdicts(coded)).toEqual({ arrives: 'inconclusive', session: 'inconclusive', code: 'inconclusive' });
      expect(message(coded, 'arrives')).toMatch(/it was sent with Content-Encoding "\w+", which dmct does not undo/);
    }
    expect(judge(STEPS, sent(GOOD, 'identity').record()).verdict).toBe('pass');
  });

  it('has octets that are neither right nor wrong', () => {
    const octets = [fire, report([ARRIVES, assertion('octets', { body: 'yes', 'well-formed': 'yes' })])];
    expect(verdicts(judge(octets, sent(gzipSync(GOOD), 'gzip').record()))).toEqual({ arrives: 'inconclusive', octets: 'inconclusive' });
    expect(verdicts(judge(octets, sent(GOOD, 'gzip').record())).octets).toBe('fail');
  });
});
