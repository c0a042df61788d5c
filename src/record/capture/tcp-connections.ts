/** TCP segments to connections, each direction in order. What is inside is found out by whoever takes the octets. */
import { LIMITS } from '../../limits.js';
import { Budget } from './budget.js';
import { endpoint } from './endpoint.js';
import type { Carried } from './ip-packets.js';
import type { Tally } from './tally.js';
import { TcpHalf, type TcpSink } from './tcp-half.js';
import { type Arrived, TcpOrder } from './tcp-order.js';

export interface Connection {
  /** `address:port` of the side that sends on side 0, which opened the connection as far as was seen; and of the other. */
  readonly ends: readonly [string, string];
  readonly isTls?: boolean;
}

export type Side = 0 | 1;
export type EndOf = 'fin' | 'rst' | 'capture';

/** Takes what crossed on one connection. */
export interface Dialogue {
  octets(side: Side, octets: Uint8Array, ms: number): void;
  gap(side: Side, ms: number): void;
  /** This side sends no more: it has closed (`fin`), aborted (`rst`), or was stopped by the other's abort or the end of the capture. */
  end(side: Side, how: EndOf, ms: number): void;
}

export interface WholeDialogue extends Dialogue {
  /** The capture holds octets of this side twice, and not the same: what was told of it, be it over, is not certain. */
  contradiction(side: Side): void;
}

interface Flow {
  readonly ends: readonly [string, string];
  readonly halves: readonly [TcpHalf, TcpHalf];
  readonly order: TcpOrder;
  readonly dialogue: WholeDialogue;
  readonly ended: [boolean, boolean];
  hasOctets: boolean;
  ms: number;
}

const other = (side: Side): Side => (side === 0 ? 1 : 0);

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

export class TcpConnections {
  readonly #flows = new Map<string, Flow>();
  readonly #memory = new Budget(LIMITS.captureComparedOctets);

  constructor(
    private readonly open: (connection: Connection) => WholeDialogue,
    private readonly budget: Budget,
    private readonly tally: Tally,
  ) {}

  /** Whether it was a TCP segment. */
  take({ from: source, to: target, payload: octets, isTls = false }: Carried, ms: number): boolean {
    if (octets.length < 20) return false;
    const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
    const head = ((view[12] as number) >> 4) * 4;
    if (head < 20 || head > view.length) return false;
    const [from, to] = [endpoint(source, view.readUInt16BE(0)), endpoint(target, view.readUInt16BE(2))];
    const flags = view[13] as number;
    const [seq, ack] = [view.readUInt32BE(4), view.readUInt32BE(8)];
    const isSyn = (flags & SYN) !== 0;
    const payload = octets.subarray(head);

    let key = `${from} ${to}`;
    let side: Side = 0;
    let flow = this.#flows.get(key);
    if (!flow) {
      const reverse = `${to} ${from}`;
      flow = this.#flows.get(reverse);
      if (flow) [key, side] = [reverse, 1];
    }
    if (flow && isSyn && (flags & ACK) === 0 && flow.halves[side].isOther(seq)) {
      this.#finish(flow);
      this.#flows.delete(key);
      flow = undefined;
      [key, side] = [`${from} ${to}`, 0];
    }
    if (!flow) {
      // The last acknowledgements of a connection that is over begin no other one.
      if (!isSyn && payload.length === 0) return true;
      // An answer to a SYN that was not seen comes from the other side.
      const isAnswer = isSyn && (flags & ACK) !== 0;
      key = isAnswer ? `${to} ${from}` : key;
      side = isAnswer ? 1 : 0;
      flow = this.#begin(key, isAnswer ? [to, from] : [from, to], isTls);
    } else {
      // The one that was heard of last is forgotten last.
      this.#flows.delete(key);
      this.#flows.set(key, flow);
    }
    flow.ms = ms;
    if (payload.length > 0) flow.hasOctets = true;
    // A connection that is over stays known, so that what is sent again late is not taken for another one.
    if (flow.ended[0] && flow.ended[1]) {
      flow.halves[side].takeLate({ seq, isSyn, payload });
      return true;
    }
    const acknowledges = (flags & ACK) !== 0 && !isSyn ? ack : undefined;
    flow.order.take({ side, seq, ack: acknowledges, isSyn, isFin: (flags & FIN) !== 0, isReset: (flags & RST) !== 0, payload, ms });
    return true;
  }

  #deliver(flow: Flow, segment: Arrived): void {
    const { side, ack, ms } = segment;
    if (flow.ended[0] && flow.ended[1]) return void flow.halves[side].takeLate(segment);
    if (ack !== undefined) flow.halves[other(side)].acknowledged(ack, ms);
    if (segment.isReset) return void this.#close(flow, 'rst', side);
    if (flow.ended[side]) flow.halves[side].takeLate(segment);
    else flow.halves[side].take(segment);
    for (const each of [0, 1] as const) if (flow.halves[each].isOver) this.#end(flow, each, 'fin');
  }

  /** The capture is over. */
  finish(): void {
    for (const flow of this.#flows.values()) this.#finish(flow);
    this.#flows.clear();
  }

  #begin(key: string, ends: readonly [string, string], isTls: boolean): Flow {
    if (this.#flows.size >= LIMITS.captureConnections) {
      const [[oldest, flow]] = this.#flows as unknown as [[string, Flow]];
      if (flow.hasOctets && !(flow.ended[0] && flow.ended[1])) {
        this.tally.add(
          'TCP connection was put aside because too many were open at once',
          'TCP connections were put aside because too many were open at once',
        );
      }
      this.#finish(flow);
      this.#flows.delete(oldest);
    }
    const dialogue = this.open({ ends, isTls });
    const half = (side: Side): TcpHalf => {
      const sink: TcpSink = {
        octets: (octets, ms) => dialogue.octets(side, octets, ms),
        gap: (ms) => dialogue.gap(side, ms),
        contradiction: () => dialogue.contradiction(side),
        late: () =>
          this.tally.add(
            'TCP segment came too late to be compared with what crossed before',
            'TCP segments came too late to be compared with what crossed before',
          ),
        surplus: () =>
          this.tally.add(
            'TCP segment came after the end of its connection and was left out',
            'TCP segments came after the end of their connections and were left out',
          ),
      };
      return new TcpHalf(sink, this.budget, this.#memory);
    };
    const halves = [half(0), half(1)] as const;
    const isEarly = ({ side, ack }: Arrived): boolean => ack !== undefined && halves[other(side)].lacks(ack);
    const order: TcpOrder = new TcpOrder(isEarly, (segment) => this.#deliver(flow, segment), this.budget);
    const flow: Flow = { ends, halves, order, dialogue, ended: [false, false], hasOctets: false, ms: 0 };
    this.#flows.set(key, flow);
    return flow;
  }

  /** The capture has no more of it. */
  #finish(flow: Flow): void {
    flow.order.finish();
    this.#close(flow, 'capture');
    for (const half of flow.halves) half.forget();
  }

  /** Both sides end; an abort is that of one of them. */
  #close(flow: Flow, how: EndOf, by?: Side): void {
    for (const side of [0, 1] as const) {
      if (flow.ended[side]) continue;
      flow.halves[side].finish();
      this.#end(flow, side, by === undefined || by === side ? how : 'capture');
    }
  }

  #end(flow: Flow, side: Side, how: EndOf): void {
    if (flow.ended[side]) return;
    flow.ended[side] = true;
    flow.dialogue.end(side, how, flow.ms);
  }
}
