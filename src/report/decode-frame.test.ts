import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import { writeWspPush } from '../wire/wsp-write.js';
import { decodeFrame } from './decode-frame.js';
import type { ReportFrame } from './report.js';

const vectors = JSON.parse(readFileSync(new URL('../../tests/data/vectors.json', import.meta.url), 'utf8')) as { wbxml: { D: { hex: string } } };
/** A message that adds an object to the Inbox. */
const MESSAGE = Buffer.from(vectors.wbxml.D.hex, 'hex');
const DM = 'application/vnd.syncml.dm+wbxml';

const [SAMPLE] = sampleReport({ rows: 1 }).frames;
const decoded = (unit: ReportFrame['unit'], contentType: string, octets: Uint8Array): string[] =>
  decodeFrame({ ...(SAMPLE as ReportFrame), unit, contentType, base64: Buffer.from(octets).toString('base64'), length: octets.length }).split('\n');
const hex = (n: number): string => n.toString(16).padStart(6, '0');
const OBJECT = [
  'object for ./Inbox: VerDTD 1.2, 1 node',
  expect.stringMatching(/^ {2}URI +FORMAT/),
  expect.stringMatching(/^ {2}\.\/Inbox\/CNN +node/),
];

describe('a command message below its octets', () => {
  const alone = decoded('request', DM, MESSAGE);
  const message = alone.slice(0, alone.indexOf(''));

  it('ends with its object, as a list of nodes', () => {
    expect(message[0]).toBe(`${hex(0)}  version octet: WBXML 1.${MESSAGE[0]}`);
    expect(alone.slice(message.length + 1, message.length + 4)).toEqual(OBJECT);
  });

  it.each([
    ['a WSP push', 'datagram', DM, writeWspPush({ tid: 1, contentType: { media: DM }, headers: [], body: MESSAGE }), 'WSP transaction id 1'],
    [
      'an HTTP message of a push',
      'request',
      'application/http; msgtype=response',
      Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: ${DM}\r\n\r\n`), MESSAGE]),
      'HTTP/1.1 200 OK',
    ],
  ] as const)('stands behind the head of %s, with offsets in the frame', (_, unit, contentType, octets, first) => {
    const lines = decoded(unit, contentType, octets);
    const from = octets.length - MESSAGE.length;
    expect(lines[0]).toBe(`${hex(0)}  ${first}`);
    const inner = message.map((line) => (/^[0-9a-f]{6} {2}/.test(line) ? hex(Number.parseInt(line, 16) + from) + line.slice(6) : line));
    expect(lines).toEqual(expect.arrayContaining([...inner, ...OBJECT]));
  });

  it('of which only the HTTP head can be read shows that', () => {
    const octets = Buffer.from('HTTP/1.1 200 OK\r\nX-Y: z\r\n\r\n\x00\x00');
    expect(decoded('request', 'application/http', octets)).toEqual([`${hex(0)}  HTTP/1.1 200 OK`, `${hex(17)}  X-Y: z`]);
  });
});
