/** Requests and responses of one connection, each response to its request: pipelined, kept alive, 100-continue, answers to HEAD. */
import type { HttpHead } from '../../wire/frame.js';
import type { Budget } from './budget.js';
import { type HttpEvents, type HttpMessage, HttpReader } from './http-reader.js';
import type { Connection, Dialogue, EndOf, Side } from './tcp-connections.js';

export interface HttpExchange {
  readonly connection: Connection;
  /** `address:port` of who asks, and of who answers. */
  readonly client: string;
  readonly server: string;
  request?: HttpMessage;
  response?: HttpMessage;
  /** It crossed inside TLS, and was read by somebody who saw into it. */
  readonly isTls?: boolean;
  /** Known before the whole request is: its head, and when that crossed. */
  readonly asked?: { readonly head: HttpHead; readonly ms: number };
}

export interface HttpTaker {
  /** An exchange is over. */
  exchange(exchange: HttpExchange): void;
  /** Of a message only the beginning of its head is there, and that by no fault of who sent it. */
  cutHead(): void;
  /** A CONNECT was granted: the rest of the connection is a tunnel. */
  tunnel(connection: Connection): void;
}

/** Requests that wait for their answers on one connection. */
const MOST_OPEN = 256;

export class HttpDialogue implements Dialogue {
  readonly #readers: readonly [HttpReader, HttpReader];
  /** Asked and not yet answered, oldest first. */
  readonly #open: HttpExchange[] = [];
  /** Whose response is under way. */
  #answering: HttpExchange | undefined;
  #client: Side | undefined;
  readonly #ended: [boolean, boolean] = [false, false];
  #isInterim = false;

  constructor(
    private readonly connection: Connection,
    private readonly taker: HttpTaker,
    private readonly budget: Budget,
  ) {
    this.#readers = [new HttpReader(this.#events(0), budget), new HttpReader(this.#events(1), budget)];
  }

  octets(side: Side, octets: Uint8Array, ms: number): void {
    this.#readers[side].octets(octets, ms);
  }

  gap(side: Side, ms: number): void {
    this.#readers[side].gap(ms);
  }

  end(side: Side, how: EndOf, ms: number): void {
    // Who stops sending after an early answer, or after the other has closed, has not cut off its request by itself.
    const isStopped = side === this.#client && (this.#ended[side === 0 ? 1 : 0] || this.#asking()?.response !== undefined);
    this.#readers[side].end(isStopped ? 'capture' : how, ms);
    this.#ended[side] = true;
    if (this.#client === undefined) return;
    if (side !== this.#client) {
      // The server has closed without an answer.
      const [first] = this.#open;
      if (how !== 'capture' && first?.request && !first.request.trouble && !first.response) {
        first.response = { body: new Uint8Array(0), trouble: 'aborted', ms };
      }
    }
    if (!this.#ended[this.#client === 0 ? 1 : 0]) return;
    // The rest of a request may come after the server has closed.
    const isUnderWay = (exchange: HttpExchange): boolean => exchange.request === undefined && !this.#ended[this.#client ?? 0];
    for (const exchange of this.#open.filter((e) => !isUnderWay(e))) this.#over(exchange);
  }

  /** Whose request is under way. */
  #asking(): HttpExchange | undefined {
    return this.#open.findLast((e) => e.request === undefined);
  }

  #events(side: Side): HttpEvents {
    return {
      head: (head, ms) => (head.status === undefined ? this.#asked(side, head, ms) : this.#answers(side, head)),
      cutHead: () => this.taker.cutHead(),
      message: (message) => {
        if (message.head === undefined) this.#raw(side, message);
        else if (message.head.status === undefined) this.#request(message);
        else this.#response(message);
      },
    };
  }

  #exchange(client: Side): HttpExchange {
    this.#client = client;
    const { ends, isTls = false } = this.connection;
    return { connection: this.connection, isTls, client: ends[client], server: ends[client === 0 ? 1 : 0] };
  }

  #asked(side: Side, head: HttpHead, ms: number): 'body' {
    this.#open.push({ ...this.#exchange(side), asked: { head, ms } });
    if (this.#open.length > MOST_OPEN) this.#over(this.#open[0] as HttpExchange);
    return 'body';
  }

  #request(message: HttpMessage): void {
    const exchange = this.#asking();
    if (!exchange) return;
    const isHeld = this.budget.take(message.body.length);
    exchange.request = isHeld ? message : { ...message, body: new Uint8Array(0), trouble: 'too-large' };
    // The answer may have come before the question was over.
    if (exchange.response && this.#answering !== exchange) this.#over(exchange);
  }

  #answers(side: Side, { status = 0 }: HttpHead): 'body' | 'no-body' {
    this.#isInterim = status < 200 && status !== 101;
    if (this.#isInterim) return 'no-body';
    // Nobody was heard to ask: the capture begins in the middle.
    const waiting = this.#open.find((e) => e.response === undefined);
    this.#answering = waiting ?? this.#exchange(side === 0 ? 1 : 0);
    const method = this.#answering.asked?.head.method;
    return method === 'HEAD' || (method === 'CONNECT' && status < 300) ? 'no-body' : 'body';
  }

  #response(message: HttpMessage): void {
    const exchange = this.#answering;
    if (this.#isInterim || !exchange) return;
    this.#answering = undefined;
    exchange.response = message;
    const { status = 0 } = message.head ?? {};
    if (exchange.asked?.head.method === 'CONNECT' && status >= 200 && status < 300) {
      for (const reader of this.#readers) reader.leave();
      this.taker.tunnel(this.connection);
    }
    if (exchange.request || !this.#open.includes(exchange)) this.#over(exchange);
  }

  /** Octets that are no HTTP, where a message was to begin. */
  #raw(side: Side, message: HttpMessage): void {
    if (this.#client === undefined) return;
    if (side === this.#client) {
      this.taker.exchange({ ...this.#exchange(side), request: message });
      return;
    }
    const [first] = this.#open;
    if (!first || first.response) return;
    first.response = message;
    if (first.request) this.#over(first);
  }

  #over(exchange: HttpExchange): void {
    const at = this.#open.indexOf(exchange);
    if (at >= 0) {
      this.#open.splice(at, 1);
      this.budget.give(exchange.request?.body.length ?? 0);
    }
    // Its body is not known, its head is.
    if (exchange.asked && !exchange.request) exchange.request = { ...exchange.asked, body: new Uint8Array(0), trouble: 'not-captured' };
    this.taker.exchange(exchange);
  }
}
