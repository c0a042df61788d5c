/** Each condition: what passes, what fails and what is said of a near miss. */
import { describe, expect, it } from 'vitest';
import { REQUEST, step, surroundings, syncml, Tape } from '../../tests/support/hand-made.js';
import type { FrameLine } from '../record/record.js';
import { CONDITIONS } from './conditions.js';
import { evaluate } from './evaluate.js';
import type { Check } from './scenario.js';
import { type CheckContext, type Place, resolve } from './subject.js';
import { Timeline } from './timeline.js';

const BODY = [
  '<Alert><CmdID>1</CmdID><Data>1230</Data><Item><Meta><Type xmlns="syncml:metinf">x</Type></Meta><Data><![CDATA[a<b]]></Data></Item></Alert>',
  '<Alert><CmdID>2</CmdID><Data>1230</Data><Item/><Item/></Alert><Final/>',
].join('');
const SESSION = '/SyncML/SyncHdr/SessionID';
const ITEM = '/SyncML/SyncBody/Alert[1]/Item';

const steps = [step('one', 'receive'), step('two', 'receive')];
const record = new Tape()
  .begin('one')
  .frame(syncml('<SessionID>0A</SessionID><MsgID> 7</MsgID>', BODY))
  .end('one', 'done', { frame: 1 })
  .begin('two')
  .frame(syncml('<SessionID>0B</SessionID><MsgID>7</MsgID>', BODY), {
    head: { ...REQUEST.head, headers: [['Content-Type', 'Application/vnd.syncml.DM+xml ; charset=utf-8']] },
  })
  .call('read-reports', 'done', {
    reports: [
      { type: 'x-a', data: 'one' },
      { type: 'x-b', data: 'two' },
    ],
  })
  .end('two', 'done', { frame: 2 })
  .record();
const timeline = new Timeline(record, steps);

describe('a charset that the octets contradict', () => {
  const XML = '<SyncML/>';
  const wide = Buffer.from(`\ufeff${XML}`, 'utf16le');
  const judged = (charset: string, body: string | Uint8Array): string | undefined => {
    const frame = new Tape().frame(body, { head: { ...REQUEST.head, headers: [['Content-Type', `text/xml; charset=${charset}`]] } }).record()
      .events[0];
    const context = { step: steps[0]!, steps, timeline, surroundings: surroundings(), frames: [frame as FrameLine] };
    const check = { http: 'content-type', 'media-type': 'text/xml' };
    return CONDITIONS['media-type']!(resolve(check, context).places, 'text/xml', check, context).message;
  };

  it('fails the media type', () => {
    expect(judged('utf-16', XML)).toMatch(/its charset is utf-16, and the octets are not/);
    expect(judged('"UTF-8"', wide)).toMatch(/its charset is UTF-8, and the octets are UTF-16/);
    expect(judged('UCS-2', XML)).toMatch(/its charset is UCS-2, and the octets are not/);
    for (const [charset, body] of [
      ['utf-8', XML],
      ['UTF-16', wide],
      ['utf-16le', wide],
      ['iso-8859-1', XML],
      ['utf-16', ''],
      ['csUTF16', wide],
      ['unicode', wide],
      ['utf-8; x="; charset=utf-16"', XML],
      ['utf-8; charset=utf-16', XML],
    ] as const)
      expect(judged(charset, body), charset).toBeUndefined();
  });
});

/** Judges one check on the second step as the judge does: every condition of it in turn, the first that fails counts. */
function result(check: Check): { ok: boolean; wanted: string; message?: string } {
  const two = steps[1]!;
  const context = { step: two, steps, timeline, surroundings: surroundings(), frames: [timeline.run('two')!.frame!] };
  const { places } = resolve(check, context);
  const results = Object.entries(check)
    .filter(([name]) => name in CONDITIONS)
    .map(([name, value]) => CONDITIONS[name]!(places, value, check, context));
  return results.find((r) => !r.ok) ?? results[0]!;
}

describe('conditions', () => {
  it.each<[string, Check]>([
    ['count', { at: '//Alert', count: '2' }],
    ['count, at least', { at: '//Alert', count: '>=2' }],
    ['count, from to', { at: '//Alert', count: '1..2' }],
    ['absent', { at: '//Cred', absent: 'yes' }],
    ['present', { at: '//Final', present: 'yes' }],
    ['ascii', { at: SESSION, ascii: '0B' }],
    ['text', { at: `${ITEM}/Data`, text: 'a<b' }],
    ['bytes', { at: SESSION, bytes: '30 42' }],
    ['pattern, of the whole text', { at: SESSION, pattern: '0[A-F]' }],
    ['media-type', { http: 'content-type', 'media-type': 'application/vnd.syncml.dm+xml' }],
    ['one-of', { at: SESSION, 'one-of': ['0A', '0B'] }],
    ['not-one-of', { at: SESSION, 'not-one-of': ['0A', '0C'] }],
    ['not-one-of, of nothing', { at: '//Cred', 'not-one-of': ['x'] }],
    ['range', { at: '//Alert[1]/Data', range: '1000..2000' }],
    ['form', { at: `${ITEM}/Data`, form: ['cdata', 'opaque'] }],
    ['ns', { at: `${ITEM}/Meta/Type`, ns: 'syncml:metinf' }],
    ['children', { at: '/SyncML/SyncBody', children: ['Alert'], tolerate: ['Final'] }],
    ['each-has', { at: '//Alert', 'each-has': { CmdID: '1', Item: '1..2' } }],
    ['unique', { at: '//CmdID', unique: 'yes' }],
    ['constant', { at: '//Alert/Data', constant: 'yes' }],
    ['counts-up', { at: '//CmdID', 'counts-up': 'yes' }],
    ['same-as, elsewhere', { at: '//Alert/Data', 'same-as': { step: 'one', at: '//Alert/Data' } }],
    ['differs-from', { at: SESSION, 'differs-from': 'one' }],
    ['at-most', { at: '//CmdID', 'at-most': '2' }],
    ['octets-at-most', { at: `${ITEM}/Data`, 'octets-at-most': '3' }],
    ['length-of', { at: '/SyncML/SyncHdr/MsgID', 'length-of': 'dé 678' }],
    ['empty, of nothing', { at: '//Cred', empty: 'yes' }],
    ['has', { oracle: 'reports', has: 'one' }],
    ['lacks', { oracle: 'reports', lacks: 'three' }],
    ['where and key', { oracle: 'reports', where: { type: 'x-b' }, key: 'data', count: '1', text: 'two' }],
    ['well-formed', { body: 'yes', 'well-formed': 'yes' }],
  ])('%s holds', (_, check) => expect(result(check)).toMatchObject({ ok: true }));

  it.each<[string, Check, string]>([
    ['count', { at: '//Alert', count: '1' }, 'there are 2'],
    ['absent', { at: '//Final', absent: 'yes' }, 'it is there'],
    ['present', { at: '//Cred', present: 'yes' }, 'it is not there'],
    ['ascii, white space', { at: '/SyncML/SyncHdr/MsgID', ascii: '7 ' }, 'right but for white space around it'],
    ['ascii, case', { at: SESSION, ascii: '0b' }, 'right but for upper and lower case'],
    ['ascii, the same number', { at: '//CmdID', ascii: '01' }, 'the same number, but other octets'],
    ['ascii, of nothing', { at: '//Cred', ascii: 'x' }, 'it is not there'],
    ['range, no number', { at: SESSION, range: '>=0' }, 'it is no decimal number'],
    ['form, another one', { at: SESSION, form: 'cdata' }, 'it is written as chars'],
    ['form, element content', { at: ITEM, form: 'cdata' }, 'it has element content (Meta, Data)'],
    ['form, no element', { body: 'yes', form: 'cdata' }, 'it has no form'],
    ['ns', { at: SESSION, ns: 'syncml:metinf' }, 'its namespace is "SYNCML:SYNCML1.2"'],
    ['children', { at: '/SyncML/SyncBody', children: ['Alert'] }, 'Final stands inside'],
    ['each-has', { at: '//Alert', 'each-has': { Item: '1' } }, 'one has 2 Item'],
    ['unique', { at: '//Alert/Data', unique: 'yes' }, '"1230" stands twice'],
    ['unique, of nothing', { at: '//Cred', unique: 'yes' }, 'none is there'],
    ['constant, of nothing', { at: '//Cred', constant: 'yes' }, 'none is there'],
    ['counts-up, of nothing', { at: '//Cred', 'counts-up': 'yes' }, 'none is there'],
    ['same-as, a step that has none', { at: SESSION, 'same-as': { step: 'one', at: '//Cred' } }, 'the other step has no such value'],
    ['differs-from, a step that was not run', { at: SESSION, 'differs-from': 'three' }, 'the other step has no such value'],
    ['has, of some', { oracle: 'reports', has: 'three' }, 'none of the entries has it'],
    ['has, of none', { oracle: 'nodes', has: 'three' }, 'there is no entry at all'],
    ['lacks', { oracle: 'reports', lacks: 'two' }, 'an entry has it'],
    ['conforms', { body: 'yes', conforms: 'dtd' }, 'SyncHdr'],
  ])('%s fails and says why', (_, check, message) => {
    const { ok, message: said } = result(check);
    expect(ok).toBe(false);
    expect(said).toContain(message);
  });

  it.each<[string, Check, string]>([
    ['bytes', { at: SESSION, bytes: '30 41' }, '3041'],
    ['pattern, a part of the text only', { at: SESSION, pattern: '0' }, '/0/'],
    ['media-type', { http: 'content-type', 'media-type': ['text/xml', 'application/xml'] }, 'text/xml or application/xml'],
    ['one-of', { at: SESSION, 'one-of': ['0', 'B'] }, 'one of 0, B'],
    ['not-one-of', { at: SESSION, 'not-one-of': ['0B'] }, 'none of 0B'],
    ['range', { at: '//CmdID', range: '2..9' }, 'a number in 2..9'],
    ['constant', { at: '//CmdID', constant: 'yes' }, '"1" everywhere'],
    ['counts-up', { at: '//Alert/Data', 'counts-up': 'yes' }, '1, 2, 3 …'],
    ['same-as', { at: SESSION, 'same-as': 'one' }, '"0A"'],
    ['differs-from', { at: '//Alert/Data', 'differs-from': { step: 'one', at: '//Alert/Data' } }, 'anything but "1230"'],
    ['at-most', { at: '//CmdID', 'at-most': '1' }, 'at most 1'],
    ['octets-at-most', { at: `${ITEM}/Data`, 'octets-at-most': '2' }, 'at most 2 octets'],
    ['length-of, another length', { at: '//CmdID', 'length-of': 'four' }, '4, the octets of "four"'],
    ['empty', { at: SESSION, empty: 'yes' }, 'no octets'],
  ])('%s fails and says what was wanted', (_, check, wanted) => expect(result(check)).toMatchObject({ ok: false, wanted }));

  it('form shows the text as it crossed, which is what is wrong', () => {
    const tape = new Tape().begin('one').frame(syncml('<SessionID>0</SessionID>', '<Alert><Item><Data>a&lt;b</Data></Item></Alert>'));
    const record = tape.end('one', 'done', { frame: 1 }).record();
    const one = new Timeline(record, steps);
    const context = { step: steps[0]!, steps, timeline: one, surroundings: surroundings(), frames: [one.run('one')!.frame!] };
    const check = { at: '/SyncML/SyncBody/Alert/Item/Data', form: 'cdata' };
    const { places } = resolve(check, context);
    expect(places.map((p) => p.text)).toEqual(['a<b']);
    expect(CONDITIONS.form!(places, 'cdata', check, context).places?.map((p) => p.text)).toEqual(['a&lt;b']);
    expect(evaluate(check, context).message).toBe(`at ${check.at}: wanted written as cdata, got "a&lt;b" (it is written as chars)`);
  });

  it('a message says the subject in words, and of what may be absent that it is allowed', () => {
    const two = steps[1]!;
    const context = { step: two, steps, timeline, surroundings: surroundings(), frames: [timeline.run('two')!.frame!] };
    expect(evaluate({ body: 'yes', pattern: 'x' }, context).message).toMatch(/^the body: wanted /);
    expect(evaluate({ 'http-method': 'yes', ascii: 'PUT' }, context).message).toMatch(/^the HTTP method: wanted "PUT"/);
    const mark = evaluate({ at: `${ITEM}/Meta/Mark`, count: '0..1', 'one-of': ['minor'] }, context);
    expect(mark).toMatchObject({ ok: true, evidence: [{ wanted: '0..1 elements Mark', got: 'absent, which is allowed' }] });
  });

  it('well-formed names the deviation and its octet', () => {
    const frame = new Tape().frame('<SyncML><A></SyncML>').record().events[0]!;
    const context = { step: steps[0]!, steps, timeline, surroundings: surroundings(), frames: [frame as never] };
    const check = { body: 'yes', 'well-formed': 'yes' };
    expect(CONDITIONS['well-formed']!(resolve(check, context).places, 'yes', check, context)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/at octet \d+: /),
    });
  });
});

const nowhere = {} as CheckContext; // the conditions here look at the places alone
const place = (text: string): Place => ({ from: 0, to: text.length, octets: new TextEncoder().encode(text), text });
const oneOf = (check: { readonly [key: string]: string | readonly string[] }, ...texts: string[]) =>
  CONDITIONS['one-of']?.(texts.map(place), ['minor', 'fatal'], check, nowhere).ok;

describe('a condition beside count', () => {
  it('is satisfied by what may be absent and is', () => {
    expect(oneOf({ count: '0..1' })).toBe(true);
    expect(oneOf({ count: '0..1' }, 'minor')).toBe(true);
    expect(oneOf({ count: '0..1' }, 'urgent')).toBe(false);
  });

  it('fails when it is absent and must not be', () => {
    expect(oneOf({ count: '1' })).toBe(false);
    expect(oneOf({ count: '>=1' })).toBe(false);
    expect(oneOf({})).toBe(false);
  });

  it('leaves the count itself to count', () => {
    expect(CONDITIONS.count?.([], '1..2', { count: '1..2' }, nowhere).ok).toBe(false);
    expect(CONDITIONS.count?.([], '0..2', { count: '0..2' }, nowhere).ok).toBe(true);
  });
});
