/**
 * Decides what of a capture is kept: exchanges with a DM message and others of the same address, and pushes. An exchange of which nothing is
 * known yet is held, within a bound, until the end. Frames are given in the order in which they crossed, numbered as a record numbers them.
 */
import { LIMITS } from '../../limits.js';
import type { Crossing, TransportTrouble } from '../../wire/frame.js';
import type { Budget } from './budget.js';
import type { CapturedFrame } from './capture.js';
import { isDmExchange, placeOf, pushOverHttp } from './dm-content.js';
import type { HttpExchange } from './http-dialogue.js';
import type { HttpMessage } from './http-reader.js';
import type { Tally } from './tally.js';

/** A frame on its way: who belongs together is told by identity, numbers come at the end. */
export interface Kept extends Omit<Crossing, 'connection' | 'exchange'> {
  readonly ms: number;
  readonly connection: object;
  readonly exchange: object;
}

/** What an exchange costs beside its bodies. */
const OVERHEAD = 1024;

export class Keeper {
  readonly #kept: Kept[] = [];
  readonly #undecided = new Set<HttpExchange>();
  readonly #places = new Set<string>();
  /** Who, on which connection, has sent what contradicts itself. */
  readonly #distrusted = new Map<object, Set<string>>();

  constructor(
    private readonly budget: Budget,
    private readonly tally: Tally,
  ) {
    budget.relieve = () => this.#forgetOldest();
  }

  exchange(exchange: HttpExchange): void {
    const push = pushOverHttp(exchange.request);
    if (push === 'dm') return void this.#keep(exchange, 'push');
    if (push === 'foreign') return void this.#foreign();
    if (isDmExchange(exchange)) {
      const place = placeOf(exchange);
      if (place !== undefined) this.#places.add(place);
      return void this.#keep(exchange, 'dm');
    }
    if (!this.budget.take(costOf(exchange))) return void this.#foreign();
    this.#undecided.add(exchange);
  }

  frame(frame: Kept): void {
    if (this.budget.take(frame.body.length + OVERHEAD)) this.#kept.push(frame);
    else this.tally.add('frame was left out because the capture holds too much DM', 'frames were left out because the capture holds too much DM');
  }

  /** The capture holds octets twice of who sends `from` there, and not the same: which of them count nobody can say. */
  distrust(connection: object, from: string): void {
    const known = this.#distrusted.get(connection) ?? new Set();
    if (known.has(from)) return;
    this.#distrusted.set(connection, known.add(from));
    this.tally.add(
      'direction of a TCP connection holds octets twice, and not the same: its messages prove nothing',
      'directions of TCP connections hold octets twice, and not the same: their messages prove nothing',
    );
  }

  #doubted(frame: Kept): Kept {
    if (frame.trouble === UNTOLD || this.#distrusted.get(frame.connection)?.has(frame.from) !== true) return frame;
    notCaptured(this.tally);
    return { ...frame, trouble: UNTOLD };
  }

  /** All frames, oldest first. */
  finish(): CapturedFrame[] {
    for (const exchange of this.#undecided) {
      const place = placeOf(exchange);
      this.budget.give(costOf(exchange));
      if (place !== undefined && this.#places.has(place)) this.#keep(exchange, 'dm');
      else this.#foreign();
    }
    const sorted = this.#kept.map((frame) => this.#doubted(frame)).sort((a, b) => a.ms - b.ms);
    const within = this.#bounded(sorted);
    const start = within[0]?.ms ?? 0;
    const connection = numbering();
    const exchange = numbering();
    return within.map(({ ms, ...frame }) => ({
      ...frame,
      connection: connection(frame.connection),
      exchange: exchange(frame.exchange),
      // A capture may tell any time.
      at: Math.min(LIMITS.recordMs, Math.round((ms - start) * 1000) / 1000),
    }));
  }

  #bounded(frames: readonly Kept[]): readonly Kept[] {
    let octets = 0;
    const end = frames.findIndex((frame, n) => {
      octets += frame.body.length;
      return n >= LIMITS.framesPerRow || octets > LIMITS.octetsPerRow;
    });
    if (end < 0) return frames;
    this.tally.add(
      'frame at the end was left out: more than dmct judges at a time',
      'frames at the end were left out: more than dmct judges at a time',
      frames.length - end,
    );
    return frames.slice(0, end);
  }

  #keep({ connection, client, server, request, response, isTls }: HttpExchange, channel: Crossing['channel']): void {
    const exchange = {};
    const isUp = channel === 'dm';
    const common = { transport: isTls ? 'https' : 'http', channel, connection, exchange } as const;
    if (request) {
      this.frame({ ...common, direction: isUp ? 'from-iut' : 'to-iut', unit: 'request', from: client, to: server, ...this.#content(request) });
    }
    if (response) {
      const content = this.#content(response);
      // An answer that came before the question was over stands behind it.
      this.frame({
        ...common,
        direction: isUp ? 'to-iut' : 'from-iut',
        unit: 'response',
        from: server,
        to: client,
        ...content,
        ms: Math.max(content.ms, request?.ms ?? content.ms),
      });
    }
    if (!request) this.tally.add('HTTP response is there without its request', 'HTTP responses are there without their requests');
    if (!response) this.tally.add('HTTP request is there without its response', 'HTTP requests are there without their responses');
  }

  #content({ head, body, trouble, ms }: HttpMessage): Pick<Kept, 'head' | 'body' | 'trouble' | 'ms'> {
    if (trouble === 'not-captured') notCaptured(this.tally);
    return { ...(head ? { head } : {}), body, ...(trouble ? { trouble } : {}), ms };
  }

  #foreign(): void {
    this.tally.add('HTTP exchange has nothing to do with DM and was left out', 'HTTP exchanges have nothing to do with DM and were left out');
  }

  #forgetOldest(): boolean {
    const [oldest] = this.#undecided;
    if (!oldest) return false;
    this.#undecided.delete(oldest);
    this.budget.give(costOf(oldest));
    this.#foreign();
    return true;
  }
}

const UNTOLD: TransportTrouble = 'not-captured';

/** Tells of a message that the capture holds in part only. */
export function notCaptured(tally: Tally): void {
  tally.add(`DM message is not whole in the capture (${UNTOLD})`, `DM messages are not whole in the capture (${UNTOLD})`);
}

function costOf({ request, response }: HttpExchange): number {
  return OVERHEAD + (request?.body.length ?? 0) + (response?.body.length ?? 0);
}

/** 1, 2, 3 … in the order in which they are first asked for. */
function numbering(): (of: object) => number {
  const numbers = new Map<object, number>();
  return (of) => {
    const number = numbers.get(of) ?? numbers.size + 1;
    numbers.set(of, number);
    return number;
  };
}
