import { describe, expect, it } from 'vitest';
import { assertion, message, ROW, scenario, step, surroundings, syncml, Tape, verdicts } from '../../tests/support/hand-made.js';
import type { FrameLine } from '../record/record.js';
import { type JudgedRow, judgeRow } from './judge.js';
import type { Assertion, Step } from './scenario.js';

const GOOD = syncml('<SessionID>1</SessionID>', '<Alert><Data>1201</Data></Alert><Final/>');
const UNCLOSED = GOOD.replace('</SyncHdr>', '');
const AT = UNCLOSED.indexOf('</SyncML>');
const WORDS = `frame 1 of the IUT is not well-formed (xml-end-tag-missing at octet ${AT}: `;
const SESSION = assertion('session', { at: '//SessionID', ascii: '1' });
const POSTED = assertion('posted', { 'http-method': 'yes', ascii: 'POST' });
const FORM = assertion('form', { body: 'yes', 'well-formed': 'yes' });
const REFERS = assertion('refers', { at: '/SyncML/SyncBody/Status/MsgRef', ascii: '5' });

const start = step('start', 'trigger', { otherwise: 'inconclusive' });
const first = (...expect: readonly Assertion[]): Step => step('first', 'receive', { otherwise: 'inconclusive', expect });
const next = (given: Partial<Step> = {}): Step => step('next', 'receive', { otherwise: 'fail', expect: [REFERS], ...given });
const silence = step('silence', 'quiet', { with: { of: 'message' }, expect: [assertion('silent', { message: 'none' })] });

const got = (body: string | Uint8Array, given: Partial<FrameLine> = {}): Tape =>
  new Tape().step('start').begin('first').frame(body, given).end('first', 'done', { frame: 1 });
const gone = (tape: Tape): Tape => tape.step('next', 'absent', { why: 'no message came within 5 ms' });
const answered = (tape: Tape, ref: string): Tape =>
  tape
    .begin('next')
    .frame(syncml('', `<Status><MsgRef>${ref}</MsgRef></Status>`))
    .end('next', 'done', { frame: 2 });
const judge = (steps: readonly Step[], tape: Tape): JudgedRow => judgeRow(scenario([start, ...steps]), ROW, tape.record(), surroundings());

describe('a malformed message of the IUT', () => {
  it('blames nothing else for a next message that does not come', () => {
    const row = judge([first(), next()], gone(got(UNCLOSED)));
    expect(verdicts(row)).toEqual({ refers: 'inconclusive' });
    expect(message(row, 'refers')).toContain(WORDS);
    expect(message(row, 'refers')).toContain('as it stands: fail (no message came within 5 ms');
    expect(row.assertions[0]?.evidence).toMatchObject([{ frame: 1, from: AT, to: AT + 1, got: 'xml-end-tag-missing' }]);
    expect(verdicts(judge([first(), next()], gone(got(GOOD))))).toEqual({ refers: 'fail' });
  });

  it('says so where the next message was not judged for another reason', () => {
    const row = judge([first(), next({ otherwise: 'inconclusive' })], gone(got(UNCLOSED)));
    expect(verdicts(row)).toEqual({ refers: 'inconclusive' });
    expect(message(row, 'refers')).toMatch(/^no message came within 5 ms.*; frame 1 of the IUT is not well-formed/);
  });

  it('is told by its number in the report, words of the IUT as they are', () => {
    const tape = got(UNCLOSED).step('next', 'absent', { why: 'frame #1, says the device' });
    const { assertions } = judgeRow(scenario([start, first(), next()]), ROW, tape.record(), surroundings(), 10);
    expect(assertions[0]?.message).toMatch(/^frame 11 of the IUT .*fail \(frame #1, says the device/);
    expect(assertions[0]?.evidence).toMatchObject([{ frame: 1 }]);
  });

  it('leaves open what the next one says wrong', () => {
    expect(verdicts(judge([first(), next()], answered(got(UNCLOSED), '4')))).toEqual({ refers: 'inconclusive' });
    expect(verdicts(judge([first(), next()], answered(got(GOOD), '4')))).toEqual({ refers: 'fail' });
  });

  it('never ends in all that passes', () => {
    const row = judge([first(SESSION), next()], answered(got(UNCLOSED), '5'));
    expect(verdicts(row)).toEqual({ session: 'inconclusive', refers: 'inconclusive' });
    expect(message(row, 'session')).toContain(WORDS);
    expect(judge([first(SESSION), next()], answered(got(GOOD), '5')).verdict).toBe('pass');
    expect(judge([first(SESSION), next()], answered(got(`${GOOD}\0`), '5')).verdict).toBe('inconclusive');
  });

  it('is counted once, by what asks for it; what holds beside it stands', () => {
    const row = judge([first(FORM, SESSION), silence], got(UNCLOSED).step('silence'));
    expect(verdicts(row)).toEqual({ form: 'fail', session: 'pass', silent: 'pass' });
    // It tells the place already.
    expect(message(row, 'form')).not.toContain('frame 1');
  });

  it('is told beside what else is wrong with it', () => {
    const row = judge([first(assertion('other', { at: '//SessionID', ascii: '2' }), SESSION)], got(UNCLOSED));
    expect(verdicts(row)).toEqual({ other: 'fail', session: 'pass' });
    expect(message(row, 'other')).toMatch(/wanted "2", got "1"; frame 1 of the IUT is not well-formed/);
  });

  it('changes nothing that was seen before it', () => {
    const steps = [first(SESSION), next()];
    const tape = got(GOOD).begin('next').frame(UNCLOSED).end('next', 'done', { frame: 2 });
    const row = judge(steps, tape);
    expect(verdicts(row)).toMatchObject({ session: 'pass' });
    expect(row.verdict).not.toBe('pass');
  });

  it.each([
    ['no SyncML', '<html/>', 'frame 1 of the IUT is no message of DM (what came is no SyncML message, its root is <html>)'],
    ['a message without body', '<SyncML><SyncHdr/></SyncML>', 'it has no SyncBody'],
    ['nothing', '', 'is not well-formed (xml-no-root at octet 0'],
    ['WBXML that ends too early', Uint8Array.of(0x02, 0xa4, 0x01, 0x6a, 0x00, 0x6d), 'is not well-formed (wbxml-'],
  ])('may be %s', (_, body, words) => {
    const row = judge([first(POSTED), silence], got(body).step('silence'));
    expect(verdicts(row)).toEqual({ posted: 'inconclusive', silent: 'inconclusive' });
    expect(message(row, 'posted')).toContain(words);
  });

  it('is one of a server, too, where it says that it is one', () => {
    const answer = (type: string): Partial<FrameLine> => ({
      unit: 'response',
      head: { status: 200, version: '1.1', headers: [['Content-Type', type]] },
    });
    const came = step('first', 'receive', { what: 'http-response', expect: [assertion('status', { 'http-status': 'yes', ascii: '200' })] });
    expect(judge([came], got('<SyncML', answer('application/vnd.syncml.dm+xml'))).verdict).toBe('inconclusive');
    expect(judge([came], got('<SyncML><SyncHdr>', answer('text/xml'))).verdict).toBe('inconclusive');
    expect(judge([came], got('<p>fine', answer('text/html'))).verdict).toBe('pass');
    expect(judge([came], got('', answer('application/vnd.syncml.dm+xml'))).verdict).toBe('pass');
  });

  it('is none that was cut off on its way', () => {
    expect(judge([first(SESSION), next()], answered(got(UNCLOSED, { trouble: 'short-body' }), '5')).verdict).toBe('pass');
  });
});
