import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import { readSip } from '../../src/wire/sip-read.js';
import { parseHostPort } from '../http/address.js';
import { tape } from '../testing/tape.js';
import type { ReceivedPush } from './ota-http.js';
import { sendSip, startSipReceiver } from './sip.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const PUSH = {
  wsp: new Uint8Array(0),
  port: 2948,
  contentType: 'application/vnd.syncml.notification',
  applicationId: 'x-wap-application:syncml.dm',
  headers: [['x-syncml-hmac', 'algorithm=SHA256, username="a", mac=b']],
  body: Uint8Array.of(13, 10, 13, 10, 0, 255),
} as const;

async function device() {
  const seen = tape();
  const pushes: ReceivedPush[] = [];
  const receiver = await startSipReceiver({ listen: '127.0.0.1:0', tap: seen.tap, direction: 'to-iut', handler: (push) => pushes.push(push) });
  cleanup.push(() => receiver.close());
  return { ...seen, pushes, receiver };
}

test('a MESSAGE is taken with its headers and answered 200', async () => {
  const { receiver, pushes, crossings } = await device();
  const sent = tape();
  expect(await sendSip({ to: receiver.address, push: PUSH, tap: sent.tap, direction: 'to-iut', timeoutMs: 20_000 })).toBe(200);
  expect(pushes).toHaveLength(1);
  expect(pushes[0]).toMatchObject({ contentType: PUSH.contentType, applicationId: PUSH.applicationId, hmac: PUSH.headers[0][1] });
  expect([...(pushes[0]?.body ?? [])]).toEqual([...PUSH.body]);
  for (const seen of [crossings, sent.crossings]) {
    expect(seen.map((c) => [c.direction, c.unit, c.transport])).toEqual([
      ['to-iut', 'datagram', 'sip'],
      ['from-iut', 'response', 'sip'],
    ]);
  }
  const [request, response] = sent.crossings.map((c) => readSip(c.body));
  for (const name of ['via', 'from', 'call-id', 'cseq'])
    expect(response?.headers.find((h) => h.name.toLowerCase() === name)?.value, name).toBe(
      request?.headers.find((h) => h.name.toLowerCase() === name)?.value,
    );
});

test('a repeated MESSAGE is answered again and handled once; other requests and noise do no harm', async () => {
  const { receiver, pushes, crossings } = await device();
  const socket = createSocket('udp4');
  cleanup.push(() => socket.close());
  const { host, port } = parseHostPort(receiver.address);
  const ask = (text: string): Promise<string> =>
    new Promise((resolve) => {
      socket.once('message', (data) => resolve(data.toString('latin1').split('\r\n')[0] as string));
      socket.send(text, port, host);
    });
  const message = (method: string, id: string): string =>
    `${method} sip:a SIP/2.0\r\nCall-ID: ${id}\r\nCSeq: 1 ${method}\r\nTo: <sip:a>\r\nContent-Length: 0\r\n\r\n`;
  expect(await ask(message('MESSAGE', '1'))).toBe('SIP/2.0 200 OK');
  expect(await ask(message('MESSAGE', '1'))).toBe('SIP/2.0 200 OK');
  expect(await ask(message('INVITE', '2'))).toBe('SIP/2.0 405 Method Not Allowed');
  socket.send(Buffer.from([0, 1, 2]), port, host);
  expect(await ask(message('OPTIONS', '3'))).toBe('SIP/2.0 200 OK');
  expect(pushes).toHaveLength(1);
  expect(crossings.find((c) => c.trouble)).toMatchObject({ trouble: 'bad-pdu', unit: 'request' });
});

test('a sender repeats itself until it is answered, and gives up in time', async () => {
  const sent = tape();
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  cleanup.push(() => socket.close());
  const to = `127.0.0.1:${socket.address().port}`;
  let heard = 0;
  socket.on('message', (data, peer) => {
    // The first one is lost; the second gets a provisional answer, then a final one.
    if (++heard < 2) return;
    for (const status of ['100 Trying', '486 Busy Here']) socket.send(`SIP/2.0 ${status}\r\n\r\n`, peer.port, peer.address);
    expect(data.length).toBeGreaterThan(100);
  });
  expect(await sendSip({ to, push: PUSH, tap: sent.tap, direction: 'to-iut', timeoutMs: 20_000 })).toBe(486);
  expect(sent.crossings.map((c) => c.unit)).toEqual(['datagram', 'datagram', 'response', 'response']);
  heard = -100;
  expect(await sendSip({ to, push: PUSH, tap: sent.tap, direction: 'to-iut', timeoutMs: 50 })).toBeUndefined();
});
