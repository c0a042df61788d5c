/**
 * A simulated SMS centre: clients bind to it and get their pushes as deliver_sm, servers bind to it and hand theirs over with submit_sm.
 * Anybody may bind; whatever they send, it goes on.
 */
import { createServer, type Socket } from 'node:net';
import { InputError } from '../../src/base/errors.js';
import { LIMITS } from '../../src/limits.js';
import type { Direction, Tap } from '../../src/wire/frame.js';
import type { SmppPdu } from '../../src/wire/smpp-read.js';
import { DATA_CODING_BINARY, ESM_USER_DATA_HEADER, STATUS } from '../../src/wire/smpp-table.js';
import { formatHostPort, parseHostPort } from '../http/address.js';
import { SmppLink } from './smpp-link.js';

export interface SmscOptions {
  readonly listen: string;
  readonly tap: Tap;
  /** Which way the centre's own PDUs go, seen from the tester. */
  readonly sends: Direction;
  readonly timeoutMs: number;
  /** User data of a submitted short message. */
  readonly handler: (userData: Uint8Array) => void;
}

export interface Smsc {
  /** `host:port` that it listens on. */
  readonly address: string;
  /** Whether somebody who takes messages is bound, at the latest after so long. */
  hasReceiver(withinMs: number): Promise<boolean>;
  /** Hands user data (header first) to the receiver that bound last; false when there is none or it did not take all. */
  deliver(userData: readonly Uint8Array[]): Promise<boolean>;
  close(): Promise<void>;
}

type Bound = 'transmitter' | 'receiver' | 'transceiver';
const BINDS: Readonly<Record<string, Bound>> = { bind_transmitter: 'transmitter', bind_receiver: 'receiver', bind_transceiver: 'transceiver' };

/** Addresses of the two ends as the centre writes them; nobody looks at them. */
const ENDS = {
  source_addr_ton: 1,
  source_addr_npi: 1,
  source_addr: '447700900001',
  dest_addr_ton: 1,
  dest_addr_npi: 1,
  destination_addr: '447700900002',
};
export const SHORT_MESSAGE = { ...ENDS, esm_class: ESM_USER_DATA_HEADER, data_coding: DATA_CODING_BINARY };

/** Starts listening. Throws InputError `cannot-listen`. */
export async function startSmsc(options: SmscOptions): Promise<Smsc> {
  const links = new Map<SmppLink, Bound | undefined>();
  const waiting = new Set<() => void>();
  const receiver = (): SmppLink | undefined => [...links].findLast(([, bound]) => bound === 'receiver' || bound === 'transceiver')?.[0];

  const accept = (socket: Socket): void => {
    if (links.size >= LIMITS.smppConnections) return void socket.destroy();
    const link: SmppLink = new SmppLink(socket, {
      ...options,
      handler: (pdu, octets) => answer(link, pdu, octets),
      closed: () => void links.delete(link),
    });
    links.set(link, undefined);
  };
  const answer = (link: SmppLink, pdu: SmppPdu, octets: Uint8Array): { status: number; params?: Record<string, unknown> } => {
    const wanted = BINDS[pdu.command];
    if (wanted !== undefined) {
      if (links.get(link) !== undefined) return { status: STATUS.wrongBindState };
      // Last in order: the one that bound last takes the messages.
      links.delete(link);
      links.set(link, wanted);
      for (const wake of [...waiting]) wake();
      return { status: STATUS.ok, params: { system_id: 'dmct' } };
    }
    const bound = links.get(link);
    if (bound === undefined || bound === 'receiver') return { status: STATUS.wrongBindState };
    if (!pdu.message) return { status: STATUS.invalidCommand };
    options.handler(octets.subarray(pdu.message.from, pdu.message.to));
    return { status: STATUS.ok, params: { message_id: String(pdu.sequence) } };
  };

  const server = createServer(accept);
  const { host, port } = parseHostPort(options.listen);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new InputError('cannot-listen', { found: `cannot listen on ${options.listen}: ${cause.message}`, cure: 'choose a free address, or port 0' }),
      ),
    );
    server.listen(port, host, resolve);
  });
  const bound = server.address() as { address: string; port: number };
  return {
    address: formatHostPort(bound.address, bound.port),
    hasReceiver: (withinMs) => {
      if (receiver()) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => settle(false), withinMs);
        const woken = (): void => {
          if (receiver()) settle(true);
        };
        const settle = (isThere: boolean): void => {
          clearTimeout(timer);
          waiting.delete(woken);
          resolve(isThere);
        };
        waiting.add(woken);
      });
    },
    deliver: async (userData) => {
      const link = receiver();
      for (const part of userData) {
        const response = await link?.request('deliver_sm', { ...SHORT_MESSAGE, short_message: Buffer.from(part) });
        if (response?.status !== STATUS.ok) return false;
      }
      return link !== undefined;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...links.keys()].map((link) => link.close()));
      await closed;
    },
  };
}
