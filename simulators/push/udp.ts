/** Connectionless WSP over UDP (Notification 7.1: port 2948): a tapped receiver and a tapped sender. */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { InputError } from '../../src/base/errors.js';
import type { Crossing, Direction, Tap } from '../../src/wire/frame.js';
import { formatHostPort, parseHostPort } from '../http/address.js';
import { numbersOf } from '../http/numbers.js';

/** The registered port of non-secure connectionless push. */
export const PUSH_PORT = 2948;

export interface UdpReceiver {
  /** `host:port` that it listens on. */
  readonly address: string;
  /** Resolves when every datagram that reached this socket before the call has been handed to the handler. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

export interface UdpReceiverOptions {
  readonly listen: string;
  readonly tap: Tap;
  readonly direction: Direction;
  readonly handler: (datagram: Crossing) => void;
}

/** Binds and listens. Throws InputError `cannot-listen`. */
export async function startUdpReceiver(options: UdpReceiverOptions): Promise<UdpReceiver> {
  const { host, port } = parseHostPort(options.listen);
  const socket = await bind(host, port).catch((cause: Error) => {
    throw new InputError('cannot-listen', {
      found: `cannot listen for pushes on ${options.listen}: ${cause.message}`,
      cure: 'choose a free address, or port 0',
    });
  });
  const bound = socket.address();
  const self = bound.address === '0.0.0.0' ? '127.0.0.1' : bound.address;
  const address = formatHostPort(self, bound.port);
  const numbers = numbersOf(options.tap);
  const connection = numbers.connection();
  const sentinels = new Map<string, () => void>();
  const own = new Set<string>();
  let isClosed = false;
  socket.on('error', () => undefined);
  socket.on('message', (data, peer) => {
    if (data.length === SENTINEL && peer.port === bound.port) {
      const key = data.toString('hex');
      // Under load a sentinel is sent more than once; a late copy is ours too and no push.
      if (own.has(key)) return sentinels.get(key)?.();
    }
    options.handler(
      options.tap({
        direction: options.direction,
        transport: 'udp',
        unit: 'datagram',
        channel: 'push',
        connection,
        exchange: numbers.exchange(),
        from: formatHostPort(peer.address, peer.port),
        to: address,
        body: new Uint8Array(data),
      }),
    );
  });
  return {
    address,
    drained: () =>
      new Promise((resolve) => {
        if (isClosed) return resolve();
        // Not from the seeded generator: the sentinel is never recorded and must not be guessable by a peer.
        const token = randomBytes(SENTINEL);
        const key = token.toString('hex');
        own.add(key);
        const send = (): void => {
          if (!isClosed) socket.send(token, bound.port, self, () => undefined);
        };
        // A full receive buffer drops the sentinel too: ask again until it comes through.
        const again = setInterval(send, 50);
        const arrived = (): void => {
          clearInterval(again);
          sentinels.delete(key);
          resolve();
        };
        sentinels.set(key, arrived);
        send();
      }),
    close: () =>
      new Promise((resolve) => {
        if (isClosed) return resolve();
        isClosed = true;
        for (const arrived of [...sentinels.values()]) arrived();
        socket.close(() => resolve());
      }),
  };
}

const SENTINEL = 24;

/** Sends one datagram and resolves when the kernel took it. A peer that is not there is no error: UDP does not know. */
export async function sendUdp(options: { to: string; body: Uint8Array; tap: Tap; direction: Direction }): Promise<void> {
  const { host, port } = parseHostPort(options.to);
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.connect(port, host, (cause?: Error) => (cause ? reject(cause) : resolve()));
    }).catch((cause: Error) => {
      throw new InputError('cannot-send', { found: `cannot send a push to ${options.to}: ${cause.message}`, cure: 'check push.to' });
    });
    const numbers = numbersOf(options.tap);
    const own = socket.address();
    const crossing = options.tap({
      direction: options.direction,
      transport: 'udp',
      unit: 'datagram',
      channel: 'push',
      connection: numbers.connection(),
      exchange: numbers.exchange(),
      from: formatHostPort(own.address, own.port),
      to: formatHostPort(host, port),
      body: options.body,
    });
    await new Promise<void>((resolve) => socket.send(crossing.body, () => resolve()));
  } finally {
    socket.close();
  }
}

function bind(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (cause) => {
      socket.close();
      reject(cause);
    });
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** A loopback address (Linux: all of 127/8) of its own on which UDP `port` is free. */
export async function freeLoopback(port: number = PUSH_PORT): Promise<string> {
  for (let tries = 0; tries < 50; tries++) {
    const [a, b, c] = randomBytes(3) as unknown as [number, number, number];
    const host = `127.${a}.${b}.${1 + (c % 254)}`;
    try {
      const socket = await bind(host, port);
      await new Promise<void>((resolve) => socket.close(() => resolve()));
      return host;
    } catch {
      // taken, or not a loopback address here: another one
    }
  }
  throw new InputError('no-loopback', { found: `no loopback address has UDP port ${port} free`, cure: 'use port 0 instead' });
}
