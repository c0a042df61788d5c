import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from './field.js';
import { readNotification } from './notification-read.js';
import { readWspPush } from './wsp-read.js';
import { APPLICATION_SYNCML_DM, CONTENT, HEADER, PARAMETER } from './wsp-table.js';
import { readUintvar } from './wsp-value-read.js';
import { type WspOutValue, writeUintvar, writeWspPush } from './wsp-write.js';

interface Vectors {
  notification: { id: string; digestHex: string; triggerHex: string; wspUdpHex: string; sessionId: number }[];
  push: { sessionlessCommandF_wspUdpHex: string; bootstrapD_networkid_wspUdpHex: string };
  wbxml: Record<string, { hex: string }>;
}
const vectors = JSON.parse(readFileSync(new URL('../../tests/data/vectors.json', import.meta.url), 'utf8')) as Vectors;
const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/ /g, ''), 'hex'));
const dm = { name: HEADER.applicationId, value: { integer: APPLICATION_SYNCML_DM } };
const codes = (text: string): string[] => readWspPush(octets(text)).findings.map((f) => `${f.code}@${f.at}`);

describe('WSP connectionless push', () => {
  it.each(vectors.notification)('$id: the notification in a push, both directions', (v) => {
    const push = readWspPush(octets(v.wspUdpHex));
    expect(push.findings).toEqual([]);
    expect([push.tid?.value, push.type?.value, push.headersLength?.value]).toEqual([1, 6, 3]);
    expect(push.contentType).toMatchObject({
      from: 3,
      to: 4,
      form: 'code',
      code: 0x44,
      mediaType: 'application/vnd.syncml.notification',
      parameters: [],
      text: 'application/vnd.syncml.notification',
    });
    expect(push.applicationId).toMatchObject({ from: 4, to: 6, form: 'well-known', code: 0x2f, text: 'x-wap-application:syncml.dm' });
    expect(push.applicationId?.value).toMatchObject({ form: 'short-integer', integer: 7 });
    expect(hex(push.body)).toBe(v.digestHex + v.triggerHex);
    expect(readNotification(push.body).sessionId?.value).toBe(v.sessionId);
    const body = octets(v.digestHex + v.triggerHex);
    expect(hex(writeWspPush({ tid: 1, contentType: { media: CONTENT.notification12 }, headers: [dm], body }))).toBe(v.wspUdpHex);
  });

  it('sessionless command F, both directions', () => {
    const golden = vectors.push.sessionlessCommandF_wspUdpHex;
    const push = readWspPush(octets(golden));
    expect([push.findings, push.contentType?.mediaType, push.bodyFrom]).toEqual([[], 'application/vnd.syncml.dm+wbxml', 6]);
    expect(hex(push.body)).toBe(vectors.wbxml.F?.hex);
    const body = octets(vectors.wbxml.F?.hex ?? '');
    expect(hex(writeWspPush({ tid: 1, contentType: { media: CONTENT.dmWbxml }, headers: [dm], body }))).toBe(golden);
  });

  it('bootstrap with SEC and MAC in the general form, both directions', () => {
    const golden = vectors.push.bootstrapD_networkid_wspUdpHex;
    const push = readWspPush(octets(golden));
    expect(push.findings).toEqual([]);
    expect(push.headersLength?.value).toBe(49);
    expect(push.contentType).toMatchObject({ from: 3, to: 50, form: 'general', mediaForm: 'code', code: 0x42 });
    expect(push.contentType?.parameters.map((p) => [p.from, p.to, p.code, p.name, p.text])).toEqual([
      [6, 8, 0x11, 'SEC', 'NETWPIN'],
      [8, 50, 0x12, 'MAC', '68ECAA482D8BC49170FF76805E0F38608FEC30A3'],
    ]);
    expect(push.applicationId?.from).toBe(50);
    expect(hex(push.body)).toBe(vectors.wbxml.D?.hex);
    const parameters = [
      { name: PARAMETER.sec, value: { integer: 0 } },
      { name: PARAMETER.mac, value: { text: '68ECAA482D8BC49170FF76805E0F38608FEC30A3' } },
    ];
    const body = octets(vectors.wbxml.D?.hex ?? '');
    expect(hex(writeWspPush({ tid: 1, contentType: { media: CONTENT.dmWbxml, parameters }, headers: [dm], body }))).toBe(golden);
  });

  it('reads the 1.3 type, confirmed push, text forms and further headers', () => {
    const push = readWspPush(
      writeWspPush({
        tid: 0x7f,
        type: 7,
        contentType: { media: 'application/vnd.syncml.notification' },
        headers: [
          { name: HEADER.applicationId, value: { text: 'x-wap-application:syncml.dm' } },
          { name: HEADER.pushFlag, value: { integer: 5 } },
          { name: HEADER.contentUri, value: { text: 'http://a/b' } },
          { name: 0x12, value: { integer: 1_000_000_000 } },
          { name: 'x-syncml-hmac', value: { text: 'algorithm=MD5, mac=x' } },
          { name: 0x29, value: { quoted: 'ü' } },
          { name: 0x19, value: { text: 'ü' } },
        ],
        body: Uint8Array.of(9),
      }),
    );
    expect(push.findings).toEqual([]);
    expect(push.type?.text).toBe('confirmed push');
    expect(push.contentType).toMatchObject({ form: 'text', mediaForm: 'text', mediaType: 'application/vnd.syncml.notification' });
    expect(push.contentType?.code).toBeUndefined();
    expect(push.headers.map((h) => [h.form, h.name, h.value?.form, h.text])).toEqual([
      ['well-known', 'X-Wap-Application-Id', 'text', 'x-wap-application:syncml.dm'],
      ['well-known', 'Push-Flag', 'short-integer', '5 (authenticated, last)'],
      ['well-known', 'X-Wap-Content-URI', 'text', 'http://a/b'],
      ['well-known', 'Date', 'length', '2001-09-09T01:46:40.000Z'],
      ['application', 'x-syncml-hmac', 'text', 'algorithm=MD5, mac=x'],
      ['well-known', 'User-Agent', 'quoted-text', 'ü'],
      ['well-known', 'If-None-Match', 'quoted-text', 'ü'],
    ]);
    expect(readWspPush(octets('01 06 03 d8 af 87')).contentType?.mediaType).toBe('application/vnd.syncml.dm.notification');
    expect(readWspPush(octets('01 06 06 03 02 03 03 af 87 00')).contentType?.mediaType).toBe('application/vnd.syncml+wbxml');
  });

  it('reads charset, level, q and a parameter named in text', () => {
    const push = readWspPush(octets('01 06 14 11 83 81 ea 82 93 80 0b 66 6f 6f 00 62 61 72 00 99 85 af 87'));
    expect(push.contentType?.parameters.map((p) => [p.name, p.text])).toEqual([
      ['charset', 'utf-8'],
      ['level', '1.3'],
      ['q', '11'],
      ['foo', 'bar'],
      ['start', '5'],
    ]);
    expect(push.findings).toEqual([]);
  });

  it('follows code pages', () => {
    const push = readWspPush(octets('01 06 08 83 7f 05 af 81 01 af 87'));
    expect(push.headers.map((h) => [h.form, h.name, h.text])).toEqual([
      ['page-shift', 'page', '5'],
      ['well-known', 'page 5 0x2F', '1'],
      ['page-shift', 'page', '1'],
      ['well-known', 'X-Wap-Application-Id', 'x-wap-application:syncml.dm'],
    ]);
  });

  it('names each deviation and its octet', () => {
    expect(codes('')).toEqual(['wsp-truncated@0']);
    expect(codes('01')).toEqual(['wsp-truncated@1']);
    expect(codes('01 06')).toEqual(['wsp-truncated@2']);
    expect(codes('01 05 03 c4 af 87')).toEqual(['wsp-pdu-type@1']);
    expect(codes('01 06 ff ff ff ff ff 01')).toEqual(['wsp-uintvar@2']);
    expect(codes('01 06 00')).toEqual(['wsp-no-content-type@3']);
    expect(codes('01 06 09 c4 af 87')).toEqual(['wsp-headers-length@2']);
    expect(codes('01 06 01 d9')).toEqual(['wsp-unknown-code@3']);
    expect(codes('01 06 03 c4 af 95')).toEqual(['wsp-unknown-code@5']);
    expect(codes('01 06 03 c4 d0 81')).toEqual(['wsp-unknown-code@4']);
    expect(codes('01 06 02 c4 af')).toEqual(['wsp-truncated@5']);
    expect(codes('01 06 03 61 2f 62')).toEqual(['wsp-unterminated-text@3']);
    expect(codes('01 06 03 05 c2 91 80')).toEqual(['wsp-length@3', 'wsp-truncated@6']);
    expect(codes('01 06 03 c4 00 87')).toEqual(['wsp-header@4']);
    expect(codes('01 06 04 c4 61 00 81')).toEqual(['wsp-application-header@6']);
  });

  it('lets a mutant override the headers length', () => {
    const wrong = writeWspPush({ tid: 1, contentType: { media: 0x44 }, headers: [dm, { raw: Uint8Array.of(0xb4, 0x81) }], headersLength: 3 });
    expect(hex(wrong)).toBe('010603c4af87b481');
  });

  it('uintvars up to 32 bits', () => {
    expect([0, 127, 128, 16384, 2 ** 32 - 1].map((n) => hex(writeUintvar(n)))).toEqual(['00', '7f', '8100', '818000', '8fffffff7f']);
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), (n) => {
        const out = writeUintvar(n);
        expect(readUintvar(out, 0, out.length)).toEqual({ from: 0, to: out.length, value: n });
        for (let cut = 0; cut < out.length; cut++) expect(readUintvar(out, 0, cut)).toBeUndefined();
      }),
    );
    expect(() => writeUintvar(2 ** 32)).toThrow(RangeError);
    expect(readUintvar(octets('9fffffff7f'), 0, 5)).toBeUndefined();
  });

  it('reads what was written, any headers', () => {
    const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
    const text = fc.stringMatching(/^[!#-~][ -~]{0,40}$/);
    const value: fc.Arbitrary<WspOutValue> = fc.oneof(
      fc.record({ integer: fc.nat(2 ** 31) }),
      fc.record({ text }),
      fc.record({ quoted: text }),
      fc.record({ octets: fc.uint8Array({ minLength: 7, maxLength: 60 }) }),
    );
    const header = fc.oneof(
      fc.record({ name: fc.constantFrom(0x0d, 0x33, 0x34, 0x29), value }),
      fc.record({ name: token, value: fc.record({ text }) }),
    );
    const push = fc.record({
      tid: fc.nat(255),
      media: fc.oneof(fc.nat(0x54), text),
      parameters: fc.array(fc.record({ name: fc.constantFrom(0x11, 0x12, 0x17), value })),
      headers: fc.array(header),
      body: fc.uint8Array({ maxLength: 100 }),
    });
    fc.assert(
      fc.property(push, ({ tid, media, parameters, headers, body }) => {
        const read = readWspPush(writeWspPush({ tid, contentType: { media, parameters }, headers, body }));
        expect(read.findings).toEqual([]);
        expect([read.tid?.value, read.contentType?.code ?? read.contentType?.mediaType]).toEqual([tid, media]);
        expect(read.contentType?.parameters.map((p) => p.code)).toEqual(parameters.map((p) => p.name));
        expect(read.headers.map((h) => h.code ?? h.name)).toEqual(headers.map((h) => h.name));
        for (const [i, h] of headers.entries()) {
          const got = read.headers[i]?.value;
          if ('integer' in h.value) expect(got?.integer).toBe(h.value.integer);
          else if ('text' in h.value) expect(got?.text).toBe(h.value.text);
          else if ('octets' in h.value) expect(got?.text).toBe(hex(h.value.octets));
        }
        expect(read.body).toEqual(body);
      }),
    );
  });

  it('never throws on truncated or any octets, and ranges stay inside', () => {
    const inside = (o: Uint8Array): void => {
      const push = readWspPush(o);
      const ranges = [...push.headers, ...(push.contentType ? [push.contentType, ...push.contentType.parameters] : [])];
      for (const r of ranges) expect(r.from >= 0 && r.from < r.to && r.to <= o.length).toBe(true);
    };
    const whole = octets(vectors.push.bootstrapD_networkid_wspUdpHex);
    for (let n = 0; n <= whole.length; n++) inside(whole.subarray(0, n));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(120), (o, length) => inside(Uint8Array.of(1, 6, length, ...o))),
      { numRuns: 500 },
    );
  });
});
