/** Finds out by the first octets what a TCP connection carries, whatever its port: HTTP, SMPP, TLS or something else. */

import { beginsHttp } from '../../wire/http-head.js';
import type { Budget } from './budget.js';
import { HttpDialogue, type HttpTaker } from './http-dialogue.js';
import type { Keeper } from './keeper.js';
import { beginsSmpp, SmppDialogue } from './smpp-dialogue.js';
import type { Tally } from './tally.js';
import type { Connection, Dialogue, EndOf, Side, WholeDialogue } from './tcp-connections.js';

/** Octets after which it is clear what they are. */
const ENOUGH = 8;
const TLS_CURE =
  'export what Wireshark decrypts with the keys (File, Export PDUs, OSI layer 7), put dmct proxy in between, or use a proxy that writes HAR';

type Kind = 'unknown' | 'http' | 'smpp' | 'tls' | 'other';

export class StreamDialogue implements WholeDialogue {
  #kind: Kind = 'unknown';
  #inner: Dialogue | undefined;
  readonly #first: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  readonly #ended: [boolean, boolean] = [false, false];

  constructor(
    private readonly connection: Connection,
    private readonly keeper: Keeper,
    private readonly budget: Budget,
    private readonly tally: Tally,
  ) {}

  octets(side: Side, octets: Uint8Array, ms: number): void {
    if (this.#inner) return void this.#inner.octets(side, octets, ms);
    if (this.#kind === 'other') {
      // Seen from the middle on: a message may begin with any segment.
      if (beginsHttp(octets) === 'yes') this.#become('http').octets(side, octets, ms);
      return;
    }
    if (this.#kind === 'tls') return;
    const held = this.#first[side].length === 0 ? octets : Buffer.concat([this.#first[side], octets]);
    this.#kind = kindOf(held);
    if (this.#kind === 'unknown') {
      this.#first[side] = Buffer.from(held);
      return;
    }
    if (this.#kind !== 'http' && this.#kind !== 'smpp') return;
    const inner = this.#become(this.#kind);
    const other: Side = side === 0 ? 1 : 0;
    if (this.#first[other].length > 0) inner.octets(other, this.#first[other], ms);
    inner.octets(side, held, ms);
  }

  gap(side: Side, ms: number): void {
    this.#inner?.gap(side, ms);
    if (this.#kind === 'unknown') this.#first[side] = Buffer.alloc(0);
  }

  contradiction(side: Side): void {
    this.keeper.distrust(this.connection, this.connection.ends[side]);
  }

  end(side: Side, how: EndOf, ms: number): void {
    this.#inner?.end(side, how, ms);
    this.#ended[side] = true;
    if (!this.#ended[0] || !this.#ended[1]) return;
    if (this.#kind === 'tls') this.#encrypted();
    else if (!this.#inner && (this.#kind === 'other' || this.#first.some((octets) => octets.length > 0))) {
      this.tally.add('TCP connection is neither HTTP nor SMPP and was left out', 'TCP connections are neither HTTP nor SMPP and were left out');
    }
  }

  #become(kind: 'http' | 'smpp'): Dialogue {
    const taker: HttpTaker = {
      exchange: (exchange) => this.keeper.exchange(exchange),
      cutHead: () =>
        this.tally.add(
          'HTTP message ends in the middle of its head and was left out',
          'HTTP messages end in the middle of their heads and were left out',
        ),
      tunnel: () => this.#encrypted(),
    };
    this.#inner =
      kind === 'http'
        ? new HttpDialogue(this.connection, taker, this.budget)
        : new SmppDialogue(this.connection, this.keeper, this.budget, this.tally);
    return this.#inner;
  }

  #encrypted(): void {
    const port = this.connection.ends[1].replace(/^.*:/, '');
    this.tally.add(
      `TCP connection to port ${port} is encrypted (TLS) and was left out: ${TLS_CURE}`,
      `TCP connections to port ${port} are encrypted (TLS) and were left out: ${TLS_CURE}`,
    );
  }
}

function kindOf(all: Uint8Array): Kind {
  // Old clients send a line end after a body, which may be the first that is seen.
  const octets = all.subarray(all.findIndex((octet) => octet !== 13 && octet !== 10));
  const http = beginsHttp(octets);
  if (http === 'yes') return 'http';
  // A TLS record with a handshake or an alert, of SSL 3.0 to TLS 1.3.
  if (octets.length >= 2 && (octets[0] === 0x16 || octets[0] === 0x15 || octets[0] === 0x17) && octets[1] === 3) return 'tls';
  const smpp = beginsSmpp(octets);
  if (smpp === 'yes') return 'smpp';
  return octets.length < ENOUGH && (http === 'maybe' || smpp === 'maybe' || octets.length < 2) ? 'unknown' : 'other';
}
