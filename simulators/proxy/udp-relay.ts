/** Pushes over UDP handed on: what comes to our address goes to that of the device, datagram by datagram. */
import { sendUdp, startUdpReceiver } from '../push/udp.js';
import type { RelayTap } from './relay-tap.js';

export interface UdpRelay {
  /** `host:port` that it listens on. */
  readonly address: string;
  /** Resolves when all that has reached us before the call was handed on. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

export interface UdpRelayOptions {
  readonly listen: string;
  readonly tap: RelayTap;
  /** Where the device listens; undefined: it is not known (yet). */
  readonly target: () => string | undefined;
  /** A datagram that could not be handed on, and why. */
  readonly lost: (why: string) => void;
}

/** Binds and listens. Throws InputError `cannot-listen`. */
export async function startUdpRelay({ listen, tap, target, lost }: UdpRelayOptions): Promise<UdpRelay> {
  const open = new Set<Promise<void>>();
  const handOn = async (body: Uint8Array): Promise<void> => {
    const to = target();
    if (to === undefined) return lost('it is not known where the device takes pushes');
    try {
      await sendUdp({ to, body, tap: (crossing) => crossing, direction: 'to-iut' });
    } catch (cause) {
      lost((cause as Error).message);
    }
  };
  const receiver = await startUdpReceiver({
    listen,
    tap: tap.tap,
    direction: 'to-iut',
    handler: ({ body }) => {
      const sending = handOn(body).finally(() => open.delete(sending));
      open.add(sending);
    },
  });
  return {
    address: receiver.address,
    drained: async () => {
      await receiver.drained();
      await Promise.all(open);
    },
    close: async () => {
      await receiver.close();
      await Promise.all(open);
    },
  };
}
