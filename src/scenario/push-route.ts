/** How pushes travel in one row: what is told to the IUT, what listens on our side, and the sender. One for each bench. */
import type { PushContent } from '../../simulators/lower-tester.js';
import { ADDRESS_OF, type PushAddresses, type WireBearer } from '../../simulators/push/addresses.js';
import { type PushSender, pushSender } from '../../simulators/push/sender.js';
import { type Smsc, startSmsc } from '../../simulators/push/smsc.js';
import { freeLoopback } from '../../simulators/push/udp.js';
import type { Iut } from '../iut/iut.js';
import { hostAndPort } from '../iut/listeners.js';
import { pixitMs } from '../iut/pixit.js';
import type { Recorder } from './recorder.js';

/** For one exchange with whoever carries a push. */
const EXCHANGE_MS = 10_000;
const ANYWHERE = '127.0.0.1:0';

export class PushRoute {
  #addresses: PushAddresses = {};
  #smsc: Smsc | undefined;
  #sender: PushSender | undefined;

  /** `more`: bearers that the scenario wants beside that of the IUT file, where the tester is free to choose. */
  constructor(
    private readonly iut: Iut,
    private readonly recorder: Recorder,
    private readonly more: readonly WireBearer[],
  ) {}

  /** Where a client IUT is to take its pushes, as `configure` tells it; starts the SMS centre when that is the way. */
  async forClient(): Promise<PushAddresses> {
    const { bearer, to, device } = this.iut.push;
    switch (bearer) {
      case 'smpp':
        this.#smsc = await startSmsc({
          listen: to ?? ANYWHERE,
          tap: this.recorder.tap,
          sends: 'to-iut',
          timeoutMs: EXCHANGE_MS,
          handler: () => undefined,
        });
        this.#addresses = { smpp: this.#smsc.address };
        break;
      case 'pap':
        // Behind the gateway the device takes WSP over UDP, unless the file says by what address the gateway knows it.
        this.#addresses = device === undefined ? { wspUdp: `${await freeLoopback()}:2948` } : {};
        break;
      case 'wsp-udp':
      case 'ota-http':
      case 'sip':
        this.#addresses = to === undefined ? await freeAddresses([bearer, ...this.more]) : {};
        break;
      case 'exec':
      case 'none':
        break;
    }
    return this.#addresses;
  }

  /** Takes what a client IUT has answered to `configure`, and waits for it where it has to come to us. Gives why pushes cannot reach it. */
  async settled(answered: PushAddresses | undefined): Promise<string | undefined> {
    this.#addresses = { ...this.#addresses, ...answered };
    if (!this.#smsc) return undefined;
    const withinMs = pixitMs(this.iut.pixit, 'start.within', this.iut.file);
    return (await this.#smsc.hasReceiver(withinMs))
      ? undefined
      : `nobody has bound as receiver to the SMS centre at ${this.#smsc.address} within ${withinMs} ms`;
  }

  /** Where our device takes the pushes of a server IUT. */
  async forServer(): Promise<PushAddresses> {
    const { bearer, to } = this.iut.push;
    if (bearer === 'exec' || bearer === 'none') return {};
    if (to !== undefined) return { [ADDRESS_OF[bearer]]: hostAndPort(to) };
    return freeAddresses([bearer, ...this.more]);
  }

  /** Where a push over that bearer goes; undefined when the IUT takes none over it. */
  over(bearer: WireBearer): string | undefined {
    const { push } = this.iut;
    return (bearer === push.bearer ? push.to : undefined) ?? this.#addresses[ADDRESS_OF[bearer]];
  }

  /** Somebody else holds our pushes for a while: that the IUT has nothing to do proves nothing then. */
  get isRelayed(): boolean {
    return this.iut.role === 'client' && this.iut.push.bearer === 'pap';
  }

  /** Sends one push to a client IUT. */
  async send(bearer: WireBearer, to: string, push: PushContent): Promise<void> {
    const ca = this.iut.lowerTester.tls?.ca;
    this.#sender ??= pushSender({
      tap: this.recorder.tap,
      direction: 'to-iut',
      timeoutMs: EXCHANGE_MS,
      ...(ca === undefined ? {} : { tls: { ca } }),
      ...(this.#smsc ? { smsc: this.#smsc } : {}),
    });
    const address = bearer === 'wsp-udp' && push.port !== 2948 ? to.replace(/:\d+$/, `:${push.port}`) : to;
    await this.#sender.send(bearer, address, push, this.#device());
    // A push is an act of its own: no connection of it is left for the next one.
    await this.#sender.close();
    this.#sender = undefined;
  }

  async close(): Promise<void> {
    await this.#sender?.close();
    await this.#smsc?.close();
  }

  /** The device in the words of PAP (WAP-249, client addressing). */
  #device(): string {
    const { wspUdp = '' } = this.#addresses;
    return this.iut.push.device ?? `WAPPUSH=${wspUdp.replace(/:\d+$/, '')}/TYPE=IPV4@dmct`;
  }
}

async function freeAddresses(bearers: readonly WireBearer[]): Promise<PushAddresses> {
  const found: { -readonly [K in keyof PushAddresses]: string } = {};
  for (const bearer of bearers) found[ADDRESS_OF[bearer]] = bearer === 'wsp-udp' ? `${await freeLoopback()}:2948` : ANYWHERE;
  return found;
}
