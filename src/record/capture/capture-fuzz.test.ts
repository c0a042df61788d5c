/** Captures cut off, with bits turned over and of pure noise: each is read to its end or refused, and never held for long. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/dmct.js';
import { answer, DEVICE, datagram, MESSAGE, pcapOf, post, SERVER, Wire } from '../../../tests/support/packets.js';
import { InputError } from '../../base/errors.js';
import { LIMITS } from '../../limits.js';
import { writePcapng } from '../pcapng.js';
import type { FrameLine, RunLine } from '../record.js';
import { readCapture } from './read-capture.js';

const vectors = JSON.parse(readFileSync(new URL('../../../tests/data/vectors.json', import.meta.url), 'utf8')) as {
  notification: { wspUdpHex: string }[];
};
const folder = temporaryFolder();
const file = join(folder, 'x');

function seeds(): Buffer[] {
  const wire = new Wire();
  const smpp = new Wire({ ...DEVICE, port: 50_000 }, { ...SERVER, port: 2775 });
  const bind = Buffer.from('0000001f000000010000000000000001646d637400646d6374000034000000', 'hex');
  const chunked = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${MESSAGE.length.toString(16)}\r\n${MESSAGE}\r\n0\r\n\r\n`;
  const push = new Uint8Array(Buffer.from(vectors.notification[0]?.wspUdpHex ?? '', 'hex'));
  const packets = [
    ...wire.open(),
    ...wire.send(DEVICE, post()),
    ...wire.send(SERVER, chunked),
    ...wire.send(DEVICE, post()),
    ...wire.send(SERVER, answer()),
    datagram(push),
    ...smpp.open(),
    ...smpp.send(smpp.client, bind),
    wire.fin(SERVER),
    wire.fin(DEVICE),
  ];
  const pcap = readFileSync(pcapOf(packets, { link: 1, before: Buffer.from('0102030405060708090a0b0c0800', 'hex') }));
  const written = join(folder, 'w.pcapng');
  const run = { e: 'run', started: '2026-01-02T03:04:05.000Z', tool: 'test' } as RunLine;
  const frames = [post(), answer()].map((text, i): FrameLine => {
    const head = i === 0 ? { method: 'POST', url: '/', version: '1.1', headers: [] } : { status: 200, version: '1.1', headers: [] };
    const body = Buffer.from(text.split('\r\n\r\n')[1] ?? '').toString('base64');
    const unit = i === 0 ? 'request' : 'response';
    return {
      e: 'frame',
      n: i + 1,
      at: i,
      direction: 'from-iut',
      transport: 'http',
      unit,
      channel: 'dm',
      connection: 1,
      exchange: 1,
      from: '',
      to: '',
      head,
      body,
    };
  });
  writePcapng({ run, rows: [{ row: { e: 'row', scenario: 's', sha256: '' }, events: frames }] }, written);
  const har = JSON.stringify({
    log: {
      entries: [
        {
          startedDateTime: '2026-01-02T03:04:05Z',
          request: { method: 'POST', url: 'http://a/dm', headers: [], postData: { text: MESSAGE } },
          response: { status: 200, headers: [], content: { text: 'QUJD', encoding: 'base64' } },
        },
      ],
    },
  });
  const exported = readFileSync(new URL('../../../tests/data/exported-pdus.pcapng', import.meta.url));
  return [pcap, readFileSync(written), exported, Buffer.from(har)];
}

function reads(octets: Uint8Array): void {
  writeFileSync(file, octets);
  try {
    const { frames } = readCapture(file);
    expect(frames.every(({ at }, i) => at >= (frames[i - 1]?.at ?? 0))).toBe(true);
  } catch (cause) {
    expect(cause).toBeInstanceOf(InputError);
  }
}

it('captures cut off or with wrong bits are read or refused', () => {
  const all = seeds();
  for (const seed of all) {
    writeFileSync(file, seed);
    expect(readCapture(file).frames.length).toBeGreaterThan(1);
  }
  const damage = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), to: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(
      fc.constantFrom(...all),
      fc.array(damage, { maxLength: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      (seed, wrong, end, isCut) => {
        const octets = Uint8Array.from(seed);
        for (const { at, to } of wrong) octets[Math.min(octets.length - 1, Math.floor(at * octets.length))] = to;
        reads(isCut ? octets.subarray(0, Math.floor(end * octets.length)) : octets);
      },
    ),
    { numRuns: 800 },
  );
});

it('packets of noise are read', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 20 }),
      fc.constantFrom(0, 1, 101, 113, 276),
      fc.constantFrom(0x45, 0x60, 0x46, 0x4f),
      (packets, link, first) => {
        for (const packet of packets) packet[0] = first;
        const { frames } = readCapture(pcapOf(packets, { link }));
        expect(frames.length).toBeLessThanOrEqual(packets.length);
      },
    ),
    { numRuns: 300 },
  );
});

it('a flood of connections, of early segments and of octets a packet takes no more than its bounds, and ends', () => {
  const packets: Uint8Array[] = [];
  for (let n = 0; n < LIMITS.captureConnections + 200; n++) {
    const wire = new Wire({ ip: [10, 0, n >> 8, n & 255], port: 1024 });
    packets.push(...wire.send(wire.client, 'POST /dm HTTP/1.1\r\nX: '));
  }
  const early = new Wire();
  packets.push(...early.open());
  const segments = early.send(DEVICE, post('x'.repeat(3_000)), 1);
  packets.push(...segments.slice(1).reverse());
  const drip = new Wire({ ...DEVICE, port: 41_000 });
  packets.push(...drip.open(), ...drip.send(drip.client, `${post().slice(0, -MESSAGE.length)}${MESSAGE}`, 1));
  const { frames, notes } = readCapture(pcapOf(packets));
  expect(frames.map((f) => f.body.length)).toEqual([MESSAGE.length]);
  expect(notes.some((n) => /^20\d TCP connections were put aside/.test(n))).toBe(true);
});
