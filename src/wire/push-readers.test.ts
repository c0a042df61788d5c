/** Readers of SMPP, SIP and MIME multipart: what stands where, and that nothing makes them throw or point outside. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMultipart } from './multipart-read.js';
import { parameterOf } from './octet-lines.js';
import { readSip } from './sip-read.js';
import { readSmpp } from './smpp-read.js';

const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/\s+/g, ''), 'hex'));
const cut = (from: Uint8Array, place: { from: number; to: number }): string => Buffer.from(from.subarray(place.from, place.to)).toString('latin1');

describe('readSmpp', () => {
  const SUBMIT = hex(
    `
    00000035 00000004 00000000 00000007
    00                       service_type
    01 01 34343700           source 447
    01 01 34343800           destination 448
    40 00 00 00 00 00 00 04 00
    05 0605040b84            sm_length, short_message
    0424 0003 aabbcc         message_payload, not used when short_message is
    001e 0002 3100           receipted_message_id`.replace(/[ ]{2,}[a-z_][^\n]*/g, ''),
  );

  it('finds the short message of a submit_sm', () => {
    const pdu = readSmpp(SUBMIT);
    expect(pdu).toMatchObject({ length: 53, command: 'submit_sm', isResponse: false, status: 0, sequence: 7 });
    expect(pdu?.message).toMatchObject({ source: '447', destination: '448', esmClass: 0x40, hasUserDataHeader: true, dataCoding: 4 });
    expect(Buffer.from(SUBMIT.subarray(pdu?.message?.from, pdu?.message?.to)).toString('hex')).toBe('0605040b84');
  });

  it('takes message_payload when short_message is empty', () => {
    const empty = Buffer.from(SUBMIT);
    const at = empty.indexOf('050605040b84', 'hex');
    const without = Buffer.concat([empty.subarray(0, at), Buffer.from([0]), empty.subarray(at + 6)]);
    const { message } = readSmpp(without) ?? {};
    expect(without.subarray(message?.from, message?.to).toString('hex')).toBe('aabbcc');
  });

  it('names responses, binds and what it does not know', () => {
    const head = (id: string, body = ''): Uint8Array =>
      hex(`000000${(16 + body.length / 2).toString(16).padStart(2, '0')} ${id} 00000005 00000001 ${body}`);
    expect(readSmpp(head('80000004'))).toMatchObject({ command: 'submit_sm_resp', isResponse: true, status: 5 });
    expect(readSmpp(head('80000000'))).toMatchObject({ command: 'generic_nack', isResponse: true });
    expect(readSmpp(head('00000001', '6d6500'))).toMatchObject({ command: 'bind_receiver', systemId: 'me' });
    expect(readSmpp(head('00000777'))).toMatchObject({ command: 'unknown' });
    expect(readSmpp(head('00000004', '00'))?.message).toBeUndefined();
    expect(readSmpp(hex('00000010'))).toBeUndefined();
  });
});

describe('readSip', () => {
  it('reads a request with short header names and a body as long as it says', () => {
    const text = 'MESSAGE sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP x\r\nc: text/plain\r\nl: 2\r\n\r\nokrest';
    const sip = readSip(octets(text));
    expect(sip).toMatchObject({ method: 'MESSAGE', uri: 'sip:a@b' });
    expect(sip?.headers.map(({ name, value }) => [name, value])).toEqual([
      ['via', 'SIP/2.0/UDP x'],
      ['content-type', 'text/plain'],
      ['content-length', '2'],
    ]);
    expect(cut(octets(text), { from: sip?.bodyFrom ?? 0, to: sip?.bodyTo ?? 0 })).toBe('ok');
  });

  it('reads a response, and refuses what is no SIP', () => {
    expect(readSip(octets('SIP/2.0 200 OK\r\n\r\n'))).toMatchObject({ status: 200 });
    for (const text of ['', 'GET / HTTP/1.1\r\n\r\n', 'SIP/2.0 20 OK\r\n\r\n', 'MESSAGE sip:a@b SIP/2.0'])
      expect(readSip(octets(text))).toBeUndefined();
  });
});

describe('readMultipart', () => {
  it('gives the parts with their ranges; line ends before a boundary belong to it', () => {
    const text = 'preamble --x\r\n--x\r\nA: 1\r\n\r\none\r\n--x  \nB: 2\r\n\r\ntwo\r\n\n--x--\r\nepilogue';
    const parts = readMultipart(octets(text), 'x');
    expect(parts.map((part) => [part.headers.map((h) => `${h.name}=${h.value}`), cut(octets(text), part)])).toEqual([
      [['A=1'], 'one'],
      [['B=2'], 'two\r\n'],
    ]);
    expect(readMultipart(octets(text), 'y')).toEqual([]);
    expect(readMultipart(octets('--x\r\n\r\nopen'), 'x').map((part) => part.to)).toEqual([11]);
  });

  it('finds the boundary of a content type', () => {
    expect(parameterOf('multipart/related; boundary="a b"; type="application/xml"', 'boundary')).toBe('a b');
    expect(parameterOf('multipart/related;boundary=ab;x=y', 'boundary')).toBe('ab');
    expect(parameterOf('multipart/related', 'boundary')).toBeUndefined();
    expect(parameterOf('multipart/related; x="; boundary=no"; boundary=yes', 'boundary')).toBe('yes');
  });
});

it('nothing makes a reader throw, and no range points outside', () => {
  const noise = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ maxLength: 200 }).map(octets));
  const start = fc.constantFrom('', 'MESSAGE sip:a SIP/2.0\r\n', '--b\r\n', '\0\0\0\x20\0\0\0\x04\0\0\0\0\0\0\0\0');
  fc.assert(
    fc.property(start, noise, (head, tail) => {
      const all = new Uint8Array(Buffer.concat([octets(head), tail]));
      const within = (from: number, to: number): void => {
        expect(from).toBeLessThanOrEqual(to);
        expect(to).toBeLessThanOrEqual(all.length);
      };
      const sip = readSip(all);
      if (sip) within(sip.bodyFrom, sip.bodyTo);
      const message = readSmpp(all)?.message;
      if (message) within(message.from, message.to);
      for (const part of readMultipart(all, 'b')) within(part.from, part.to);
    }),
    { numRuns: 2_000 },
  );
});
