import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/dmct.js';
import { answer, MESSAGE, post } from '../../../tests/support/packets.js';
import { BARE_PUSH, HANDED_PUSH } from '../../wire/frame.js';
import type { Capture } from './capture.js';
import { readCapture } from './read-capture.js';

const WSP = Buffer.from('0106 03c4af87 01'.replaceAll(' ', ''), 'hex');
const WBXML = Buffer.from('02a4016a006d6c71c30331', 'hex');

function read(files: Readonly<Record<string, string | Uint8Array>>): Capture {
  const folder = temporaryFolder();
  for (const [name, octets] of Object.entries(files)) writeFileSync(join(folder, name), octets);
  return readCapture(folder);
}
const told = ({ frames }: Capture): string[] =>
  frames.map((f) => [f.direction, f.channel, f.unit, f.transport, f.exchange, f.head?.method ?? f.head?.status ?? f.from, f.body.length].join(' '));

describe('a folder of raw files', () => {
  it('is read in the order of the numbers, each response to its request', () => {
    const capture = read({
      '2-client-to-server.xml': MESSAGE,
      '10-server-to-client.bin': WBXML,
      '1-push.wsp': WSP,
      '11-c2s.http': post('12345', 'X-One: 1\r\n'),
      '12-s2c.http': answer('678'),
      '.hidden': 'not looked at',
    });
    expect(told(capture)).toEqual([
      `to-iut push datagram file 1 ${HANDED_PUSH} 7`,
      `from-iut dm request http 2 device:0 ${MESSAGE.length}`,
      `to-iut dm response http 2 server:0 ${WBXML.length}`,
      'from-iut dm request http 3 POST 5',
      'to-iut dm response http 3 200 3',
    ]);
    expect(capture.frames[2]?.head).toBeUndefined();
    expect(capture.frames[3]?.head?.headers).toContainEqual(['X-One', '1']);
    expect(capture.notes).toEqual([
      '2 messages came without their HTTP heads: nothing is judged of those',
      'a folder tells no times: each file is taken to cross 1 ms after the one before it',
    ]);
    expect(capture.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('knows a push with its WSP head from a bare package #0, and short messages by their name', () => {
    const { frames } = read({ '1-push.bin': WSP, '2-push.bin': Buffer.alloc(24, 7), '3-push.sms': Buffer.alloc(24, 7) });
    expect(frames.map((f) => f.from)).toEqual([HANDED_PUSH, BARE_PUSH, 'server:0']);
  });

  it('has other names for the directions', () => {
    const { frames } = read({ '1-request.xml': MESSAGE, '2-response.xml': MESSAGE, '3-from-device.xml': MESSAGE, '4-from-server.xml': '' });
    expect(frames.map((f) => f.direction)).toEqual(['from-iut', 'to-iut', 'from-iut', 'to-iut']);
    expect(frames[3]?.body).toHaveLength(0);
  });

  it.each<[string, Readonly<Record<string, string | Uint8Array>>, RegExp]>([
    ['a name without direction', { '1.xml': MESSAGE }, /1\.xml: its name does not say which way it went; wanted NUMBER-DIRECTION\.ENDING/],
    ['two directions', { '1-request-response.xml': '' }, /says both client and server/],
    ['a strange ending', { '1-request.txt': '' }, /does not say what it is/],
    ['no HTTP message', { '1-request.http': MESSAGE }, /holds no HTTP message/],
    ['two HTTP messages', { '1-request.http': post() + post() }, /more stands in it than one HTTP message/],
    ['a response that is called a request', { '1-request.http': answer() }, /says that it is a request, and it is none/],
    ['a push in the wrong direction', { '1-response.wsp': WSP }, /a \.wsp file is a push, and the name says server/],
    ['no files', {}, /holds no files; wanted files named NUMBER-DIRECTION/],
  ])('with %s is refused', (_, files, message) => expect(() => read(files)).toThrow(message));

  it('with a folder in it is refused', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '1-request'));
    expect(() => readCapture(folder)).toThrow(/it is no file/);
  });
});
