import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from './field.js';
import { readNotification } from './notification-read.js';
import { writeNotification, writeTrigger } from './notification-write.js';

interface Vector {
  id: string;
  serverId: string;
  version: number;
  ui: number;
  initiator: number;
  sessionId: number;
  sessionIdText: string;
  vendorHex: string;
  triggerHex: string;
  digestHex: string;
}
const vectors = (JSON.parse(readFileSync(new URL('../../tests/data/vectors.json', import.meta.url), 'utf8')) as { notification: Vector[] })
  .notification;
const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const n1 = octets(`${vectors[0]?.digestHex}${vectors[0]?.triggerHex}`);
const codes = (o: Uint8Array): string[] => readNotification(o).findings.map((f) => `${f.code}@${f.at}`);

describe('package #0 in the 1.2 layout', () => {
  it('has golden messages', () => expect(vectors.length).toBeGreaterThanOrEqual(7));

  it.each(vectors)('$id reads to its fields without a finding', (v) => {
    const n = readNotification(octets(v.digestHex + v.triggerHex));
    expect(n.findings).toEqual([]);
    expect(n.digest?.text).toBe(v.digestHex);
    expect([n.version?.value, n.version?.text]).toEqual([11, '1.1']);
    expect([n.uiMode?.value, n.initiator?.value, n.futureUse?.value]).toEqual([v.ui, v.initiator, 0]);
    expect([n.sessionId?.value, n.sessionId?.text]).toEqual([v.sessionId, v.sessionIdText]);
    expect([n.lengthIdentifier?.value, n.serverIdentifier?.text]).toEqual([v.serverId.length, v.serverId]);
    expect(n.vendorSpecific?.text ?? '').toBe(v.vendorHex);
    expect(hex(n.trigger)).toBe(v.triggerHex);
  });

  it.each(vectors)('$id is written octet by octet', (v) => {
    const values = {
      uiMode: v.ui,
      initiator: v.initiator,
      sessionId: v.sessionId,
      serverIdentifier: v.serverId,
      vendorSpecific: octets(v.vendorHex),
    };
    expect(hex(writeTrigger(values))).toBe(v.triggerHex);
    expect(hex(writeNotification(values, octets(v.digestHex)))).toBe(v.digestHex + v.triggerHex);
  });

  it('places every field to the bit', () => {
    const n = readNotification(n1);
    const place = (f: { from: number; to: number; bit: number; bits: number } | undefined) => f && [f.from, f.to, f.bit, f.bits];
    expect(place(n.digest)).toEqual([0, 16, 0, 128]);
    expect(place(n.version)).toEqual([16, 18, 0, 10]);
    expect(place(n.uiMode)).toEqual([17, 18, 2, 2]);
    expect(place(n.initiator)).toEqual([17, 18, 4, 1]);
    expect(place(n.futureUse)).toEqual([17, 21, 5, 27]);
    expect(place(n.sessionId)).toEqual([21, 23, 0, 16]);
    expect(place(n.lengthIdentifier)).toEqual([23, 24, 0, 8]);
    expect(place(n.serverIdentifier)).toEqual([24, 42, 0, 144]);
    expect(n.vendorSpecific).toBeUndefined();
  });

  it('writes the first five trigger octets of every ui-mode and initiator', () => {
    const first = [0, 1, 2, 3].map((uiMode) =>
      [0, 1].map((initiator) => hex(writeTrigger({ uiMode, initiator, sessionId: 1, serverIdentifier: 's' }).subarray(0, 5))),
    );
    expect(first).toEqual([
      ['02c0000000', '02c8000000'],
      ['02d0000000', '02d8000000'],
      ['02e0000000', '02e8000000'],
      ['02f0000000', '02f8000000'],
    ]);
    expect(hex(writeTrigger({ version: 10, uiMode: 1, initiator: 0, sessionId: 1, serverIdentifier: 's' }).subarray(0, 2))).toBe('0290');
    expect(hex(writeTrigger({ version: 12, uiMode: 1, initiator: 0, sessionId: 1, serverIdentifier: 's' }).subarray(0, 2))).toBe('0310');
  });

  it('names each deviation and its octet', () => {
    const base = { sessionId: 0x1234, serverIdentifier: 'srv' };
    const digest = new Uint8Array(16);
    expect(codes(writeNotification({ ...base, version: 12 }, digest))).toEqual(['notification-version@16']);
    expect(codes(writeNotification({ ...base, futureUse: 1 }, digest))).toEqual(['notification-reserved-bits@17']);
    expect(codes(writeNotification({ ...base, sessionId: 0 }, digest))).toEqual(['notification-session-zero@21']);
    expect(codes(writeNotification({ ...base, lengthIdentifier: 4 }, digest))).toEqual(['notification-length@23']);
    expect(codes(writeNotification({ ...base, serverIdentifier: '' }, digest))).toEqual(['notification-server-id-empty@23']);
    expect(codes(writeNotification({ ...base, serverIdentifier: Uint8Array.of(0x61, 0xc3, 0x28) }, digest))).toEqual([
      'notification-server-id-text@26',
    ]);
    expect(codes(writeNotification({ ...base, serverIdentifier: 'a\0' }, digest))).toEqual(['notification-server-id-text@25']);
    expect(readNotification(writeNotification({ ...base, lengthIdentifier: 1 }, digest)).vendorSpecific?.text).toBe('7276');
  });

  it('says where a message ends, at every octet', () => {
    for (let n = 0; n < n1.length; n++) {
      const found = readNotification(n1.subarray(0, n)).findings;
      expect(found).toHaveLength(1);
      expect(found[0]?.code).toBe(n < 24 ? 'notification-truncated' : 'notification-length');
      expect(found[0]?.at).toBe(n < 24 ? n : 23);
    }
    expect(readNotification(n1.subarray(0, 18)).initiator?.value).toBe(0);
    expect(readNotification(n1.subarray(0, 18)).futureUse).toBeUndefined();
  });

  it('reads inside a longer datagram with outer offsets', () => {
    const outer = new Uint8Array([1, 6, 3, 0xc4, 0xaf, 0x87, ...n1]);
    expect(readNotification(outer, 6).sessionId?.from).toBe(27);
    expect(readNotification(outer, 1000).findings[0]?.code).toBe('notification-truncated');
  });

  it('refuses values that do not fit', () => {
    for (const wrong of [
      { version: 1024 },
      { uiMode: 4 },
      { futureUse: 2 ** 27 },
      { sessionId: 65536 },
      { sessionId: 1.5 },
      { lengthIdentifier: -1 },
    ]) {
      expect(() => writeTrigger({ sessionId: 1, serverIdentifier: 's', ...wrong })).toThrow(RangeError);
    }
  });

  it('reads what was written, any bits', () => {
    const any = fc.record({
      version: fc.nat(1023),
      uiMode: fc.nat(3),
      initiator: fc.nat(1),
      futureUse: fc.nat(2 ** 27 - 1),
      sessionId: fc.nat(65535),
      serverIdentifier: fc.uint8Array({ maxLength: 255 }),
      vendorSpecific: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(any, fc.uint8Array({ minLength: 16, maxLength: 16 }), (values, digest) => {
        const n = readNotification(writeNotification(values, digest));
        expect(n.digest?.value).toEqual(digest);
        for (const name of ['version', 'uiMode', 'initiator', 'futureUse', 'sessionId'] as const) expect(n[name]?.value).toBe(values[name]);
        expect(n.serverIdentifier?.value).toEqual(values.serverIdentifier);
        expect(hex(n.vendorSpecific?.value ?? new Uint8Array())).toBe(hex(values.vendorSpecific));
      }),
    );
  });

  it('never throws on any octets', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: -5, max: 320 }), (o, at) => readNotification(o, at).to === o.length));
  });
});
