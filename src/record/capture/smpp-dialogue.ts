/** SMPP in a TCP connection: PDUs cut out of the stream. The connection is kept when a DM push goes over it, other short messages are left out. */
import { LIMITS } from '../../limits.js';
import type { Direction } from '../../wire/frame.js';
import { readSmpp, type SmppPdu } from '../../wire/smpp-read.js';
import { COMMANDS, RESPONSE, SMPP_HEAD_OCTETS } from '../../wire/smpp-table.js';
import { readUserData } from '../../wire/sms-udh-read.js';
import { type Budget, Gather } from './budget.js';
import { isDmPush } from './datagrams.js';
import { type Keeper, notCaptured } from './keeper.js';
import type { Tally } from './tally.js';
import type { Connection, Dialogue, EndOf, Side } from './tcp-connections.js';

const MESSAGES: readonly string[] = ['submit_sm', 'deliver_sm', 'data_sm'];
const PUSH_PORTS: readonly (number | undefined)[] = [2948, 2949];
/** PDUs that wait for the first push. */
const MOST_WAITING = 4_096;

export function beginsSmpp(octets: Uint8Array): 'yes' | 'maybe' | 'no' {
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  if (view.length < 8) return view.length < 2 || (view[0] === 0 && view[1] === 0) ? 'maybe' : 'no';
  const length = view.readUInt32BE(0);
  const id = view.readUInt32BE(4);
  const isKnown = Object.hasOwn(COMMANDS, id >= RESPONSE ? id - RESPONSE : id);
  return length >= SMPP_HEAD_OCTETS && length <= LIMITS.smppPduOctets && isKnown ? 'yes' : 'no';
}

interface Pdu {
  readonly side: Side;
  readonly ms: number;
  readonly octets: Uint8Array;
  readonly pdu: SmppPdu;
  readonly kind: 'push' | 'part' | 'message' | 'other';
}

export class SmppDialogue implements Dialogue {
  readonly #held: readonly [Gather, Gather];
  readonly #isLost: [boolean, boolean] = [false, false];
  readonly #ended: [boolean, boolean] = [false, false];
  #pdus: Pdu[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly keeper: Keeper,
    private readonly budget: Budget,
    private readonly tally: Tally,
  ) {
    this.#held = [new Gather(budget), new Gather(budget)];
  }

  octets(side: Side, octets: Uint8Array, ms: number): void {
    if (this.#isLost[side]) {
      if (beginsSmpp(octets) !== 'yes') return;
      this.#isLost[side] = false;
    }
    const held = this.#held[side];
    if (!held.add(octets)) return void this.gap(side);
    const all = Buffer.from(held.view());
    let at = 0;
    while (all.length - at >= 4) {
      const length = all.readUInt32BE(at);
      if (length < SMPP_HEAD_OCTETS || length > LIMITS.smppPduOctets) return void this.gap(side);
      if (all.length - at < length) break;
      this.#pdu(side, new Uint8Array(all.subarray(at, at + length)), ms);
      at += length;
    }
    if (at === 0) return;
    held.empty();
    held.add(all.subarray(at));
  }

  gap(side: Side): void {
    this.#held[side].empty();
    this.#isLost[side] = true;
    notCaptured(this.tally);
  }

  end(side: Side, _how: EndOf): void {
    this.#held[side].empty();
    this.#ended[side] = true;
    if (this.#ended[0] && this.#ended[1]) this.#over();
  }

  #pdu(side: Side, octets: Uint8Array, ms: number): void {
    const pdu = readSmpp(octets);
    if (!pdu) return;
    if (this.#pdus.length >= MOST_WAITING || !this.budget.take(octets.length)) {
      this.tally.add('SMPP PDU was left out: too many on one connection', 'SMPP PDUs were left out: too many on one connection');
      return;
    }
    this.#pdus.push({ side, ms, octets, pdu, kind: kindOf(pdu, octets) });
  }

  #over(): void {
    const pdus = this.#pdus;
    this.#pdus = [];
    for (const { octets } of pdus) this.budget.give(octets.length);
    const first = pdus.find(({ kind }) => kind === 'push' || kind === 'part');
    const others = pdus.filter(({ kind }) => kind === 'message');
    if (!first) {
      this.tally.add('SMPP connection carries no DM push and was left out', 'SMPP connections carry no DM push and were left out');
      return;
    }
    if (others.length > 0)
      this.tally.add('short message is no DM push and was left out', 'short messages are no DM pushes and were left out', others.length);
    // Pushes go to the device, whoever carries them.
    const asked = new Map<string, object>();
    const foreign = new Set(others.map(({ side, pdu }) => `${side} ${pdu.sequence}`));
    for (const { side, ms, octets, pdu, kind } of pdus) {
      const key = pdu.isResponse ? `${side === 0 ? 1 : 0} ${pdu.sequence}` : `${side} ${pdu.sequence}`;
      if (foreign.has(key) && (kind === 'message' || pdu.isResponse)) continue;
      const exchange = (pdu.isResponse ? asked.get(key) : undefined) ?? {};
      if (!pdu.isResponse) asked.set(key, exchange);
      const direction: Direction = side === first.side ? 'to-iut' : 'from-iut';
      const { ends } = this.connection;
      this.keeper.frame({
        direction,
        transport: 'smpp',
        unit: pdu.isResponse ? 'response' : kind === 'push' ? 'datagram' : 'request',
        channel: 'push',
        connection: this.connection,
        exchange,
        from: ends[side],
        to: ends[side === 0 ? 1 : 0],
        body: octets,
        ms,
      });
    }
  }
}

/** `part`: of a push in several short messages. */
function kindOf(pdu: SmppPdu, octets: Uint8Array): Pdu['kind'] {
  if (pdu.isResponse || !MESSAGES.includes(pdu.command)) return 'other';
  const { message } = pdu;
  if (!message) return 'message';
  if (!message.hasUserDataHeader) return isDmPush(octets.subarray(message.from, message.to)) ? 'push' : 'message';
  const { concatenation, destinationPort, payloadFrom } = readUserData(octets, message.from, message.to);
  const isForPush = PUSH_PORTS.includes(destinationPort?.value);
  if ((concatenation?.total.value ?? 1) > 1) return isForPush ? 'part' : 'message';
  return isForPush || isDmPush(octets.subarray(payloadFrom, message.to)) ? 'push' : 'message';
}
