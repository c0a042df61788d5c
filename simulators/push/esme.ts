/** The other end of an SMS centre: a server that submits its pushes, a device that gets them. */
import { connect as openSocket } from 'node:net';
import { InputError } from '../../src/base/errors.js';
import type { Direction, Tap } from '../../src/wire/frame.js';
import { STATUS } from '../../src/wire/smpp-table.js';
import { parseHostPort } from '../http/address.js';
import { SmppLink } from './smpp-link.js';
import { SHORT_MESSAGE } from './smsc.js';

export interface EsmeOptions {
  /** `host:port` of the SMS centre. */
  readonly to: string;
  readonly as: 'transmitter' | 'receiver';
  readonly tap: Tap;
  readonly sends: Direction;
  readonly timeoutMs: number;
  /** User data of a delivered short message, header first. */
  readonly handler?: (userData: Uint8Array) => void;
}

export interface Esme {
  /** Resolves when the centre has taken the message; false when it has not. */
  submit(userData: Uint8Array): Promise<boolean>;
  close(): Promise<void>;
}

/** Connects and binds. Throws InputError `smsc-unreachable`. */
export async function connectEsme(options: EsmeOptions): Promise<Esme> {
  const { host, port } = parseHostPort(options.to);
  const unreachable = (why: string): InputError =>
    new InputError('smsc-unreachable', { found: `the SMS centre at ${options.to} ${why}`, cure: 'check the address of push over smpp' });
  const socket = openSocket({ host, port });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error('timed out')), options.timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.once('error', (cause) => {
      clearTimeout(timer);
      reject(unreachable(`cannot be reached: ${cause.message}`));
    });
  });
  socket.removeAllListeners('error');
  const link = new SmppLink(socket, {
    ...options,
    handler: (pdu, octets) => {
      if (!pdu.message) return { status: STATUS.invalidCommand };
      options.handler?.(octets.subarray(pdu.message.from, pdu.message.to));
      return { status: STATUS.ok };
    },
  });
  const bound = await link.request(`bind_${options.as}`, { system_id: 'dmct', password: 'dmct', system_type: '', interface_version: 0x34 });
  if (bound?.status !== STATUS.ok) {
    link.destroy();
    throw unreachable(bound ? `refuses with status ${bound.status}` : 'gives no answer to the bind');
  }
  return {
    submit: async (userData) => (await link.request('submit_sm', { ...SHORT_MESSAGE, short_message: Buffer.from(userData) }))?.status === STATUS.ok,
    close: () => link.close(),
  };
}
