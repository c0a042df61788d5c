/** Our push datagrams as tshark, an independent reader of WSP and GSM SMS, sees them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeNotification } from '../src/wire/notification-write.js';
import { readWspPush } from '../src/wire/wsp-read.js';
import { APPLICATION_IDS, APPLICATION_SYNCML_DM, CONTENT, CONTENT_TYPES, HEADER, HEADER_NAMES, PARAMETER } from '../src/wire/wsp-table.js';
import { type WspOutContentType, type WspOutHeader, writeWspPush } from '../src/wire/wsp-write.js';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark && process.env.CI) throw new Error('tshark is missing (apt-get install tshark)');

const folder = mkdtempSync(join(tmpdir(), 'dmct-tshark-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A capture of raw IPv4 packets, each one UDP datagram to 127.0.0.1:2948. */
function pcap(datagrams: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt32LE(0x00040002, 4); // version 2.4
  head.writeUInt32LE(65535, 16);
  head.writeUInt32LE(101, 20); // LINKTYPE_RAW
  const packets = datagrams.map((body) => {
    const frame = Buffer.alloc(16 + 28);
    frame.writeUInt32LE(28 + body.length, 8);
    frame.writeUInt32LE(28 + body.length, 12);
    frame.set([0x45, 0, (28 + body.length) >> 8, (28 + body.length) & 255, 0, 0, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1], 16);
    frame.writeUInt16BE(49154, 36);
    frame.writeUInt16BE(2948, 38);
    frame.writeUInt16BE(8 + body.length, 40);
    return Buffer.concat([frame, body]);
  });
  return Buffer.concat([head, ...packets]);
}

/** What tshark prints about each datagram's WSP layer. */
function dissect(datagrams: readonly Uint8Array[]): string[] {
  const file = join(folder, 'push.pcap');
  writeFileSync(file, pcap(datagrams));
  const text = execFileSync('tshark', ['-r', file, '-V'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 });
  const frames = text.split(/^Frame \d+:/m).slice(1);
  expect(frames).toHaveLength(datagrams.length);
  return frames;
}

const dm = { name: HEADER.applicationId, value: { integer: APPLICATION_SYNCML_DM } };
const push = (contentType: WspOutContentType, body: Uint8Array = new Uint8Array(0), headers: readonly WspOutHeader[] = [dm]): Uint8Array =>
  writeWspPush({ tid: 1, contentType, headers, body });
const vectors = JSON.parse(readFileSync(new URL('data/vectors.json', import.meta.url), 'utf8')) as {
  notification: { wspUdpHex: string }[];
  push: Record<string, string>;
};

describe.skipIf(!hasTshark)('tshark (skipped only where tshark is not installed)', () => {
  it('reads our notification pushes', () => {
    const body = writeNotification(
      { sessionId: 0x1234, serverIdentifier: 'com.mgmtsrv.manage', vendorSpecific: Uint8Array.of(1, 2) },
      new Uint8Array(16).fill(7),
    );
    for (const frame of dissect([
      push({ media: CONTENT.notification12 }, body),
      ...vectors.notification.map((v) => Buffer.from(v.wspUdpHex, 'hex')),
    ])) {
      expect(frame).toContain('Wireless Session Protocol, Method: Push (0x06), Content-Type: application/vnd.syncml.notification');
      expect(frame).toContain('Headers Length: 3');
      expect(frame).toContain('X-Wap-Application-Id: x-wap-application:syncml.dm');
      expect(frame).not.toMatch(/malformed|invalid/i);
    }
  });

  it('reads our sessionless command and bootstrap pushes down to the SyncML', () => {
    const mac = '68ECAA482D8BC49170FF76805E0F38608FEC30A3';
    const golden = Buffer.from(vectors.push.bootstrapD_networkid_wspUdpHex ?? '', 'hex');
    const parameters = [
      { name: PARAMETER.sec, value: { integer: 0 } },
      { name: PARAMETER.mac, value: { text: mac } },
    ];
    const [command, bootstrap] = dissect([
      Buffer.from(vectors.push.sessionlessCommandF_wspUdpHex ?? '', 'hex'),
      push({ media: CONTENT.dmWbxml, parameters }, readWspPush(golden).body),
    ]) as [string, string];
    for (const frame of [command, bootstrap]) {
      expect(frame).toContain('Content-Type: application/vnd.syncml.dm+wbxml');
      expect(frame).toContain('X-Wap-Application-Id: x-wap-application:syncml.dm');
      expect(frame).toMatch(/<SyncHdr/);
      expect(frame).not.toMatch(/malformed|invalid/i);
    }
    expect(bootstrap).toMatch(/SEC: NETWPIN/i);
    expect(bootstrap).toContain(mac);
  });

  it('reads text forms, flags, URIs and application headers', () => {
    const [frame] = dissect([
      writeWspPush({
        tid: 9,
        contentType: { media: 'application/vnd.syncml.notification' },
        headers: [
          { name: HEADER.applicationId, value: { text: 'x-wap-application:syncml.dm' } },
          { name: HEADER.pushFlag, value: { integer: 5 } },
          { name: HEADER.contentUri, value: { text: 'http://a/b' } },
          { name: HEADER.initiatorUri, value: { text: 'http://c/d' } },
          { name: 'x-syncml-hmac', value: { text: 'algorithm=MD5' } },
        ],
        body: new Uint8Array(30),
      }),
    ]) as [string];
    for (const line of [
      'Content-Type: application/vnd.syncml.notification',
      'X-Wap-Application-Id: x-wap-application:syncml.dm',
      'Push-Flag: ',
      'Content-Uri: http://a/b',
      'Initiator-Uri: http://c/d',
      'x-syncml-hmac: algorithm=MD5',
    ]) {
      expect(frame).toContain(line);
    }
    expect(frame).not.toMatch(/malformed|invalid/i);
  });

  it('names the content types our table names', () => {
    // 0x0A: tshark keeps the WSP 1.1 name (channel), 0x16 likewise; we follow WAP-230
    const renamed = new Set([0x0a, 0x16]);
    const codes = Object.keys(CONTENT_TYPES).map(Number);
    const named = dissect(codes.map((media) => push({ media })));
    let agreed = 0;
    for (const [i, code] of codes.entries()) {
      const name = /Content-Type: (.*)$/m.exec(named[i] as string)?.[1];
      if (renamed.has(code) || name?.startsWith('<Unknown')) continue;
      expect(`${code} ${name}`).toBe(`${code} ${CONTENT_TYPES[code]}`);
      agreed += 1;
    }
    expect(agreed).toBeGreaterThanOrEqual(76);
  });

  it('names the application ids and header fields our tables name', () => {
    const ids = Object.keys(APPLICATION_IDS).map(Number);
    const frames = dissect(ids.map((integer) => push({ media: 3 }, undefined, [{ name: HEADER.applicationId, value: { integer } }])));
    expect(frames.map((f) => /X-Wap-Application-Id: (.*)$/m.exec(f)?.[1])).toEqual(ids.map((id) => APPLICATION_IDS[id]));
    const codes = Object.keys(HEADER_NAMES).map(Number);
    const named = dissect(codes.map((name) => push({ media: 3 }, undefined, [{ name, value: { integer: 1 } }])));
    for (const [i, code] of codes.entries()) {
      const line = new RegExp(`= Header name: (.*?) (?:\\(encoding [0-9.]+\\) )?\\(${code}\\)$`, 'm').exec(
        (named[i] as string).split('\n').slice(-40).join('\n'),
      );
      expect(`${code} ${line?.[1]?.toLowerCase()}`).toBe(`${code} ${HEADER_NAMES[code]?.name.toLowerCase()}`);
    }
  });
});
