import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from './field.js';
import { readNotification } from './notification-read.js';
import { reassemble } from './sms-reassemble.js';
import { segmentSms } from './sms-segment.js';
import { alphabetOf, readTpdu } from './sms-tpdu-read.js';
import { writeDeliver, writeSubmit } from './sms-tpdu-write.js';
import { readUserData } from './sms-udh-read.js';
import { readWspPush } from './wsp-read.js';

interface Vectors {
  notification: { wspUdpHex: string }[];
  notificationSms: { hex: string };
  push: { bootstrapD_networkid_wspUdpHex: string };
}
const vectors = JSON.parse(readFileSync(new URL('../../tests/data/vectors.json', import.meta.url), 'utf8')) as Vectors;
const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/ /g, ''), 'hex'));
const sms = octets(vectors.notificationSms.hex);
const bootstrap = octets(vectors.push.bootstrapD_networkid_wspUdpHex);
const ports = { destPort: 2948, origPort: 49154 };
const codes = (found: readonly { code: string; at: number }[]): string[] => found.map((f) => `${f.code}@${f.at}`);

describe('user data header and WDP', () => {
  it('the worked example of one message, both directions', () => {
    const data = readUserData(sms);
    expect(data.findings).toEqual([]);
    expect(data.headerLength?.value).toBe(6);
    expect(data.destinationPort).toEqual({ from: 3, to: 5, bit: 0, bits: 16, value: 2948, text: '2948' });
    expect(data.originPort).toMatchObject({ from: 5, to: 7, value: 49154 });
    expect(data.concatenation).toBeUndefined();
    expect(data.elements.map((e) => [e.from, e.to, e.id, e.text])).toEqual([[1, 7, 5, 'to 2948, from 49154']]);
    expect(hex(data.payload)).toBe(vectors.notification[0]?.wspUdpHex);
    expect(readNotification(sms, readWspPush(sms, data.payloadFrom).bodyFrom).sessionId).toMatchObject({ from: 34, text: '1234' });
    expect(segmentSms(octets(vectors.notification[0]?.wspUdpHex ?? ''), { ...ports, ref: 0 }).map(hex)).toEqual([vectors.notificationSms.hex]);
  });

  it('the worked concatenated example: 303 octets are 128 + 128 + 47', () => {
    expect(bootstrap.length).toBe(303);
    const parts = segmentSms(bootstrap, { ...ports, ref: 0x2a });
    expect(parts.map((p) => hex(p.subarray(0, 12)))).toEqual(['0b05040b84c00200032a0301', '0b05040b84c00200032a0302', '0b05040b84c00200032a0303']);
    expect(parts.map((p) => p.length - 12)).toEqual([128, 128, 47]);
    expect(Math.max(...parts.map((p) => p.length))).toBe(140);
    const whole = reassemble(parts);
    expect(whole).toMatchObject({ complete: true, reference: 0x2a, total: 3, destinationPort: 2948, originPort: 49154, findings: [] });
    expect(whole.payload).toEqual(bootstrap);
    expect(whole.pieces.map((p) => [p.index, p.from, p.to])).toEqual([
      [0, 0, 128],
      [1, 128, 256],
      [2, 256, 303],
    ]);
  });

  it('keeps 133 octets in one message and cuts 134', () => {
    expect(segmentSms(new Uint8Array(133), { ...ports, ref: 1 }).map((p) => p.length)).toEqual([140]);
    expect(segmentSms(new Uint8Array(134), { ...ports, ref: 1 }).map((p) => p.length)).toEqual([140, 18]);
    const wide = segmentSms(new Uint8Array(134), { ...ports, ref: 0x1234, ref16: true });
    expect(wide.map((p) => hex(p.subarray(0, 13)))).toEqual(['0c05040b84c002080412340201', '0c05040b84c002080412340202']);
    expect(wide.map((p) => p.length)).toEqual([140, 20]);
    expect(segmentSms(new Uint8Array(0), { ...ports, ref: 1 })).toHaveLength(1);
    expect(segmentSms(new Uint8Array(255 * 128), { ...ports, ref: 1 })).toHaveLength(255);
    expect(() => segmentSms(new Uint8Array(255 * 128 + 1), { ...ports, ref: 1 })).toThrow(RangeError);
    expect(() => segmentSms(new Uint8Array(200), { ...ports, ref: 256 })).toThrow(RangeError);
    expect(() => segmentSms(new Uint8Array(1), { destPort: 65536, origPort: 1, ref: 0 })).toThrow(RangeError);
  });

  it('reads 8-bit ports and unknown elements', () => {
    const data = readUserData(octets('09 04 02 f0 0a 70 03 01 02 03 ff'));
    expect([data.destinationPort?.value, data.originPort?.value, data.originPort?.bits, hex(data.payload)]).toEqual([0xf0, 10, 8, 'ff']);
    expect(data.findings).toEqual([]);
    expect(data.elements[1]).toMatchObject({ name: '0x70', text: '010203' });
  });

  it('names each deviation of a header', () => {
    const of = (text: string): string[] => codes(readUserData(octets(text)).findings);
    expect(of('')).toEqual(['sms-truncated@0']);
    expect(of('07 05 04 0b 84 c0 02')).toEqual(['sms-header-length@0']);
    expect(of('05 05 04 0b 84 c0')).toEqual(['sms-element-length@2']);
    expect(of('05 05 03 0b 84 c0')).toEqual(['sms-element-length@2']);
    expect(of('01 05')).toEqual(['sms-truncated@1']);
    expect(of('08 04 02 01 02 04 02 03 04')).toEqual(['sms-element-repeated@5']);
    expect(of('05 00 03 01 02 03')).toEqual(['sms-concatenation@5']);
    expect(of('05 00 03 01 02 00')).toEqual(['sms-concatenation@5']);
  });

  it('says what is wrong with a set of parts', () => {
    const [a, b, c] = segmentSms(bootstrap, { ...ports, ref: 7 }) as [Uint8Array, Uint8Array, Uint8Array];
    const [other] = segmentSms(bootstrap, { ...ports, ref: 8 }) as [Uint8Array];
    const [elsewhere] = segmentSms(bootstrap, { destPort: 2949, origPort: 1, ref: 7 }).slice(2) as [Uint8Array];
    const of = (...parts: Uint8Array[]): string[] => codes(reassemble(parts).findings);
    expect(of()).toEqual(['sms-part-missing@0']);
    expect(of(a, c)).toEqual(['sms-part-missing@2']);
    expect(reassemble([a, c])).toMatchObject({ complete: false, total: 3 });
    expect(reassemble([a, c]).payload.length).toBe(175);
    expect(of(a, b, b, c)).toEqual(['sms-part-repeated@2']);
    expect(of(a, b, other, c)).toEqual(['sms-reference@2']);
    expect(of(c, a, b)).toEqual(['sms-part-order@1', 'sms-part-order@2']);
    expect(reassemble([c, a, b]).payload).toEqual(bootstrap);
    expect(of(a, b, elsewhere)).toEqual(['sms-ports@2']);
    expect(of(a, b, c, sms)).toEqual(['sms-not-concatenated@3']);
    const wrongTotal = Uint8Array.from(b);
    wrongTotal[10] = 4;
    expect(of(a, wrongTotal, c)).toEqual(['sms-total@1']);
    expect(reassemble([sms])).toMatchObject({ complete: true, total: 1, findings: [] });
  });

  it('puts any cut together again, in any order', () => {
    const cut = fc.record({ payload: fc.uint8Array({ minLength: 134, maxLength: 2000 }), ref: fc.nat(255), ref16: fc.boolean(), turn: fc.nat(15) });
    fc.assert(
      fc.property(cut, ({ payload, ref, ref16, turn }) => {
        const parts = segmentSms(payload, { ...ports, ref, ref16 });
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(140);
        const turned = [...parts.slice(turn % parts.length), ...parts.slice(0, turn % parts.length)];
        const whole = reassemble(turned);
        expect(whole.complete).toBe(true);
        expect(whole.payload).toEqual(payload);
        expect(whole.findings.every((f) => f.code === 'sms-part-order')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('SMS-DELIVER and SMS-SUBMIT', () => {
  const deliver = octets(`44 0b 91 44 71 32 54 76 f8 00 04 62 11 12 10 65 55 40 37 ${vectors.notificationSms.hex}`);

  it('reads a DELIVER to its fields', () => {
    const t = readTpdu(deliver);
    expect(t.findings).toEqual([]);
    expect([t.type, t.hasHeader, t.alphabet]).toEqual(['deliver', true, '8-bit']);
    expect(t.address).toMatchObject({ from: 1, to: 9, value: '+44172345678' });
    expect(t.protocolId?.value).toBe(0);
    expect(t.dataCoding).toMatchObject({ from: 10, value: 4 });
    expect(t.timestamp).toMatchObject({ from: 11, to: 18, text: '2026-11-21T01:56:55+01:00' });
    expect(t.userDataLength).toMatchObject({ from: 18, value: 55 });
    expect(t.header?.destinationPort?.value).toBe(2948);
    expect(t.header?.elements[0]?.from).toBe(20);
    expect(hex(t.userData)).toBe(vectors.notificationSms.hex);
  });

  it('reads a SUBMIT with and without validity', () => {
    const t = readTpdu(octets('51 05 03 81 21 f3 00 f5 a7 02 00 ff'));
    expect(t.findings).toEqual([]);
    expect([t.type, t.messageReference?.value, t.address?.value, t.alphabet, t.validity?.text, hex(t.userData)]).toEqual([
      'submit',
      5,
      '123',
      '8-bit',
      'a7',
      '00ff',
    ]);
    expect(readTpdu(octets('01 05 03 81 21 f3 00 04 01 ff')).validity).toBeUndefined();
  });

  it('reads an alphanumeric originator and counts septets', () => {
    const t = readTpdu(octets('04 07 d0 d4 f2 9c 0e 00 00 62 11 12 10 65 55 00 05 e8 32 9b fd 06'));
    expect(t.address?.value).toBe('Test');
    expect([t.alphabet, t.userDataLength?.value, t.userData.length, t.findings]).toEqual(['7-bit', 5, 5, []]);
  });

  it('knows the data coding groups', () => {
    expect([0x00, 0x04, 0x08, 0x15, 0x24, 0xf0, 0xf5, 0xe0, 0xc8, 0x44].map(alphabetOf)).toEqual([
      '7-bit',
      '8-bit',
      'ucs2',
      '8-bit',
      '8-bit',
      '7-bit',
      '8-bit',
      'ucs2',
      '7-bit',
      '8-bit',
    ]);
  });

  it('names each deviation and its octet', () => {
    const of = (o: Uint8Array): string[] => codes(readTpdu(o).findings);
    expect(of(octets(''))).toEqual(['sms-truncated@0']);
    expect(of(octets('02'))).toEqual(['sms-type@0']);
    expect(of(deliver.subarray(0, 15))).toEqual(['sms-truncated@15']);
    expect(of(Uint8Array.from([...deliver, 0]))).toEqual(['sms-trailing@74']);
    expect(of(deliver.subarray(0, 70))).toEqual(['sms-length@18']);
    const badTime = Uint8Array.from(deliver);
    badTime[12] = 0x31;
    expect(of(badTime)).toEqual(['sms-timestamp@11']);
  });

  it('writes what it reads', () => {
    const at = Date.UTC(2026, 10, 21, 1, 56, 55);
    const d = readTpdu(writeDeliver({ address: '+493012345', at, userData: sms }));
    expect([d.findings, d.type, d.address?.value, d.timestamp?.text]).toEqual([[], 'deliver', '+493012345', '2026-11-21T01:56:55+00:00']);
    expect(hex(writeSubmit({ address: '123', messageReference: 5, validity: 0xa7, dataCoding: 0xf5, userData: octets('00ff') }))).toBe(
      '5105038121f300f5a70200ff',
    );
    expect(() => writeSubmit({ address: 'x', userData: sms })).toThrow(RangeError);
    expect(() => writeSubmit({ address: '1', userData: new Uint8Array(141) })).toThrow(RangeError);
    const values = fc.record({
      address: fc.stringMatching(/^\+?[0-9*#]{1,20}$/),
      protocolId: fc.nat(255),
      userData: fc.uint8Array({ maxLength: 140 }),
      messageReference: fc.nat(255),
      hasHeader: fc.constant(false),
      at: fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 11, 31) }),
    });
    fc.assert(
      fc.property(values, (v) => {
        for (const t of [readTpdu(writeDeliver(v)), readTpdu(writeSubmit(v))]) {
          expect(t.findings).toEqual([]);
          expect([t.address?.value, t.protocolId?.value, hex(t.userData)]).toEqual([v.address, v.protocolId, hex(v.userData)]);
        }
        expect(Date.parse(readTpdu(writeDeliver(v)).timestamp?.text ?? '')).toBe(Math.floor(v.at / 1000) * 1000);
      }),
    );
  });

  it('never throws on truncated or any octets, and every cut is found', () => {
    for (let n = 0; n < deliver.length; n++) expect(readTpdu(deliver.subarray(0, n)).findings.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 180 }), (o) => readTpdu(o).to === o.length && readUserData(o).to === o.length),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 5 }), (parts) => reassemble(parts).total <= 255));
  });
});
