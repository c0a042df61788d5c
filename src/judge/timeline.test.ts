import { describe, expect, it } from 'vitest';
import { step, Tape } from '../../tests/support/hand-made.js';
import { isKind, Timeline } from './timeline.js';

const STEPS = [step('fire', 'trigger'), step('report', 'receive'), step('again', 'send'), step('window', 'quiet')];
const record = new Tape()
  .fact('nonce', 'n0')
  .begin('fire')
  .call('send-report', 'done')
  .end('fire')
  .begin('report')
  .frame('<A/>')
  .end('report', 'done', { frame: 1 })
  .fact('nonce', 'n1')
  .begin('again')
  .end('again')
  .begin('window')
  .frame('<B/>')
  .fact('nonce', 'n2')
  .record();
const timeline = new Timeline(record, STEPS);

describe('the timeline', () => {
  it('knows where each step began and ended, and which frame it took', () => {
    expect(timeline.run('fire')).toEqual({ begin: 1, end: 3, state: 'done' });
    expect(timeline.run('report')).toMatchObject({ begin: 4, end: 6, state: 'done', frame: { n: 1 } });
    expect(timeline.run('never')).toBeUndefined();
    expect(timeline.frames.map((f) => timeline.isTaken(f))).toEqual([true, false]);
  });

  it('calls a step missing that the record ends in', () => {
    expect(timeline.run('window')).toEqual({ begin: 10, end: record.events.length, state: 'missing', why: 'the record ends inside this step' });
  });

  it('counts consequences from the last act', () => {
    expect(STEPS.map((s) => timeline.actBefore(s))).toEqual([0, 1, 1, 8]);
    expect(timeline.framesBetween(8, record.events.length).map((f) => f.n)).toEqual([2]);
    expect(timeline.framesBetween(5, 6).map((f) => f.n)).toEqual([1]);
    expect(timeline.framesBetween(6, 8)).toEqual([]);
  });

  it('knows what was known before a frame crossed, and nothing later', () => {
    const [first, second] = timeline.frames;
    expect(timeline.factsBefore('nonce', first!)).toEqual(['n0']);
    expect(timeline.factsBefore('nonce', second!)).toEqual(['n0', 'n1']);
    expect(timeline.factBefore('nonce', record.events.length)).toBe('n2');
    expect(timeline.factBefore('nonce', 0)).toBeUndefined();
    expect(timeline.factBefore('other', second!)).toBeUndefined();
  });

  it('keeps calls of the upper tester by step', () => {
    expect(timeline.calls('fire').map((c) => c.primitive)).toEqual(['send-report']);
    expect(timeline.calls('report')).toEqual([]);
    expect(timeline.calls('never')).toEqual([]);
  });
});

describe('kinds of frames', () => {
  const head = { version: '1.1', headers: [] };
  const request = { direction: 'from-iut', channel: 'dm', unit: 'request', head } as const;
  it.each([
    ['a request at the DM address', request, ['any', 'message']],
    ['a response there', { ...request, unit: 'response' }, ['any', 'http-response']],
    ['a push by HTTP', { ...request, channel: 'push' }, ['any', 'push']],
    ['the answer to a push', { ...request, channel: 'push', unit: 'response' }, ['any']],
    ['a datagram', { direction: 'from-iut', channel: 'push', unit: 'datagram' }, ['any', 'push']],
    ['what we sent', { ...request, direction: 'to-iut' }, []],
    ['a connection that was refused', { direction: 'from-iut', channel: 'dm', unit: 'request', trouble: 'refused' }, []],
    ['octets that are no HTTP', { direction: 'from-iut', channel: 'dm', unit: 'request', trouble: 'bad-http' }, ['any', 'message']],
  ] as const)('%s', (_, frame, kinds) => {
    expect((['any', 'message', 'http-response', 'push'] as const).filter((kind) => isKind(frame, kind))).toEqual(kinds);
  });
});

describe('frames aside', () => {
  const tape = new Tape().begin('window').frame('<A/>', { aside: 'read-back' }).frame('<B/>').end('window').record();
  it('are no frames that a step could be about', () => {
    const seen = new Timeline(tape, [step('window', 'quiet')]);
    expect(seen.frames.map((f) => f.n)).toEqual([2]);
    expect(seen.framesBetween(0, 9).map((f) => f.n)).toEqual([2]);
    const [aside, own] = tape.events.filter((e) => e.e === 'frame');
    expect([aside, own].map((f) => f && isKind(f, 'any'))).toEqual([false, true]);
  });
});
