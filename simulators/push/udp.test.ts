import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import type { Crossing } from '../../src/wire/frame.js';
import { tape } from '../testing/tape.js';
import { freeLoopback, PUSH_PORT, sendUdp, startUdpReceiver, type UdpReceiver } from './udp.js';

const cleanup: UdpReceiver[] = [];
afterEach(async () => {
  await Promise.all(cleanup.splice(0).map((r) => r.close()));
});

async function receiver(listen: string) {
  const t = tape();
  const handled: Crossing[] = [];
  const socket = await startUdpReceiver({ listen, tap: t.tap, direction: 'to-iut', handler: (c) => handled.push(c) });
  cleanup.push(socket);
  return { ...t, handled, socket };
}

test('drained means that all datagrams sent before were handled, and the sentinel leaves no trace', async () => {
  const { socket, handled, crossings } = await receiver('127.0.0.1:0');
  const sent = tape();
  for (let i = 0; i < 200; i++) await sendUdp({ to: socket.address, body: Uint8Array.of(i), tap: sent.tap, direction: 'to-iut' });
  await socket.drained();
  expect(handled.map((c) => c.body[0])).toEqual(Array.from({ length: 200 }, (_, i) => i));
  expect(crossings).toHaveLength(200);
  expect(crossings[7]?.from).toBe(sent.crossings[7]?.from);
});

test('the registered port on a loopback address of its own', async () => {
  const host = await freeLoopback();
  const { socket, handled } = await receiver(`${host}:${PUSH_PORT}`);
  expect(socket.address).toBe(`${host}:2948`);
  await sendUdp({ to: socket.address, body: Buffer.from('push'), tap: (c) => c, direction: 'to-iut' });
  await socket.drained();
  expect(handled).toHaveLength(1);
});

test('a push to nobody is no error; draining a closed receiver ends', async () => {
  const { socket } = await receiver('127.0.0.1:0');
  await socket.close();
  await sendUdp({ to: socket.address, body: Buffer.from('push'), tap: (c) => c, direction: 'to-iut' });
  await socket.drained();
});

test('a sentinel that had to be sent again under load is no push', async () => {
  const { socket, handled, crossings } = await receiver('127.0.0.1:0');
  const drained = socket.drained();
  // The loop is held up for longer than the interval after which the sentinel is sent once more.
  const until = performance.now() + 120;
  while (performance.now() < until);
  await drained;
  await socket.drained();
  await socket.drained();
  expect(handled).toEqual([]);
  expect(crossings).toEqual([]);
});

test('an address that another holds is refused', async () => {
  const host = await freeLoopback();
  const holder = createSocket('udp4');
  await new Promise<void>((resolve) => holder.bind(PUSH_PORT, host, resolve));
  await expect(receiver(`${host}:${PUSH_PORT}`)).rejects.toThrow(/cannot listen for pushes on .*EADDRINUSE/);
  await new Promise<void>((resolve) => holder.close(resolve));
  expect((await receiver(`${host}:${PUSH_PORT}`)).socket.address).toBe(`${host}:${PUSH_PORT}`);
});
