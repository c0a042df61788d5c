import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/dmct.js';
import { RecordWriter, readRecord } from '../ndjson.js';
import { writePcapng } from '../pcapng.js';
import type { Capture } from './capture.js';
import { readCapture } from './read-capture.js';

const WBXML = Buffer.from('02a4016a006d6c71c30331', 'hex');
const header = (type: string): object[] => [
  { name: 'Content-Type', value: type },
  { name: ':authority', value: 'dm.example' },
];

interface Parts {
  readonly request?: object;
  readonly response?: object;
  readonly entry?: object;
}
function entry({ request, response, entry: more }: Parts = {}): object {
  return {
    startedDateTime: '2026-01-02T03:04:05.250Z',
    time: 40,
    serverIPAddress: '2001:db8::7',
    connection: '17',
    request: {
      method: 'POST',
      url: 'https://dm.example/dm?x=1',
      httpVersion: 'HTTP/1.1',
      headers: header('application/vnd.syncml.dm+xml'),
      bodySize: -1,
      postData: { mimeType: '', text: '<SyncML>ä</SyncML>' },
      ...request,
    },
    response: {
      status: 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.0',
      headers: header('application/vnd.syncml.dm+wbxml'),
      content: { size: WBXML.length, mimeType: '', text: WBXML.toString('base64'), encoding: 'base64' },
      ...response,
    },
    ...more,
  };
}
function read(...entries: readonly unknown[]): Capture {
  const file = join(temporaryFolder(), 'session.har');
  const text = entries[0] === deep ? DEEP : JSON.stringify(entries);
  writeFileSync(file, `\ufeff{"log": {"version": "1.2", "entries": ${text}}}`);
  return readCapture(file);
}
const deep = {};
const DEEP = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

describe('a HAR file', () => {
  it('that says of an answer that it took for ever gives a time that a record can hold', () => {
    const { frames } = read(entry({ entry: { time: 1e300 } }), entry());
    expect(frames.map(({ at }) => at)).toEqual([0, 0, 40, 8.64e15]);
    const file = join(temporaryFolder(), 'record.ndjson');
    const writer = new RecordWriter(file);
    const run = {
      e: 'run',
      format: 'dmct-record/1',
      id: '',
      seed: '',
      started: '2026-01-02T03:04:05.000Z',
      command: '',
      tool: '',
      planned: [],
      scr: [],
    } as const;
    writer.write({ ...run, iut: { name: '', vendor: '', product: '', version: '', role: 'client', file: '' } });
    writer.write({ e: 'row', scenario: 'capture', sha256: '' });
    for (const [i, { body, ...frame }] of frames.entries())
      writer.write({ e: 'frame', n: i + 1, ...frame, body: Buffer.from(body).toString('base64') });
    writer.close();
    const record = readRecord(file);
    expect(record.rows[0]?.events).toHaveLength(4);
    expect(() => writePcapng(record, join(temporaryFolder(), 'record.pcapng'))).not.toThrow();
  });

  it('gives both halves of an exchange, its times and its ends', () => {
    const { format, frames, notes } = read(entry());
    expect(format).toBe('har');
    expect(frames).toMatchObject([
      { direction: 'from-iut', unit: 'request', transport: 'https', at: 0, from: 'client', to: '[2001:db8::7]:443', connection: 1, exchange: 1 },
      { direction: 'to-iut', unit: 'response', transport: 'https', at: 40, from: '[2001:db8::7]:443', to: 'client', connection: 1, exchange: 1 },
    ]);
    expect(frames[0]?.head).toEqual({ method: 'POST', url: '/dm?x=1', version: '1.1', headers: [['Content-Type', 'application/vnd.syncml.dm+xml']] });
    expect(frames[1]?.head).toMatchObject({ status: 200, reason: 'OK', version: '1.0' });
    expect(Buffer.from(frames[0]?.body ?? []).toString()).toBe('<SyncML>ä</SyncML>');
    expect(Buffer.from(frames[1]?.body ?? [])).toEqual(WBXML);
    expect(notes).toEqual(['1 body is the UTF-8 of a text in the HAR file']);
  });

  it('that took WBXML for text gives its octets when their number says so', () => {
    const octets = Buffer.from([...WBXML, 0xe4, 0xff]);
    const postData = { mimeType: '', text: octets.toString('latin1') };
    const { frames, notes } = read(entry({ request: { postData, bodySize: octets.length } }));
    expect(Buffer.from(frames[0]?.body ?? [])).toEqual(octets);
    expect(notes).toEqual(['1 body is the ISO 8859-1 octets of a text in the HAR file']);
  });

  it.each<[string, string, number, string]>([
    ['XML, its size in characters', '<SyncML>ä</SyncML>', 18, '<SyncML>ä</SyncML>'],
    [
      'XML that declares UTF-8',
      '<?xml version="1.0" encoding="UTF-8"?><SyncML>ä</SyncML>',
      56,
      '<?xml version="1.0" encoding="UTF-8"?><SyncML>ä</SyncML>',
    ],
    ['XML without a size', '<SyncML>ä</SyncML>', 0, '<SyncML>ä</SyncML>'],
  ])('with %s gives the UTF-8 of it', (_, text, bodySize, wanted) => {
    const { frames } = read(entry({ request: { postData: { text }, bodySize } }));
    expect(Buffer.from(frames[0]?.body ?? []).toString('utf8')).toBe(wanted);
    expect(frames[0]?.trouble).toBeUndefined();
  });

  it('with XML that declares ISO 8859-1 gives the octets of that when they are as many as crossed', () => {
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><SyncML>ä</SyncML>';
    const { frames } = read(entry({ request: { postData: { text }, bodySize: text.length } }));
    expect(Buffer.from(frames[0]?.body ?? [])).toEqual(Buffer.from(text, 'latin1'));
  });

  it('of a body that was compressed does not compare the size: its octets as they crossed are not there', () => {
    const headers = [...header('application/vnd.syncml.dm+xml'), { name: 'Content-Encoding', value: 'gzip' }];
    const { frames, notes } = read(entry({ request: { headers, bodySize: 5 } }));
    expect(frames[0]?.trouble).toBe('not-captured');
    expect(notes.join()).toMatch(/1 body was sent with a Content-Encoding/);
    expect(notes.join()).not.toMatch(/size/);
  });

  it.each([
    ['Base64 that was cut off', { postData: { text: 'PFN5bmNNTC8+P', encoding: 'base64' } }, /no whole Base64/],
    ['what is no Base64', { postData: { text: '!!!notbase64***', encoding: 'base64' } }, /no whole Base64/],
    ['Base64 of fewer octets than crossed', { postData: { text: 'PFN5bmNNTC8+', encoding: 'base64' }, bodySize: 12 }, /not of the size/],
    ['a text of another size', { bodySize: 5 }, /not of the size/],
    ['an unknown encoding', { postData: { text: '<SyncML/>', encoding: 'rot13' } }, /has the encoding "rot13", which HAR does not know/],
    ['lost octets', { postData: { text: '\u0002\ufffd\u0001j' }, bodySize: 4 }, /octets were lost \(U\+FFFD\)/],
    ['no body but its size', { postData: undefined, bodySize: 812 }, /not in the HAR file/],
  ])('with %s marks the message as not captured', (_, request, note) => {
    const { frames, notes } = read(entry({ request }));
    expect(frames.map((f) => f.trouble)).toEqual(['not-captured', undefined]);
    expect(notes.join()).toMatch(note);
  });

  it('leaves out what is no DM, and has no response where none came', () => {
    const page = {
      request: { url: 'https://www.example/', headers: [], postData: undefined },
      response: { headers: [], content: { text: '<html>' } },
    };
    const { frames, notes } = read(entry(page), entry({ response: { status: 0 } }));
    expect(frames.map((f) => f.unit)).toEqual(['request']);
    expect(notes.some((n) => n.startsWith('1 HTTP exchange has nothing to do with DM'))).toBe(true);
  });

  it('of HTTP/2 is told', () => expect(read(entry({ request: { httpVersion: 'h2' } })).notes[0]).toMatch(/^1 HTTP message crossed in HTTP\/2/));

  it.each<[string, unknown, RegExp]>([
    ['no object', 7, /log\.entries\[0\] is 7; wanted an object/],
    ['what is nested too deep', deep, /log\.entries\[0\] is nested too deep; wanted an object/],
    ['no URL', entry({ request: { url: '/dm' } }), /log\.entries\[0\]\.request\.url is "\/dm"; wanted a whole URL/],
    ['no headers', entry({ response: { headers: {} } }), /log\.entries\[0\]\.response\.headers is \{\}; wanted an array/],
    ['a header without value', entry({ request: { headers: [{ name: 'x' }] } }), /request\.headers\[0\]\.value is missing; wanted a text/],
  ])('with %s is refused with the place', (_, wrong, message) => expect(() => read(wrong)).toThrow(message));

  it('that is none is refused', () => {
    const file = join(temporaryFolder(), 'x.har');
    writeFileSync(file, '{"log": ');
    expect(() => readCapture(file)).toThrow(/begins like JSON and is none/);
    writeFileSync(file, '{"format": "dmct-report/1"}');
    expect(() => readCapture(file)).toThrow(/log is missing; wanted an object/);
  });
});
