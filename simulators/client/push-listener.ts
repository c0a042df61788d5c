/** Where a device takes pushes: WSP over UDP, OTA-HTTP, short messages from an SMS centre, SIP MESSAGE; and as lower tester from behind a push gateway. */
import { PUSH_PORT, type PushArrival } from '../../src/dm/notification.js';
import { type Crossing, type Direction, HANDED_PUSH, type Tap } from '../../src/wire/frame.js';
import { formatHostPort, parseHostPort } from '../http/address.js';
import { numbersOf } from '../http/numbers.js';
import type { ServerTls } from '../http/tls.js';
import type { PushAddresses } from '../push/addresses.js';
import { connectEsme } from '../push/esme.js';
import { PAP_PATH, startGateway } from '../push/gateway.js';
import { messageParts } from '../push/inbox.js';
import { OTA_PATH, type ReceivedPush, startOtaReceiver } from '../push/ota-http.js';
import { readOtaArrival, readWspArrival } from '../push/read-push.js';
import { startSipReceiver } from '../push/sip.js';
import { startSmsc } from '../push/smsc.js';
import { startUdpReceiver } from '../push/udp.js';

export type { PushAddresses };

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

/** For one exchange of the SMS centre or with it. */
const EXCHANGE_MS = 10_000;

interface Ear {
  readonly address: string;
  drained?(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The configured UDP port stands for the push port 2948, whatever its number, so that several devices fit on one machine; a push to one of
 * `extraPorts` arrives with that port. Over SMPP a device binds to the centre at the address; the lower tester is the centre itself.
 */
export async function startPushListener(options: PushListenerOptions): Promise<PushListener> {
  const ears: Ear[] = [];
  const addresses: { -readonly [K in keyof PushAddresses]: string } = {};
  const close = async (): Promise<void> => {
    await Promise.all(ears.map((ear) => ear.close()));
  };
  try {
    for (const [bearer, listen] of Object.entries(options.listen) as [keyof PushAddresses, string][]) {
      const ear = await EARS[bearer](listen, options);
      ears.push(ear);
      addresses[bearer] = ear.address;
    }
    if (addresses.wspUdp !== undefined) {
      const { host } = parseHostPort(addresses.wspUdp);
      const heard = await Promise.allSettled(options.extraPorts.map((port) => hearUdp(formatHostPort(host, port), port, options)));
      for (const ear of heard) if (ear.status === 'fulfilled') ears.push(ear.value);
    }
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    addresses,
    drained: async () => {
      await Promise.all(ears.map((ear) => ear.drained?.()));
    },
    close,
  };
}

const EARS: Readonly<Record<keyof PushAddresses, (listen: string, options: PushListenerOptions) => Promise<Ear>>> = {
  wspUdp: (listen, options) => hearUdp(listen, PUSH_PORT, options),
  otaHttp: async (listen, { tap, direction, tls, handler }) => {
    const server = await startOtaReceiver({
      listen,
      tap,
      direction,
      handler: (push, request) => handler(readOtaArrival(push, request.transport)),
      ...(tls ? { tls } : {}),
    });
    return { address: tls ? `https://${server.address}${OTA_PATH}` : server.address, drained: () => server.idle(), close: () => server.close() };
  },
  smpp: async (listen, { tap, direction, handler }) => {
    const isCentre = direction === 'from-iut';
    const take = messageParts((wsp, port, parts) => {
      // The parts are recorded as they came; what they carry together is the push.
      const whole = isCentre && parts > 1 ? tap(handedOn(wsp, port, tap)).body : wsp;
      const arrival = readWspArrival(whole, port);
      if (arrival) handler(arrival);
    });
    // What listens sends answers: against the direction of the pushes.
    const common = { tap, sends: direction === 'to-iut' ? 'from-iut' : 'to-iut', timeoutMs: EXCHANGE_MS, handler: take } as const;
    if (isCentre) return startSmsc({ ...common, listen });
    const esme = await connectEsme({ ...common, to: listen, as: 'receiver' });
    return { address: listen, close: () => esme.close() };
  },
  pap: async (listen, { tap, direction, handler }) => {
    const gateway = await startGateway({ listen, tap, direction, handler: (push) => handler(textArrival(push)) });
    return { address: `http://${gateway.address}${PAP_PATH}`, drained: () => gateway.idle(), close: () => gateway.close() };
  },
  sip: (listen, { tap, direction, handler }) => startSipReceiver({ listen, tap, direction, handler: (push) => handler(textArrival(push)) }),
};

/** A push that came in several short messages, put together: what the SMS layer of a device hands on. */
function handedOn(body: Uint8Array, port: number | undefined, tap: Tap): Crossing {
  const { connection, exchange } = { connection: 0, exchange: numbersOf(tap).exchange() };
  const to = `short-messages:${port ?? 0}`;
  return { direction: 'from-iut', transport: 'file', unit: 'datagram', channel: 'push', connection, exchange, from: HANDED_PUSH, to, body };
}

async function hearUdp(listen: string, port: number, { tap, direction, handler }: PushListenerOptions): Promise<Ear> {
  return startUdpReceiver({
    listen,
    tap,
    direction,
    handler: (datagram) => {
      const arrival = readWspArrival(datagram.body, port);
      if (arrival) handler(arrival);
    },
  });
}

const textArrival = (push: ReceivedPush): PushArrival => readOtaArrival(push, 'http');
