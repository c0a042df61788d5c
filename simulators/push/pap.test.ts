import { afterEach, expect, test } from 'vitest';
import { readXml } from '../../src/wire/xml-read.js';
import { httpClient } from '../http/client.js';
import { startHttpServer } from '../http/server.js';
import { tape } from '../testing/tape.js';
import { PAP_PATH, startGateway } from './gateway.js';
import type { ReceivedPush } from './ota-http.js';
import { papDocument, papSender, pushMessage } from './pap.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const DEVICE = 'WAPPUSH=+358401234567/TYPE=PLMN@ppg.example';
const PUSH = {
  wsp: new Uint8Array(0),
  port: 2948,
  contentType: 'application/vnd.syncml.notification',
  applicationId: 'x-wap-application:syncml.dm',
  headers: [['x-syncml-hmac', 'mac=b']],
  body: Uint8Array.of(45, 45, 100, 13, 10, 0, 255, 13, 10),
} as const;

async function gateway() {
  const seen = tape();
  const pushes: [ReceivedPush, string][] = [];
  const server = await startGateway({
    listen: '127.0.0.1:0',
    tap: seen.tap,
    direction: 'from-iut',
    handler: (push, device) => pushes.push([push, device]),
  });
  cleanup.push(() => server.close());
  return { ...seen, pushes, url: `http://${server.address}${PAP_PATH}` };
}

function sender() {
  const pap = papSender({ tap: (c) => c, direction: 'from-iut', timeoutMs: 20_000 });
  cleanup.push(() => pap.close());
  return pap;
}

test('a push-message is accepted with 1001 and its content handed on octet by octet', async () => {
  const { url, pushes, crossings } = await gateway();
  await sender().send(url, DEVICE, PUSH);
  const [push, device] = pushes[0] ?? [];
  expect(device).toBe(DEVICE);
  expect(push).toMatchObject({ contentType: PUSH.contentType, applicationId: PUSH.applicationId, hmac: 'mac=b' });
  expect([...(push?.body ?? [])]).toEqual([...PUSH.body]);
  expect(crossings.map((c) => [c.channel, c.unit, c.head?.status])).toEqual([
    ['push', 'request', undefined],
    ['push', 'response', 202],
  ]);
  expect(readXml(crossings[1]?.body ?? new Uint8Array(0)).findings).toEqual([]);
  expect(Buffer.from(crossings[1]?.body ?? []).toString()).toContain('<response-result code="1001"');
});

test('a push initiator that is refused is told which code and why', async () => {
  const { url, pushes } = await gateway();
  await expect(sender().send(url, 'somewhere', PUSH)).rejects.toThrow(/does not take the push: 2002 Address error/);
  const deaf = await startHttpServer({
    listen: '127.0.0.1:0',
    tap: (c) => c,
    channel: 'push',
    requests: 'to-iut',
    handler: () => ({ status: 404, headers: [] }),
  });
  cleanup.push(() => deaf.close());
  await expect(sender().send(`http://${deaf.address}/pap`, DEVICE, PUSH)).rejects.toThrow(/HTTP 404/);
  await expect(sender().send('http://127.0.0.1:1/pap', DEVICE, PUSH)).rejects.toThrow(/refused/);
  expect(pushes).toEqual([]);
});

test('bad requests get 2000 and push nothing; PAP 2.1 from another hand is understood', async () => {
  const { url, pushes } = await gateway();
  const http = httpClient({ tap: (c) => c, channel: 'push', requests: 'from-iut', timeoutMs: 20_000 });
  cleanup.push(() => http.close());
  const post = async (type: string, body: string | Uint8Array): Promise<string> => {
    const answer = await http.exchange({ url, headers: [['Content-Type', type]], body: Buffer.from(body) });
    return /code="(\d+)"/.exec(Buffer.from(answer.body).toString())?.[1] ?? String(answer.head?.status);
  };
  const related = 'multipart/related; boundary=b; type="application/xml"';
  const both = (control: string): string => `--b\r\nContent-Type: application/xml\r\n\r\n${control}\r\n--b\r\nContent-Type: a/b\r\n\r\nx\r\n--b--`;
  expect(await post('text/plain', 'x')).toBe('2000');
  expect(await post('multipart/related', 'x')).toBe('2000');
  expect(await post(related, 'no parts')).toBe('2000');
  expect(await post(related, both('<pap><push-message'))).toBe('2000');
  expect(await post(related, both(papDocument('<cancel-message push-id="1"/>')))).toBe('2000');
  expect(await post(related, both(papDocument('<push-message push-id="1"/>')))).toBe('2002');
  const { body } = { body: Buffer.from(pushMessage('1', DEVICE, PUSH)) };
  expect(await post(related, body)).toBe('2000'); // the boundary is another one
  const control = `<?xml version="1.0"?><!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 2.1//EN" "http://www.openmobilealliance.org/tech/DTD/pap_2.1.dtd">
<pap product-name="acme"><push-message push-id='9@pi' source-reference="x"><address address-value='${DEVICE}'></address></push-message></pap>`;
  expect(pushes).toEqual([]);
  expect(await post(related, both(control))).toBe('1001');
  expect(pushes.map(([push]) => [push.contentType, Buffer.from(push.body).toString()])).toEqual([['a/b', 'x']]);
  expect((await http.exchange({ url, method: 'GET', headers: [], body: new Uint8Array(0) })).head?.status).toBe(405);
});
