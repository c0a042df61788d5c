/** Pushes over every bearer: what the simulators recorded, written as pcapng, is read back as the same frames. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectEsme } from '../simulators/push/esme.js';
import { PAP_PATH, startGateway } from '../simulators/push/gateway.js';
import { startOtaReceiver } from '../simulators/push/ota-http.js';
import { pushSender } from '../simulators/push/sender.js';
import { startSipReceiver } from '../simulators/push/sip.js';
import { startSmsc } from '../simulators/push/smsc.js';
import { tape } from '../simulators/testing/tape.js';
import { readCapture } from '../src/record/capture/read-capture.js';
import { writePcapng } from '../src/record/pcapng.js';
import type { RunLine } from '../src/record/record.js';
import type { Crossing } from '../src/wire/frame.js';
import { writeWspPush } from '../src/wire/wsp-write.js';
import { temporaryFolder } from './support/dmct.js';

const push = (length: number) => {
  const body = Uint8Array.from({ length }, (_, i) => i & 255);
  return {
    wsp: writeWspPush({ tid: 1, contentType: { media: 0x44 }, headers: [], body }),
    port: 2948,
    contentType: 'application/vnd.syncml.notification',
    applicationId: 'x-wap-application:syncml.dm',
    body,
  };
};
const DEVICE = 'WAPPUSH=+358401234567/TYPE=PLMN@ppg.example';

/** Where pushes over that bearer are taken, and how they are seen there. */
async function taker(bearer: 'ota-http' | 'pap' | 'sip', { tap }: ReturnType<typeof tape>): Promise<{ address: string; close(): Promise<void> }> {
  const common = { listen: '127.0.0.1:0', tap, direction: 'to-iut', handler: () => undefined } as const;
  if (bearer === 'ota-http') return startOtaReceiver(common);
  if (bearer === 'sip') return startSipReceiver(common);
  const server = await startGateway(common);
  return { address: `http://${server.address}${PAP_PATH}`, close: () => server.close() };
}

const told = (frames: readonly Crossing[]): unknown[] =>
  frames.map(({ direction, transport, unit, channel, connection, exchange, head, body }) => [
    direction,
    transport,
    unit,
    channel,
    connection,
    exchange,
    head,
    Buffer.from(body).toString('hex'),
  ]);

function throughPcapng(crossings: readonly Crossing[]) {
  const file = join(temporaryFolder(), 'push.pcapng');
  const events = crossings.map(({ body, ...rest }, i) => ({
    e: 'frame' as const,
    n: i + 1,
    at: i,
    ...rest,
    body: Buffer.from(body).toString('base64'),
  }));
  const run = { e: 'run', started: '2026-01-02T03:04:05.000Z', tool: 'test' } as RunLine;
  writePcapng({ run, rows: [{ row: { e: 'row', scenario: 's', sha256: '' }, events }] }, file);
  return readCapture(file);
}

test.each(['ota-http', 'pap', 'sip'] as const)('over %s', async (bearer) => {
  const seen = tape();
  const device = await taker(bearer, seen);
  const sender = pushSender({ tap: (c) => c, direction: 'to-iut', timeoutMs: 20_000 });
  await sender.send(bearer, device.address, push(60), DEVICE);
  await sender.close();
  await device.close();
  expect(seen.crossings.map((c) => c.unit)).toEqual([bearer === 'sip' ? 'datagram' : 'request', 'response']);
  expect(told(throughPcapng(seen.crossings).frames)).toEqual(told(seen.crossings));
});

test.each([60, 300])('over SMPP, %i octets', async (length) => {
  const seen = tape();
  const smsc = await startSmsc({ listen: '127.0.0.1:0', tap: seen.tap, sends: 'to-iut', timeoutMs: 20_000, handler: () => undefined });
  const device = await connectEsme({ to: smsc.address, as: 'receiver', tap: (c) => c, sends: 'from-iut', timeoutMs: 20_000 });
  const sender = pushSender({ tap: (c) => c, direction: 'to-iut', timeoutMs: 20_000, smsc });
  await sender.send('smpp', smsc.address, push(length));
  await device.close();
  await smsc.close();
  expect(seen.crossings.filter((c) => c.unit === 'datagram').length).toBe(length < 100 ? 1 : 0);
  expect(seen.crossings.length).toBeGreaterThan(5);
  expect(told(throughPcapng(seen.crossings).frames)).toEqual(told(seen.crossings));
});

test('an SMPP connection without DM is left out', async () => {
  const seen = tape();
  const smsc = await startSmsc({ listen: '127.0.0.1:0', tap: seen.tap, sends: 'to-iut', timeoutMs: 20_000, handler: () => undefined });
  const device = await connectEsme({ to: smsc.address, as: 'receiver', tap: (c) => c, sends: 'from-iut', timeoutMs: 20_000 });
  await device.close();
  await smsc.close();
  const { frames, notes } = throughPcapng(seen.crossings);
  expect(frames).toEqual([]);
  expect(notes).toEqual(['1 SMPP connection carries no DM push and was left out']);
});
