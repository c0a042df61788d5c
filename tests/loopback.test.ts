/** Whatever listens on our side listens on loopback only, over every bearer and on either side, unless the IUT file says otherwise. */
import { Socket as UdpSocket } from 'node:dgram';
import { Server } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import type { Iut, PushSettings } from '../src/iut/iut.js';
import type { UpperTester } from '../src/iut/primitives.js';
import { Bench } from '../src/scenario/bench.js';
import { Recorder } from '../src/scenario/recorder.js';
import { iutOf, type Side } from './support/drive.js';

afterEach(() => vi.restoreAllMocks());

/** An adapter that has everything and does nothing. */
const upper: UpperTester = {
  kind: 'exec',
  call: () => Promise.resolve({ kind: 'done', result: {} }),
  close: () => Promise.resolve(),
};

/** Addresses that anything listens on once a bench for the IUT stands. */
async function listening(iut: Iut): Promise<string[]> {
  const opened = new Set<{ address(): unknown }>();
  const { listen } = Server.prototype;
  vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
    opened.add(this);
    return Reflect.apply(listen, this, args) as Server;
  });
  const { bind } = UdpSocket.prototype;
  vi.spyOn(UdpSocket.prototype, 'bind').mockImplementation(function (this: UdpSocket, ...args: unknown[]) {
    opened.add(this);
    return Reflect.apply(bind, this, args) as UdpSocket;
  });
  const recorder = new Recorder({ e: 'row', scenario: 'x', sha256: '' }, () => undefined);
  const { bench } = await Bench.open({ iut, upper, recorder, given: {}, seed: '1', faults: [] });
  try {
    return [...opened].flatMap((each) => {
      try {
        const bound = each.address() as { address: string } | null;
        return bound === null ? [] : [bound.address];
      } catch {
        return []; // A port that was only tried, and is closed again.
      }
    });
  } finally {
    await bench.close();
  }
}

const short = (side: Side): Iut => iutOf(side, ['node'], { 'start.within': '100ms' });
const BEARERS: readonly [PushSettings['bearer'], client: number, server: number][] = [
  ['wsp-udp', 1, 1],
  ['ota-http', 1, 1],
  ['sip', 1, 1],
  ['smpp', 2, 1],
  ['pap', 1, 1],
  ['exec', 1, 0],
  ['none', 1, 0],
];

it.each(
  BEARERS.flatMap(([bearer, client, server]) => [
    { bearer, side: 'client' as const, least: client },
    { bearer, side: 'server' as const, least: server },
  ]),
)('$bearer to a $side', async ({ bearer, side, least }) => {
  const iut = short(side);
  const push: PushSettings = bearer === 'pap' && side === 'client' ? { bearer, to: 'http://127.0.0.1:9/pap' } : { bearer };
  const { url: _, ...lowerTester } = iut.lowerTester;
  const addresses = await listening({ ...iut, push, lowerTester });
  expect(addresses.length).toBeGreaterThanOrEqual(least);
  expect(addresses.filter((address) => !/^127\./.test(address))).toEqual([]);
});

it.each([
  ['client', (iut: Iut): Iut => ({ ...iut, lowerTester: { ...iut.lowerTester, listen: '0.0.0.0:0' } })],
  ['server', (iut: Iut): Iut => ({ ...iut, push: { bearer: 'ota-http', to: '0.0.0.0:0' } })],
] as const)('the IUT file of a %s says otherwise', async (side, change) => {
  expect(await listening(change(short(side)))).toContain('0.0.0.0');
});
