/**
 * One SMPP connection (SMPP 3.4), either end: PDUs are cut out of the stream, told to the tap whole, and answered. The library `smpp` writes
 * them; what comes is read by our own reader, which keeps octets. A peer that sends no PDUs is told so, recorded and cut off.
 */
import type { Socket } from 'node:net';
import smpp from 'smpp';
import { LIMITS } from '../../src/limits.js';
import type { Crossing, Direction, Tap, TransportTrouble } from '../../src/wire/frame.js';
import { readSmpp, type SmppPdu } from '../../src/wire/smpp-read.js';
import { SMPP_HEAD_OCTETS, STATUS } from '../../src/wire/smpp-table.js';
import { readUserData } from '../../src/wire/sms-udh-read.js';
import { formatHostPort } from '../http/address.js';
import { numbersOf } from '../http/numbers.js';

export interface SmppLinkOptions {
  readonly tap: Tap;
  /** Which way our PDUs go, seen from the tester. */
  readonly sends: Direction;
  readonly timeoutMs: number;
  /** A request of the peer, but for enquire_link and unbind: the status to answer with, and what a response says beside it. */
  readonly handler: (pdu: SmppPdu, octets: Uint8Array) => { readonly status: number; readonly params?: Readonly<Record<string, unknown>> };
  readonly closed?: () => void;
}

/** Requests that carry a short message. */
const MESSAGES = ['submit_sm', 'deliver_sm', 'data_sm'];

export class SmppLink {
  readonly #connection: number;
  readonly #waiting = new Map<number, { readonly exchange: number; readonly done: (pdu: SmppPdu | undefined) => void }>();
  #held = Buffer.alloc(0);
  #sequence = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  /** What came was no SMPP: the rest is not looked at. */
  #isSpoilt = false;

  constructor(
    private readonly socket: Socket,
    private readonly options: SmppLinkOptions,
  ) {
    this.#connection = numbersOf(options.tap).connection();
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.once('close', () => {
      if (this.#held.length > 0) this.#tell(new Uint8Array(this.#held), 'request', numbersOf(options.tap).exchange(), 'aborted');
      this.#end();
      options.closed?.();
    });
  }

  /** Sends a request; resolves with its response, or with nothing when none came in time or the connection ended. */
  request(command: string, params: Readonly<Record<string, unknown>>): Promise<SmppPdu | undefined> {
    if (this.#isOver) return Promise.resolve(undefined);
    this.#sequence = (this.#sequence % 0x7fff_ffff) + 1;
    const sequence = this.#sequence;
    const exchange = numbersOf(this.options.tap).exchange();
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(undefined), this.options.timeoutMs);
      const done = (pdu: SmppPdu | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(sequence);
        resolve(pdu);
      };
      this.#waiting.set(sequence, { exchange, done });
      this.#write(command, sequence, 0, params, exchange);
    });
  }

  /** Takes leave and ends the connection. */
  async close(): Promise<void> {
    if (!this.#isOver) await Promise.race([this.request('unbind', {}), new Promise((resolve) => this.socket.once('close', resolve))]);
    if (this.socket.destroyed) return;
    const closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.destroy();
    await closed;
  }

  /** Cuts the connection off. */
  destroy(): void {
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#isSpoilt) return;
    this.#held = Buffer.concat([this.#held, chunk]);
    while (this.#held.length >= 4) {
      const length = this.#held.readUInt32BE(0);
      if (length < SMPP_HEAD_OCTETS || length > LIMITS.smppPduOctets) {
        // Where the next PDU begins nobody can tell any more.
        const octets = new Uint8Array(this.#held);
        this.#held = Buffer.alloc(0);
        this.#isSpoilt = true;
        this.#tell(octets, 'request', numbersOf(this.options.tap).exchange(), length > LIMITS.smppPduOctets ? 'too-large' : 'bad-pdu');
        this.#write('generic_nack', 0, STATUS.invalidLength, {}, numbersOf(this.options.tap).exchange());
        this.socket.end();
        return;
      }
      if (this.#held.length < length) break;
      const octets = new Uint8Array(this.#held.subarray(0, length));
      this.#held = this.#held.subarray(length);
      this.#stopClock();
      this.#pdu(octets);
      if (this.#isOver) return;
    }
    // From its first octet on, however many drops a PDU comes in.
    if (this.#held.length > 0) this.#timer ??= setTimeout(() => this.socket.destroy(), this.options.timeoutMs);
  }

  #pdu(octets: Uint8Array): void {
    const pdu = readSmpp(octets) as SmppPdu;
    if (pdu.isResponse) {
      const waiting = this.#waiting.get(pdu.sequence);
      const seen = this.#tell(octets, 'response', waiting?.exchange ?? 0);
      waiting?.done(readSmpp(seen));
      return;
    }
    const exchange = numbersOf(this.options.tap).exchange();
    const isMessage = MESSAGES.includes(pdu.command);
    const seen = this.#tell(octets, unitOf(pdu, octets), exchange, isMessage && !pdu.message ? 'bad-pdu' : undefined);
    const edited = readSmpp(seen) ?? pdu;
    switch (edited.command) {
      case 'enquire_link':
        this.#write('enquire_link_resp', pdu.sequence, STATUS.ok, {}, exchange);
        return;
      case 'unbind':
        this.#write('unbind_resp', pdu.sequence, STATUS.ok, {}, exchange);
        this.socket.end();
        return;
      case 'unknown':
        this.#write('generic_nack', pdu.sequence, STATUS.invalidCommand, {}, exchange);
        return;
    }
    const { status, params } = isMessage && !edited.message ? { status: STATUS.systemError, params: {} } : this.options.handler(edited, seen);
    if (RESPONDING.has(edited.command)) this.#write(`${edited.command}_resp`, pdu.sequence, status, params ?? {}, exchange);
    else this.#write('generic_nack', pdu.sequence, STATUS.invalidCommand, {}, exchange);
  }

  #write(command: string, sequence: number, status: number, params: Readonly<Record<string, unknown>>, exchange: number): void {
    if (this.#isOver || !this.socket.writable) return;
    const octets = new smpp.PDU(command, { ...params, sequence_number: sequence, command_status: status }).toBuffer();
    const pdu = readSmpp(octets);
    const unit = pdu ? unitOf(pdu, octets) : 'request';
    const { address, port } = this.socket.address() as { address?: string; port?: number };
    const crossing = this.options.tap({
      direction: this.options.sends,
      transport: 'smpp',
      unit,
      channel: 'push',
      connection: this.#connection,
      exchange,
      from: formatHostPort(address, port),
      to: formatHostPort(this.socket.remoteAddress, this.socket.remotePort),
      body: new Uint8Array(octets),
    });
    this.socket.write(crossing.body);
  }

  /** Tells a PDU of the peer and gives what the tap made of it. */
  #tell(body: Uint8Array, unit: Crossing['unit'], exchange: number, trouble?: TransportTrouble): Uint8Array {
    const { address, port } = this.socket.address() as { address?: string; port?: number };
    return this.options.tap({
      direction: this.options.sends === 'to-iut' ? 'from-iut' : 'to-iut',
      transport: 'smpp',
      unit,
      channel: 'push',
      connection: this.#connection,
      exchange,
      from: formatHostPort(this.socket.remoteAddress, this.socket.remotePort),
      to: formatHostPort(address, port),
      body,
      ...(trouble ? { trouble } : {}),
    }).body;
  }

  #stopClock(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #end(): void {
    this.#isOver = true;
    this.#stopClock();
    for (const { done } of [...this.#waiting.values()]) done(undefined);
  }
}

/** A short message is a push of its own, a datagram; a part of a longer one is not, no more than housekeeping. */
function unitOf(pdu: SmppPdu, octets: Uint8Array): Crossing['unit'] {
  if (pdu.isResponse) return 'response';
  if (!MESSAGES.includes(pdu.command)) return 'request';
  const { from, to, hasUserDataHeader } = pdu.message ?? { from: 0, to: 0, hasUserDataHeader: false };
  const parts = hasUserDataHeader ? (readUserData(octets, from, to).concatenation?.total.value ?? 1) : 1;
  return parts > 1 ? 'request' : 'datagram';
}

/** Requests that have a response of their own. */
const RESPONDING: ReadonlySet<string> = new Set([
  ...MESSAGES,
  ...['bind_receiver', 'bind_transmitter', 'bind_transceiver', 'query_sm', 'replace_sm', 'cancel_sm', 'submit_multi'],
]);
