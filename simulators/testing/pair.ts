/** A simulated device and a simulated server that know each other, with a tape each, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.js';
import { seededRandom } from '../../src/base/random.js';
import type { AuthType } from '../../src/iut/account.js';
import type { Encoding } from '../../src/iut/primitives.js';
import { Device, type DeviceOptions } from '../client/device.js';
import { loadFaults } from '../faults/load.js';
import type { ClientTls, ServerTls } from '../http/tls.js';
import { ManagementServer, type ManagementServerOptions } from '../server/management-server.js';
import { type Tape, tape } from './tape.js';

/** PEM; of the private key that our device has in the reference IUT file the public half is what counts. */
const DEVICE_KEY = readFileSync(join(packageRoot, 'simulators/iut/device.key.pem'), 'utf8');

export interface PairOptions {
  readonly encoding?: Encoding;
  readonly auth?: AuthType;
  readonly clientFaults?: readonly string[];
  readonly serverFaults?: readonly string[];
  readonly push?: { readonly wspUdp?: string; readonly otaHttp?: string };
  readonly serverTls?: ServerTls;
  readonly clientTls?: ClientTls;
  readonly serverId?: string;
  readonly device?: Partial<DeviceOptions>;
  readonly server?: Partial<ManagementServerOptions>;
}

export interface Pair {
  readonly device: Device;
  readonly server: ManagementServer;
  /** Crossings as the device saw them. */
  readonly tape: Tape;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly log: readonly string[];
  /** Nothing is pending on either side. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function openPair(options: PairOptions = {}): Promise<Pair> {
  const serverId = options.serverId ?? 'com.mgmtsrv.manage';
  const auth = options.auth ?? 'md5';
  const account = {
    'server-id': serverId,
    'device-id': 'IMEI:493005100592800',
    client: { type: auth, name: 'Bruce2', secret: 'OhBehave', nonce: 'Tm9uY2U=' },
    server: { type: auth, name: serverId, secret: 'ServerPwd', nonce: 'c2VydmVyLW5vbmNl' },
  } as const;
  const other = {
    'server-id': 'org.other.manage',
    'device-id': 'IMEI:493005100592800',
    client: { type: 'md5', name: 'Vanessa', secret: 'FabShoes9', nonce: 'b3RoZXItTm9uY2U=' },
    server: { type: 'md5', name: 'org.other.manage', secret: 'OtherPwd7', nonce: 'b3RoZXItc2VydmVy' },
  } as const;
  const seen = tape();
  const facts: [string, string][] = [];
  const log: string[] = [];
  const listen = options.push ?? { wspUdp: '127.0.0.1:0', otaHttp: '127.0.0.1:0' };
  const device = await Device.open({
    tap: seen.tap,
    fact: () => undefined,
    random: seededRandom('device'),
    accounts: { default: { ...account, url: '' }, other: { ...other, url: '' } },
    encoding: options.encoding ?? 'xml',
    timeoutMs: 20_000,
    requests: 'from-iut',
    listen,
    faults: await loadFaults('client', options.clientFaults ?? []),
    log: (line) => log.push(`device: ${line}`),
    ...(options.clientTls ? { tls: options.clientTls } : {}),
    ...options.device,
  });
  const server = await ManagementServer.open({
    tap: (crossing) => crossing,
    fact: (name, value) => facts.push([name, value]),
    random: seededRandom('server'),
    accounts: { default: { ...account, 'device-key': DEVICE_KEY, push: device.push }, other: { ...other, push: device.push } },
    listen: '127.0.0.1:0',
    path: '/dm',
    publicUrl: `${options.serverTls ? 'https' : 'http'}://server.example/dm`,
    requests: 'from-iut',
    faults: await loadFaults('server', options.serverFaults ?? []),
    log: (line) => log.push(`server: ${line}`),
    ...(options.serverTls ? { tls: options.serverTls } : {}),
    ...options.server,
  });
  device.dial(server.url, server.connect);
  const settle = async (): Promise<void> => {
    await server.idle();
    await device.quiesce();
    await server.idle();
  };
  return {
    device,
    server,
    tape: seen,
    facts,
    log,
    settle,
    close: async () => {
      await device.close();
      await server.close();
    },
  };
}
