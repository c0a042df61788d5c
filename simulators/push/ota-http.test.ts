import { afterEach, expect, test } from 'vitest';
import { header } from '../../src/wire/frame.js';
import { httpClient } from '../http/client.js';
import { tape } from '../testing/tape.js';
import { otaSender, type ReceivedPush, startOtaReceiver } from './ota-http.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

async function receiver() {
  const t = tape();
  const pushes: ReceivedPush[] = [];
  const server = await startOtaReceiver({ listen: '127.0.0.1:0', tap: t.tap, direction: 'to-iut', handler: (p) => pushes.push(p) });
  cleanup.push(() => server.close());
  return { ...t, pushes, server };
}

test('a wrapped push arrives with its headers; the answer is 204 with push status 400', async () => {
  const { server, pushes, crossings } = await receiver();
  const sender = otaSender({ tap: (c) => c, direction: 'to-iut', timeoutMs: 20_000 });
  cleanup.push(() => sender.close());
  const body = Uint8Array.of(1, 13, 10, 13, 10, 2);
  const answer = await sender.send(server.address, {
    wsp: new Uint8Array(0),
    port: 2948,
    contentType: 'application/vnd.syncml.notification',
    applicationId: 'x-wap-application:syncml.dm',
    body,
  });
  expect([answer.head?.status, header(answer.head, 'x-wap-push-status')]).toEqual([204, '400']);
  expect(pushes).toEqual([
    { contentType: 'application/vnd.syncml.notification', applicationId: 'x-wap-application:syncml.dm', body: expect.anything(), deviation: '' },
  ]);
  expect([...(pushes[0]?.body ?? [])]).toEqual([...body]);
  expect(crossings.map((c) => [c.channel, c.unit])).toEqual([
    ['push', 'request'],
    ['push', 'response'],
  ]);
});

test('other paths, methods and bodies are refused over HTTP and push nothing', async () => {
  const { server, pushes } = await receiver();
  const http = httpClient({ tap: (c) => c, channel: 'push', requests: 'to-iut', timeoutMs: 20_000 });
  cleanup.push(() => http.close());
  const status = async (path: string, method: string, type: string, body: string): Promise<number | undefined> =>
    (await http.exchange({ url: `http://${server.address}${path}`, method, headers: [['Content-Type', type]], body: Buffer.from(body) })).head
      ?.status;
  expect(await status('/other', 'POST', 'application/http', '')).toBe(404);
  expect(await status('/wappush', 'PUT', 'application/http', 'x')).toBe(405);
  expect(await status('/wappush', 'OPTIONS', 'application/http', '')).toBe(204);
  expect(await status('/wappush', 'POST', 'application/http', 'no response inside')).toBe(400);
  expect(pushes).toEqual([]);
  expect(await status('/wappush', 'POST', 'application/vnd.syncml.notification', 'bare')).toBe(204);
  expect(pushes[0]?.deviation).toBe('not wrapped');
});
