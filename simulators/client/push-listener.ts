/** Where a device takes pushes: WSP over UDP, and OTA-HTTP. */
import { PUSH_PORT, type PushArrival } from '../../src/dm/notification.js';
import type { Direction, Tap } from '../../src/wire/frame.js';
import { formatHostPort, parseHostPort } from '../http/address.js';
import type { HttpServer } from '../http/server.js';
import type { ServerTls } from '../http/tls.js';
import { OTA_PATH, startOtaReceiver } from '../push/ota-http.js';
import { readOtaArrival, readWspArrival } from '../push/read-push.js';
import { startUdpReceiver, type UdpReceiver } from '../push/udp.js';

/** `host:port` each, port 0 for any; of a listener with TLS the address of OTA-HTTP is a whole URL. */
export interface PushAddresses {
  readonly wspUdp?: string;
  readonly otaHttp?: string;
}

export interface PushListener {
  readonly addresses: PushAddresses;
  /** Resolves when every push sent before the call has been handed over. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

export interface PushListenerOptions {
  readonly listen: PushAddresses;
  /** UDP ports heard beside the configured one; one that is taken is left out. */
  readonly extraPorts: readonly number[];
  readonly tap: Tap;
  readonly direction: Direction;
  readonly handler: (arrival: PushArrival) => void;
  /** OTA-HTTP over TLS. */
  readonly tls?: ServerTls;
}

/**
 * The configured UDP port stands for the push port 2948, whatever its number, so that several devices fit on one machine;
 * a push to one of `extraPorts` arrives with that port.
 */
export async function startPushListener(options: PushListenerOptions): Promise<PushListener> {
  const { listen, tap, direction, handler } = options;
  const receivers: UdpReceiver[] = [];
  const hear = async (address: string, port: number | undefined): Promise<UdpReceiver> => {
    const receiver = await startUdpReceiver({
      listen: address,
      tap,
      direction,
      handler: (datagram) => {
        const arrival = readWspArrival(datagram.body, port);
        if (arrival) handler(arrival);
      },
    });
    receivers.push(receiver);
    return receiver;
  };
  let ota: HttpServer | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([...receivers.map((r) => r.close()), ota?.close()]);
  };
  try {
    let wspUdp: string | undefined;
    if (listen.wspUdp !== undefined) {
      wspUdp = (await hear(listen.wspUdp, PUSH_PORT)).address;
      const { host } = parseHostPort(wspUdp);
      await Promise.allSettled(options.extraPorts.map((port) => hear(formatHostPort(host, port), port)));
    }
    if (listen.otaHttp !== undefined) {
      ota = await startOtaReceiver({
        listen: listen.otaHttp,
        tap,
        direction,
        handler: (push, request) => handler(readOtaArrival(push, request.transport)),
        ...(options.tls ? { tls: options.tls } : {}),
      });
    }
    const otaHttp = ota && (options.tls ? `https://${ota.address}${OTA_PATH}` : ota.address);
    return {
      addresses: { ...(wspUdp === undefined ? {} : { wspUdp }), ...(otaHttp === undefined ? {} : { otaHttp }) },
      drained: async () => {
        await Promise.all([...receivers.map((r) => r.drained()), ota?.idle()]);
      },
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}
