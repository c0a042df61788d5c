import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Annotation, annotate, detect, KINDS } from './annotate.js';
import { AnnotationSink } from './annotation.js';
import { hexdump } from './hexdump.js';
import { segmentSms } from './sms-segment.js';
import { writeDeliver } from './sms-tpdu-write.js';
import { writeWspPush } from './wsp-write.js';

interface Vectors {
  notification: { digestHex: string; triggerHex: string; wspUdpHex: string }[];
  notificationSms: { hex: string };
  push: { sessionlessCommandF_wspUdpHex: string; bootstrapD_networkid_wspUdpHex: string };
  wbxml: Record<string, { hex: string }>;
}
const vectors = JSON.parse(readFileSync(new URL('../../tests/data/vectors.json', import.meta.url), 'utf8')) as Vectors;
const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const wbxml = (id: string): Uint8Array => octets(vectors.wbxml[id]?.hex ?? '');
const n1 = octets(`${vectors.notification[0]?.digestHex}${vectors.notification[0]?.triggerHex}`);
const sms = octets(vectors.notificationSms.hex);
const bootstrap = octets(vectors.push.bootstrapD_networkid_wspUdpHex);
const xml = new TextEncoder().encode(
  '<?xml version="1.0"?>\n<SyncML xmlns="SYNCML:SYNCML1.2">\n <SyncBody><Alert/><Alert><Data><![CDATA[a]]></Data></Alert></SyncBody></SyncML>\n',
);
const deliver = writeDeliver({ address: '+491', at: Date.UTC(2026, 0, 1), userData: sms });

const read = (o: Uint8Array, as?: (typeof KINDS)[number]): Annotation => {
  const annotation = annotate(o, as);
  if (!annotation) throw new Error('nothing fits');
  return annotation;
};
const listing = (o: Uint8Array): string[] => [...hexdump(o, read(o).lines)];

describe('detection', () => {
  it.each([
    ...Object.keys(vectors.wbxml).map((id) => ['wbxml', id, wbxml(id)] as const),
    ...vectors.notification.map((v, i) => ['notification', i, octets(v.digestHex + v.triggerHex)] as const),
    ...vectors.notification.map((v, i) => ['wsp', i, octets(v.wspUdpHex)] as const),
    ['wsp', 'command', octets(vectors.push.sessionlessCommandF_wspUdpHex)] as const,
    ['wsp', 'bootstrap', bootstrap] as const,
    ['sms', 'user data', sms] as const,
    ['sms', 'deliver', deliver] as const,
    ['sms', 'with service centre', Uint8Array.from([7, 0x91, 0x94, 0x71, 1, 2, 3, 4, ...deliver])] as const,
    ['sms', 'part', segmentSms(bootstrap, { destPort: 2948, origPort: 1, ref: 1 })[1] as Uint8Array] as const,
    ['xml', 'declared', xml] as const,
    ['xml', 'byte order mark', Uint8Array.from([0xef, 0xbb, 0xbf, 0x3c, 0x61, 0x2f, 0x3e])] as const,
    ['xml', 'UTF-16', new Uint8Array(Buffer.from('\ufeff<a/>', 'utf16le'))] as const,
  ])('%s: %s', (kind, _id, o) => {
    expect(detect(o)).toBe(kind);
    expect(read(o).understood).toBe(true);
  });

  it('still takes a notification with a wrong version or session for one', () => {
    const wrong = Uint8Array.from(n1);
    wrong[17] = 0x90;
    wrong[16] = 3;
    expect(detect(wrong)).toBe('notification');
  });

  it('still takes a push with a wrong length or an unknown application for one', () => {
    const contentType = { media: 0x44 };
    const headers = [{ name: 0x2f, value: { integer: 0x55 } }];
    expect(detect(writeWspPush({ tid: 1, contentType, headers, body: n1 }))).toBe('wsp');
    expect(detect(writeWspPush({ tid: 1, contentType, headersLength: 100, body: n1 }))).toBe('wsp');
  });

  it('says so when nothing fits', () => {
    for (const o of [octets(''), new TextEncoder().encode('hello, world'), octets('ffffffffffffffffffff'), octets('00')]) {
      expect(detect(o)).toBeUndefined();
      expect(annotate(o)).toBeUndefined();
    }
  });
});

describe('the listing', () => {
  it('shows every octet of a document exactly once, in order', () => {
    const inputs = [
      ...Object.keys(vectors.wbxml).map(wbxml),
      xml,
      bootstrap,
      segmentSms(bootstrap, { destPort: 2948, origPort: 1, ref: 1 })[0] as Uint8Array,
    ];
    for (const o of inputs) {
      let at = 0;
      for (const line of read(o).lines) {
        expect(line.from).toBe(at);
        at = line.to;
      }
      expect(at).toBe(o.length);
    }
  });

  it('of WBXML names tokens, pages and ends', () => {
    const lines = listing(wbxml('A')).map((l) => l.replace(/ {2,}/g, '  '));
    expect(lines).toContain("0001  A4 01  public id 0x1201 '-//SYNCML//DTD SyncML 1.2//EN'");
    expect(lines).toContain('0005  6D  <SyncML> token 0x2D page 0 +content bit 0x40');
    expect(lines).toContain("000F  03 44 4D 2F 31 2E 33 00  STR_I 'DM/1.3'");
    expect(lines).toContain('0057  00 01  SWITCH_PAGE -> 1');
    expect(lines).toContain('0059  4C  <MaxMsgSize> token 0x0C page 1 +content bit 0x40');
    expect(lines).toContain('0075  12  <Final> (empty) token 0x12 page 0');
    expect(lines.at(-1)).toBe('0077  01  END SyncML');
  });

  it('indents by element, embedded documents below their OPAQUE', () => {
    const lines = read(wbxml('D')).lines;
    const opaque = lines.find((l) => l.meaning.startsWith('OPAQUE'));
    const tree = lines.find((l) => l.meaning.startsWith('<MgmtTree>'));
    expect(tree?.depth).toBe((opaque?.depth ?? 0) + 1);
    expect(lines.filter((l) => l.meaning.startsWith('version octet')).map((l) => l.from)).toEqual([0, opaque?.to]);
  });

  it('shows the bits of a notification inside a push inside a short message', () => {
    const lines = listing(sms).map((l) => l.replace(/ {2,}/g, '  '));
    expect(lines).toContain('0001  05 04 0B 84 C0 02  element 0x05 ports (16 bits): to 2948, from 49154');
    expect(lines).toContain('000B  AF 87  X-Wap-Application-Id: x-wap-application:syncml.dm (code)');
    expect(lines).toContain('001D  02 D0  version 1.1 (bits 0-9)');
    expect(lines).toContain('001E  D0  ui-mode 1: background (bits 2-3)');
    expect(lines).toContain("0022  12 34  session id, in SyncHdr '1234'");
  });

  it('lets no octet of the peer steer the terminal', () => {
    const hostile = new TextEncoder().encode('<a b="\x1b[2J">\x1b]0;x\x07\u202e\u009b31m</a>');
    for (const line of listing(hostile)) expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
    const header = writeWspPush({ tid: 1, contentType: { media: 0x44 }, headers: [{ name: 'x\x1b[2J', value: { text: 'y\x1b[2J' } }] });
    expect(listing(header).join('\n')).toContain('x\\x1b[2J: y\\x1b[2J');
    for (const line of listing(header)) expect(line).not.toMatch(/[\x00-\x1f]/);
  });
});

describe('elements', () => {
  const rows = (o: Uint8Array): (readonly [string, string | undefined])[] => read(o).elements.map((e) => [e.path, e.text] as const);

  it('have paths with an index only among namesakes, forms and outer offsets', () => {
    expect(read(xml).elements.map((e) => [e.path, e.form, e.text])).toEqual([
      ['/SyncML', 'chars', '\n '],
      ['/SyncML/SyncBody', 'empty', undefined],
      ['/SyncML/SyncBody/Alert[1]', 'empty', undefined],
      ['/SyncML/SyncBody/Alert[2]', 'empty', undefined],
      ['/SyncML/SyncBody/Alert[2]/Data', 'cdata', 'a'],
    ]);
    const push = read(bootstrap);
    const plain = read(wbxml('D'));
    const ofDocument = push.elements.filter((e) => e.path.startsWith('/wsp/SyncML'));
    expect(ofDocument.map((e) => [e.path.slice(4), e.from - 52, e.to - 52, e.text])).toEqual(
      plain.elements.map((e) => [e.path, e.from, e.to, e.text]),
    );
    expect(plain.elements.some((e) => e.path === '/SyncML/SyncBody/Add/Item/Data/MgmtTree/Node/NodeName' && e.text === 'CNN')).toBe(true);
  });

  it('are the fields of binary messages', () => {
    expect(rows(sms)).toEqual(
      expect.arrayContaining([
        ['/sms/udh/ports', 'to 2948, from 49154'],
        ['/sms/wsp/headers/content-type', 'application/vnd.syncml.notification'],
        ['/sms/wsp/headers/x-wap-application-id', 'x-wap-application:syncml.dm'],
        ['/sms/wsp/notification/session-id', '1234'],
        ['/sms/wsp/notification/server-identifier', 'com.mgmtsrv.manage'],
      ]),
    );
    expect(rows(deliver)).toEqual(
      expect.arrayContaining([
        ['/sms/address', '+491'],
        ['/sms/timestamp', '2026-01-01T00:00:00+00:00'],
        ['/sms/wsp/notification/version', '1.1'],
      ]),
    );
    expect(rows(bootstrap)).toEqual(expect.arrayContaining([['/wsp/headers/content-type/SEC', 'NETWPIN']]));
    const part = rows(segmentSms(bootstrap, { destPort: 2948, origPort: 1, ref: 1 })[2] as Uint8Array);
    expect(part.map(([path]) => path)).toEqual(['/sms/udh/length', '/sms/udh/ports', '/sms/udh/concatenation', '/sms/part']);
  });

  it('findings of an inner document count in the outer octets', () => {
    const bad = Uint8Array.from(sms);
    bad[0x1e] = 0xd1;
    expect(read(bad).findings).toEqual([expect.objectContaining({ code: 'notification-reserved-bits', at: 0x1e })]);
    const cut = bootstrap.subarray(0, 200);
    expect(read(cut).findings.map((f) => [f.code, f.at])).toContainEqual(['wbxml-string-unterminated', 169]);
  });
});

it('never throws, whatever the octets and whatever they are said to be', () => {
  const inputs = [wbxml('D'), n1, bootstrap, sms, deliver, xml];
  const check = (o: Uint8Array): void => {
    for (const as of [undefined, ...KINDS]) {
      const annotation = annotate(o, as);
      for (const r of [...(annotation?.lines ?? []), ...(annotation?.elements ?? [])])
        if (!(r.from >= 0 && r.from <= r.to && r.to <= o.length)) throw new Error(JSON.stringify(r));
      if (annotation) expect([...hexdump(o, annotation.lines)].length).toBe(annotation.lines.length);
    }
  };
  for (const o of inputs) for (let n = 0; n <= o.length; n += 1) check(o.subarray(0, n));
  const edit = fc.record({ which: fc.nat(inputs.length - 1), at: fc.nat(400), value: fc.nat(255) });
  fc.assert(
    fc.property(edit, ({ which, at, value }) => {
      const o = Uint8Array.from(inputs[which] as Uint8Array);
      o[at % o.length] = value;
      check(o);
    }),
    { numRuns: 400 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check), { numRuns: 300 });
});

it('bounds what a hostile document can make of itself', () => {
  const lines = new AnnotationSink({ elements: false, lines: true });
  for (let n = 0; n < 1_000_010; n++) lines.line(n, n + 1, 0, 'x');
  expect(lines.lines.length).toBe(1_000_001);
  expect(lines.lines.at(-1)?.meaning).toMatch(/the listing ends here/);
  const paths = new AnnotationSink({ elements: true, lines: false });
  const long = 'x'.repeat(70 * 1024 * 1024);
  for (let n = 0; n < 4; n++) paths.field(long, n, n + 1, '', 0, '');
  expect([paths.elements.length, paths.hasRoom, paths.lines.length]).toEqual([2, false, 0]);
  expect(paths.findings.map((f) => f.code)).toEqual(['too-many-paths']);
});
