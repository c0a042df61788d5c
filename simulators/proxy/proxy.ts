/** A proxy between one DM client and one DM server: HTTP one way, pushes the other way. What crosses is told to a tap before anybody reads it. */
import type { Crossing } from '../../src/wire/frame.js';
import type { ClientTls, ServerTls } from '../http/tls.js';
import { OTA_PATH } from '../push/ota-http.js';
import { type RelayTarget, startHttpRelay } from './http-relay.js';
import { relayTap } from './relay-tap.js';
import { startUdpRelay } from './udp-relay.js';

/** Bearers of pushes that are relayed. */
export const RELAYED = ['wsp-udp', 'ota-http'] as const;
export type RelayedBearer = (typeof RELAYED)[number];

export interface ProxyOptions {
  /** Sees every crossing once, directions as for a client under test. */
  readonly record: (crossing: Crossing) => unknown;
  /** Where the client finds us. */
  readonly listen: string;
  readonly path: string;
  readonly tls?: ServerTls;
  /** Ours towards the server. */
  readonly serverTls?: ClientTls;
  readonly timeoutMs: number;
  /** How the server's pushes come, and where to; absent: they are not relayed. */
  readonly push?: { readonly bearer: RelayedBearer; readonly listen: string; readonly tls?: ServerTls };
  /** A push that could not be handed on. */
  readonly lost: (why: string) => void;
}

export interface DmProxy {
  /** `host:port` that it listens on for the client, and for the pushes of the server. */
  readonly address: string;
  readonly pushAddress?: string;
  /** Where the server is. */
  server(target: RelayTarget): void;
  /** Where the device takes its pushes: `host:port`, or a URL for OTA-HTTP. */
  device(address: string): void;
  /** Resolves when no exchange is open and no push is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts listening. Throws InputError `cannot-listen`. */
export async function startProxy(options: ProxyOptions): Promise<DmProxy> {
  const { listen, path, tls, serverTls, timeoutMs, push } = options;
  const tap = relayTap(options.record);
  let server: RelayTarget | undefined;
  let device: string | undefined;
  const dm = await startHttpRelay({
    listen,
    path,
    tap,
    timeoutMs,
    channel: 'dm',
    requests: 'from-iut',
    target: () => server,
    ...(tls ? { tls } : {}),
    ...(serverTls ? { targetTls: serverTls } : {}),
  });
  const deviceUrl = (): RelayTarget | undefined =>
    device === undefined ? undefined : { url: /^https?:/.test(device) ? device : `http://${device}${OTA_PATH}` };
  let pushes: { readonly address: string; idle(): Promise<void>; close(): Promise<void> } | undefined;
  try {
    if (push?.bearer === 'wsp-udp') {
      const udp = await startUdpRelay({ listen: push.listen, tap, target: () => device, lost: options.lost });
      pushes = { address: udp.address, idle: () => udp.drained(), close: () => udp.close() };
    } else if (push) {
      pushes = await startHttpRelay({
        listen: push.listen,
        path: OTA_PATH,
        tap,
        timeoutMs,
        channel: 'push',
        requests: 'to-iut',
        target: deviceUrl,
        ...(push.tls ? { tls: push.tls } : {}),
      });
    }
  } catch (cause) {
    await dm.close();
    throw cause;
  }
  return {
    address: dm.address,
    ...(pushes ? { pushAddress: pushes.address } : {}),
    server: (target) => {
      server = target;
    },
    device: (address) => {
      device = address;
    },
    idle: async () => {
      await pushes?.idle();
      await dm.idle();
    },
    close: async () => {
      await pushes?.close();
      await dm.close();
    },
  };
}
