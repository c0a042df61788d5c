/** Wire edits on XML and WBXML: each changes what it names, nothing else, and never pretends to have changed something. */
import { describe, expect, it } from 'vitest';
import { REQUEST, syncml } from '../../tests/support/hand-made.js';
import { readDocument } from '../judge/body.js';
import type { Fields } from '../judge/scenario.js';
import { select } from '../judge/select.js';
import { formOf, textOf } from '../wire/document.js';
import type { Crossing } from '../wire/frame.js';
import type { OutElement } from '../wire/out.js';
import { writeWbxml } from '../wire/wbxml-write.js';
import { editCrossing } from './edit.js';

const XML = syncml(
  '<VerDTD>1.2</VerDTD><SessionID>1</SessionID><Cred><Data>x</Data></Cred>',
  '<Alert><Data>1230</Data><Item><Data><![CDATA[a<b]]></Data></Item></Alert><Final/>',
);
const NS = 'SYNCML:SYNCML1.2';
const out = (name: string, ...content: (OutElement | string | Uint8Array)[]): OutElement => ({
  name,
  ns: NS,
  content: content.map((c) =>
    typeof c === 'string' ? { text: c, form: 'inline' as const } : c instanceof Uint8Array ? { octets: c, form: 'opaque' as const } : c,
  ),
});
const WBXML = writeWbxml(
  out(
    'SyncML',
    out('SyncHdr', out('VerDTD', '1.2'), out('SessionID', '1'), out('Cred', out('Data', 'x'))),
    out('SyncBody', out('Alert', out('Data', '1230'), out('Item', out('Data', new TextEncoder().encode('a<b')))), out('Final')),
  ),
  { version: '1.2' },
);

const crossing = (body: Uint8Array | string, given: Partial<Crossing> = {}): Crossing => ({
  ...REQUEST,
  ...(typeof body === 'string' ? {} : { head: { ...REQUEST.head, headers: [['Content-Type', 'application/vnd.syncml.dm+wbxml']] } }),
  ...given,
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
});
const both: readonly (readonly [string, Crossing])[] = [
  ['XML', crossing(XML)],
  ['WBXML', crossing(WBXML)],
];
/** Names and texts at a path of the edited message. */
const at = (edited: Crossing, path: string): string[] =>
  select(readDocument(edited.body, edited.head?.headers[0]?.[1]).root, path).map((e) => `${e.name}=${textOf(e)}`);
const SESSION = '/SyncML/SyncHdr/SessionID';
const ALERT = '/SyncML/SyncBody/Alert';

describe.each(both)('an edit of an element in %s', (kind, message) => {
  it.each<[string, Fields, string, string[]]>([
    ['content', { at: SESSION, content: '0<&>' }, '/SyncML/SyncHdr/*', ['VerDTD=1.2', 'SessionID=0<&>', 'Cred=']],
    ['content of an empty element', { at: '//Final', content: 'x' }, '/SyncML/SyncBody/*', ['Alert=', 'Final=x']],
    ['no content', { at: '//Cred/Data', content: '' }, '//Cred/*', ['Data=']],
    ['raw', { at: SESSION, raw: '<Final/>' }, `${SESSION}/*`, ['Final=']],
    ['drop', { at: SESSION, drop: 'yes' }, '/SyncML/SyncHdr/*', ['VerDTD=1.2', 'Cred=']],
    ['duplicate', { at: `${ALERT}/Item`, duplicate: 'yes' }, `${ALERT}//Data`, ['Data=1230', 'Data=a<b', 'Data=a<b']],
    ['insert', { at: ALERT, insert: '<CmdID>7</CmdID>' }, `${ALERT}/*`, ['Data=1230', 'Item=', 'CmdID=7']],
    ['rename', { at: SESSION, rename: 'MsgID' }, '/SyncML/SyncHdr/*', ['VerDTD=1.2', 'MsgID=1', 'Cred=']],
    ['before', { at: '//Cred', before: 'VerDTD' }, '/SyncML/SyncHdr/*', ['Cred=', 'VerDTD=1.2', 'SessionID=1']],
    ['the first of several', { at: '//Data', content: '9' }, '//Data', ['Data=9', 'Data=1230', 'Data=a<b']],
  ])('%s', (_, edit, path, wanted) => {
    const edited = editCrossing(message, edit);
    expect(at(edited, path)).toEqual(wanted);
    expect(edited.head).toEqual(message.head);
    expect(Buffer.compare(edited.body, message.body)).not.toBe(0);
  });

  it('keeps how the rest is written', () => {
    const edited = editCrossing(message, { at: SESSION, content: '2' });
    expect(select(readDocument(edited.body, edited.head?.headers[0]?.[1]).root, `${ALERT}/Item/Data`).map(formOf)).toEqual([
      kind === 'XML' ? 'cdata' : 'opaque',
    ]);
  });

  it.each<[string, Fields, RegExp]>([
    ['an element that is not there', { at: '//Results', content: 'x' }, /there is no \/\/Results in the frame/],
    ['what is so already', { at: SESSION, content: '1' }, /changes no octet/],
    ['an order that is so already', { at: '//Cred', before: 'Target' }, /there is no sibling Target/],
    ['a place that it has passed', { at: '/SyncML/SyncHdr/VerDTD', before: 'Cred' }, /Cred stands after it already/],
    ['nothing at all', { at: SESSION }, /./],
  ])('throws for %s', (_, edit, wanted) => expect(() => editCrossing(message, edit)).toThrow(wanted));
});

describe('an edit of XML', () => {
  it('leaves every other octet as it was', () => {
    const edited = Buffer.from(editCrossing(crossing(XML), { at: SESSION, content: '00' }).body).toString();
    expect(edited).toBe(XML.replace('<SessionID>1<', '<SessionID>00<'));
  });

  it('sets a namespace', () => {
    const edited = editCrossing(crossing(XML), { at: '//Cred/Data', ns: 'syncml:metinf' });
    expect(select(readDocument(edited.body, edited.head?.headers[0]?.[1]).root, '//Cred/Data').map((e) => e.ns)).toEqual(['syncml:metinf']);
  });

  it('may write what is no XML', () => {
    expect(Buffer.from(editCrossing(crossing(XML), { at: SESSION, raw: '<x' }).body).toString()).toContain('<SessionID><x</SessionID>');
  });
});

describe('an edit of a frame', () => {
  const text = (edit: Fields, given: Partial<Crossing> = {}): string => Buffer.from(editCrossing(crossing('abcdef', given), edit).body).toString();

  it('cuts, appends, overwrites, replaces the body', () => {
    expect(text({ cut: '2' })).toBe('ab');
    expect(text({ append: '7a7a' })).toBe('abcdefzz');
    expect(text({ octets: '1 5A 59' })).toBe('aZYdef');
    expect(text({ octets: '-1 5A' })).toBe('abcdeZ');
    expect(text({ body: '7a' })).toBe('z');
    expect(text({ body: 'empty' })).toBe('');
  });

  it('sets and drops headers and the status, without regard to case', () => {
    const head = {
      version: '1.1',
      status: 200,
      headers: [
        ['content-type', 'a'],
        ['X', 'y'],
      ] as const,
    };
    const edited = (edit: Fields) => editCrossing(crossing('x', { unit: 'response', head }), edit).head;
    expect(edited({ http: 'Content-Type', value: 'b' })?.headers).toEqual([
      ['X', 'y'],
      ['Content-Type', 'b'],
    ]);
    expect(edited({ http: 'CONTENT-TYPE', drop: 'yes' })?.headers).toEqual([['X', 'y']]);
    expect(edited({ status: '500' })).toMatchObject({ status: 500, headers: head.headers });
  });

  it.each<[string, Fields, RegExp]>([
    ['cutting nothing off', { cut: '6' }, /changes no octet/],
    ['the same octet', { octets: '0 61' }, /changes no octet/],
    ['octets outside', { octets: '6 61' }, /octet 6 is outside the 6 octets of the frame/],
    ['octets before the first', { octets: '-7 61' }, /octet -7 is outside/],
    ['a header that is not there', { http: 'x-none', drop: 'yes' }, /there is no header x-none to drop/],
    ['the status of a request', { status: '500' }, /this frame is no HTTP response/],
    ['no edit', {}, /changes no octet/],
  ])('throws for %s', (_, edit, wanted) => expect(() => text(edit)).toThrow(wanted));

  it('throws for a header of a datagram', () => {
    const { head: _head, ...datagram } = crossing('x');
    expect(() => editCrossing(datagram, { http: 'x', value: 'y' })).toThrow('this frame has no HTTP head');
  });
});
