/** The simulated SMS centre and its clients: with each other, with the library's own sessions, and with peers that send no SMPP. */
import { connect as openSocket, type Socket } from 'node:net';
import smpp from 'smpp';
import { afterEach, expect, test } from 'vitest';
import { LIMITS } from '../../src/limits.js';
import { readSmpp } from '../../src/wire/smpp-read.js';
import { writeWspPush } from '../../src/wire/wsp-write.js';
import { parseHostPort } from '../http/address.js';
import { tape } from '../testing/tape.js';
import { connectEsme } from './esme.js';
import { messageParts } from './inbox.js';
import { pushSender } from './sender.js';
import { startSmsc } from './smsc.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const BODY = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
const LONG = {
  wsp: writeWspPush({ tid: 1, contentType: { media: 0x44 }, headers: [], body: BODY }),
  port: 2948,
  contentType: 'application/vnd.syncml.notification',
  body: BODY,
};

async function centre() {
  const seen = tape();
  const got: Uint8Array[] = [];
  const smsc = await startSmsc({ listen: '127.0.0.1:0', tap: seen.tap, sends: 'to-iut', timeoutMs: 20_000, handler: (data) => got.push(data) });
  cleanup.push(() => smsc.close());
  return { ...seen, got, smsc };
}

const commands = (crossings: readonly { body: Uint8Array; unit: string }[]): string[] =>
  crossings.map((c) => `${readSmpp(c.body)?.command} ${c.unit}`);

test('a long push goes to the device that has bound, in parts that make one message again', async () => {
  const { smsc, crossings } = await centre();
  const whole: [Uint8Array, number | undefined][] = [];
  const device = await connectEsme({
    to: smsc.address,
    as: 'receiver',
    tap: (c) => c,
    sends: 'from-iut',
    timeoutMs: 20_000,
    handler: messageParts((wsp, port) => whole.push([wsp, port])),
  });
  const sender = pushSender({ tap: (c) => c, direction: 'to-iut', timeoutMs: 20_000, smsc });
  await sender.send('smpp', smsc.address, LONG);
  await device.close();
  expect(whole).toHaveLength(1);
  expect(Buffer.from(whole[0]?.[0] ?? []).equals(LONG.wsp)).toBe(true);
  expect(whole[0]?.[1]).toBe(2948);
  expect(commands(crossings)).toEqual([
    'bind_receiver request',
    'bind_receiver_resp response',
    ...Array.from({ length: 3 }, () => ['deliver_sm request', 'deliver_sm_resp response']).flat(),
    'unbind request',
    'unbind_resp response',
  ]);
  for (const [i, c] of crossings.entries()) if (i % 2 === 1) expect(c.exchange, `exchange of ${i}`).toBe(crossings[i - 1]?.exchange);
});

test('a server submits to the centre; a receiver may not, and nobody before the bind', async () => {
  const { smsc, got } = await centre();
  const sender = pushSender({ tap: (c) => c, direction: 'from-iut', timeoutMs: 20_000 });
  await sender.send('smpp', smsc.address, LONG);
  await sender.close();
  expect(got).toHaveLength(3);
  const device = await connectEsme({ to: smsc.address, as: 'receiver', tap: (c) => c, sends: 'from-iut', timeoutMs: 20_000 });
  expect(await device.submit(Uint8Array.of(0))).toBe(false);
  await device.close();
  expect(got).toHaveLength(3);
});

test('waits for a receiver, and says when none came', async () => {
  const { smsc } = await centre();
  expect(await smsc.hasReceiver(30)).toBe(false);
  expect(await smsc.deliver([Uint8Array.of(0)])).toBe(false);
  const soon = smsc.hasReceiver(20_000);
  const device = await connectEsme({ to: smsc.address, as: 'receiver', tap: (c) => c, sends: 'from-iut', timeoutMs: 20_000 });
  expect(await soon).toBe(true);
  await device.close();
});

test("the library's own session binds, asks after the link, gets a message and leaves", async () => {
  const { smsc } = await centre();
  const { port } = parseHostPort(smsc.address);
  const session = smpp.connect({ host: '127.0.0.1', port });
  cleanup.push(() => session.destroy());
  const answer = (command: string, params: object = {}): Promise<{ command: string; command_status: number }> =>
    new Promise((resolve) => session[command]?.(params, resolve));
  const delivered = new Promise<{ short_message: { udh: Buffer[]; message: Buffer } }>((resolve) => {
    session.on('deliver_sm', (pdu) => {
      session.send(pdu.response());
      resolve(pdu as never);
    });
  });
  expect(await answer('bind_transceiver', { system_id: 'a', password: 'b' })).toMatchObject({ command: 'bind_transceiver_resp', command_status: 0 });
  expect(await answer('enquire_link')).toMatchObject({ command: 'enquire_link_resp', command_status: 0 });
  expect(await answer('query_sm', { message_id: '1' })).toMatchObject({ command_status: 3 });
  expect(await smsc.deliver([Uint8Array.of(6, 5, 4, 0x0b, 0x84, 0xc0, 2, 1, 6)])).toBe(true);
  expect((await delivered).short_message.message.toString('hex')).toBe('0106');
  expect(await answer('unbind')).toMatchObject({ command: 'unbind_resp', command_status: 0 });
});

async function raw(address: string): Promise<{ socket: Socket; answer: () => Promise<Buffer>; ended: Promise<unknown> }> {
  const { host, port } = parseHostPort(address);
  const socket = openSocket({ host, port });
  const ended = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('connect', resolve));
  cleanup.push(() => socket.destroy());
  return { socket, answer: () => new Promise((resolve) => socket.once('data', resolve)), ended };
}

test('what is no SMPP is recorded, refused and cut off; the centre serves the next one', async () => {
  const { smsc, crossings, until } = await centre();
  for (const [octets, trouble] of [
    [Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'too-large'],
    [Buffer.from('0000000c0000000100000000', 'hex'), 'bad-pdu'],
    [Buffer.concat([Buffer.from([0, 2, 0, 0]), Buffer.alloc(LIMITS.smppPduOctets)]), 'too-large'],
  ] as const) {
    const { socket, answer, ended } = await raw(smsc.address);
    const said = answer();
    socket.write(octets);
    expect(readSmpp(await said)).toMatchObject({ command: 'generic_nack', status: 2 });
    socket.end();
    await ended;
    expect(crossings.at(-2)).toMatchObject({ trouble, unit: 'request', transport: 'smpp' });
  }
  const { socket } = await raw(smsc.address);
  socket.write(Buffer.from('00000030000000', 'hex'));
  socket.end();
  await until((c) => c.trouble === 'aborted');
  const device = await connectEsme({ to: smsc.address, as: 'receiver', tap: (c) => c, sends: 'from-iut', timeoutMs: 20_000 });
  await device.close();
});

test('a PDU that is unknown, or whose body does not hold, is answered and the link goes on', async () => {
  const { smsc, crossings } = await centre();
  const { socket, answer } = await raw(smsc.address);
  const ask = async (hex: string): Promise<ReturnType<typeof readSmpp>> => {
    const said = answer();
    socket.write(Buffer.from(hex, 'hex'));
    return readSmpp(await said);
  };
  expect(await ask('0000001000000777 00000000 00000001'.replaceAll(' ', ''))).toMatchObject({ command: 'generic_nack', status: 3, sequence: 1 });
  expect(await ask('0000001300000004 00000000 00000002 000101'.replaceAll(' ', ''))).toMatchObject({
    command: 'submit_sm_resp',
    status: 8,
    sequence: 2,
  });
  expect(crossings.at(-2)).toMatchObject({ trouble: 'bad-pdu', unit: 'datagram' });
  // In three pieces, as TCP may bring it.
  const said = answer();
  for (const piece of ['000000', '10000000150000', '000000000003']) socket.write(Buffer.from(piece, 'hex'));
  expect(readSmpp(await said)).toMatchObject({ command: 'enquire_link_resp', sequence: 3 });
});

test('parts of messages that never become whole are forgotten', () => {
  const whole: Uint8Array[] = [];
  const take = messageParts((wsp) => whole.push(wsp));
  const part = (ref: number, sequence: number): Uint8Array =>
    Uint8Array.of(12, 5, 4, 0x0b, 0x84, 0xc0, 2, 8, 4, ref >> 8, ref & 255, 2, sequence, ref & 255);
  for (let ref = 0; ref <= LIMITS.unfinishedMessages; ref++) take(part(ref, 1));
  take(part(0, 2));
  expect(whole).toEqual([]);
  take(part(LIMITS.unfinishedMessages, 2));
  expect(whole.map((wsp) => [...wsp])).toEqual([[64, 64]]);
});
