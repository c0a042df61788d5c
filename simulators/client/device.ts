/**
 * A simulated device: accounts, management tree, push listeners, sessions and reports over the tapped HTTP client.
 * What messages mean is decided in src/dm; here is the order of things.
 */
import { type ClientBehaviour, CONFORMANT_CLIENT } from '../../src/dm/client-behaviour.js';
import { clientSession, type QueuedEvent, type SessionTrigger } from '../../src/dm/client-session.js';
import { claimsCommand } from '../../src/dm/command-judgement.js';
import { judgeNotification, type PushArrival } from '../../src/dm/notification.js';
import { composeReport } from '../../src/dm/report.js';
import { isRightlySigned } from '../../src/dm/security/command-signature.js';
import { type AccountState, accountState, type ClientSession, type Ending, type Out, type Outgoing, type Sample } from '../../src/dm/session.js';
import type { TreeNodeView } from '../../src/dm/tree/snapshot.js';
import { deviceTree } from '../../src/dm/tree/standard-objects.js';
import type { Tree } from '../../src/dm/tree/tree.js';
import type { Account } from '../../src/iut/account.js';
import type { Encoding } from '../../src/iut/primitives.js';
import type { Direction } from '../../src/wire/frame.js';
import { type NonceFacts, nonceFacts } from '../facts.js';
import { type ClientFault, CONFORMANT_DEVICE, type DeviceBehaviour } from '../faults/fault.js';
import { merged } from '../faults/load.js';
import type { ClientTls, ServerTls } from '../http/tls.js';
import type { RimOptions, Wayward } from '../lower-tester.js';
import { Tasks } from '../tasks.js';
import { converse, type SessionWishes } from './conversation.js';
import { User } from './prompts.js';
import { type PushAddresses, type PushListener, startPushListener } from './push-listener.js';
import { takeCommand } from './take-command.js';
import { type Place, Uplink } from './uplink.js';

export type DeviceAccount = Account & Place;

export interface DeviceOptions extends RimOptions {
  readonly accounts: Readonly<Record<string, DeviceAccount>>;
  readonly encoding: Encoding;
  /** For one HTTP exchange. */
  readonly timeoutMs: number;
  /** Which way the device's requests go, seen from the tester: `from-iut` as a reference client, `to-iut` as lower tester. */
  readonly requests: Direction;
  readonly listen?: PushAddresses;
  readonly faults?: readonly ClientFault[];
  readonly tls?: ClientTls;
  /** OTA-HTTP pushes are taken over TLS. */
  readonly pushTls?: ServerTls;
  /** Command messages that no transport protects must carry an HMAC-SHA256. */
  readonly demandsMac?: boolean;
  /** Command messages must carry a detached XML signature (assumption U8, detached-xml). */
  readonly demandsSignature?: boolean;
  /** Act on notifications and command messages; false only records them (lower tester). */
  readonly startsSessions?: boolean;
  readonly log?: (line: string) => void;
}

export interface ReportWishes {
  readonly encoding?: Encoding;
  readonly behaviour?: Partial<ClientBehaviour>;
  readonly way?: Wayward;
}

/** Posts of one report at most, whatever a fault wants. */
const MOST_POSTS = 3;

export class Device {
  readonly user = new User();
  readonly states: readonly AccountState[];
  readonly tree: Tree;
  readonly #facts: NonceFacts;
  readonly #uplink: Uplink;
  readonly #dm: ClientBehaviour;
  readonly #rim: DeviceBehaviour;
  readonly #tasks = new Tasks();
  #lastServer: string | undefined;
  readonly #sessions = new Set<ClientSession>();
  #events: QueuedEvent[] = [];
  #reports = 0;
  #isDeaf = false;
  #listener: PushListener | undefined;

  private constructor(private readonly options: DeviceOptions) {
    const faults = options.faults ?? [];
    this.#dm = { ...CONFORMANT_CLIENT, ...merged<ClientBehaviour>(faults.map((f) => f.dm)) };
    this.#rim = { ...CONFORMANT_DEVICE, ...merged<DeviceBehaviour>(faults.map((f) => f.device)) };
    this.states = Object.entries(options.accounts).map(([name, account]) => accountState(name, account));
    this.#uplink = new Uplink({
      places: options.accounts,
      rim: this.#rim,
      tap: options.tap,
      requests: options.requests,
      timeoutMs: options.timeoutMs,
      ...(options.tls ? { tls: options.tls } : {}),
    });
    const [first] = this.states;
    this.tree = deviceTree(
      { deviceId: first?.account['device-id'] ?? 'urn:dmct:nobody', supportsSessionlessReports: this.#rim.announcesReports },
      this.states,
      (state) => this.#uplink.url(state),
    );
    this.#facts = nonceFacts(this.states, options.fact);
    this.#facts.tell();
  }

  /** Listens for pushes, if told to. Throws InputError `cannot-listen`. */
  static async open(options: DeviceOptions): Promise<Device> {
    const device = new Device(options);
    if (options.listen) {
      device.#listener = await startPushListener({
        listen: options.listen,
        extraPorts: device.#rim.extraPorts,
        tap: options.tap,
        direction: options.requests === 'from-iut' ? 'to-iut' : 'from-iut',
        handler: (arrival) => device.deliver(arrival),
        ...(options.pushTls ? { tls: options.pushTls } : {}),
      });
    }
    return device;
  }

  /** Nodes at and below a URI, as this device shows them beside the protocol. */
  readTree(uri: string): TreeNodeView[] {
    return this.#rim.readTree(uri, (from) => this.tree.read(from));
  }

  /** Where pushes arrive. */
  get push(): PushAddresses {
    return this.#listener?.addresses ?? {};
  }

  /** The account of that name; undefined when there is none. */
  state(name: string): AccountState | undefined {
    return this.states.find((s) => s.name === name);
  }

  /** Where the server of every account is, when it is only known now. */
  dial(url: string, connect?: string): void {
    this.#uplink.dial(url, connect);
  }

  raise(event: QueuedEvent): void {
    this.#events.push(event);
  }

  /** The running sessions send an abort instead of their next message. */
  abort(): void {
    for (const session of this.#sessions) session.abort();
  }

  /** A push that came over any bearer. Whatever is wrong with it, nothing is answered. */
  deliver(push: PushArrival): void {
    const arrival = this.#isDeaf ? undefined : this.#rim.arrival(push);
    if (!arrival) {
      this.#log('push never looked at');
      return;
    }
    if (claimsCommand(arrival) && this.#takesCommand(arrival)) return;
    const judgement = judgeNotification(arrival, this.states, this.#dm);
    if (judgement.kind === 'ignore') {
      if (judgement.sessionId !== undefined) this.options.fact('notification.session', judgement.sessionId.toString(16).toUpperCase());
      this.#log(`push ignored: ${judgement.why}`);
      this.#isDeaf = this.#rim.goesDeaf;
      return;
    }
    const { account, sessionId, by, nonce, uiMode } = judgement;
    this.options.fact('notification.session', sessionId.toString(16).toUpperCase());
    if (this.options.startsSessions === false) return;
    account.notified.add(sessionId);
    if (this.#dm.promptsBeforeSession(uiMode) && this.user.answer().kind !== 'accept') {
      this.#log('the user refused the session');
      return;
    }
    this.#log(`push accepted: session ${sessionId.toString(16).toUpperCase()}, nonce ${nonce.name}`);
    const trigger: SessionTrigger = { kind: 'notification', sessionId, by, nonce: nonce.octets };
    this.#tasks.run(async () => {
      for (let i = 0; i < this.#rim.sessionsPerAlert; i++) await this.startSession(account, { trigger });
    });
  }

  /** False when the octets are no command message at all. */
  #takesCommand(arrival: PushArrival): boolean {
    const { demandsMac, demandsSignature, startsSessions, log } = this.options;
    const judgement = takeCommand(arrival, {
      states: this.states,
      tree: this.tree,
      behaviour: this.#dm,
      rules: { requiresMac: demandsMac === true, requiresSignature: demandsSignature === true, isSigned: isRightlySigned },
      lastServer: this.#lastServer,
      answer: () => this.user.answer(),
      url: (state) => this.#uplink.url(state),
      isIdle: startsSessions === false,
      log,
      post: (state, outgoing) => this.#tasks.run(() => this.#uplink.post(state, outgoing, 'session')),
      startSession: (state, wishes) => this.#tasks.run(() => this.#runSession(state, wishes)),
    });
    if (judgement?.kind === 'ignore') this.#isDeaf = this.#rim.goesDeaf;
    return judgement !== undefined;
  }

  /** Runs one session to its end, however it ends; never rejects for what the server does. */
  startSession(state: AccountState, wishes: SessionWishes = {}): Promise<Ending | 'lost'> {
    return this.#tasks.track(this.#runSession(state, wishes));
  }

  /** Sends samples the way this device does it; resolves when the HTTP exchange is over and what follows has begun. */
  sendReport(state: AccountState, samples: readonly Sample[], wishes: ReportWishes = {}): Promise<void> {
    return this.#tasks.track(this.#sendReport(state, samples, wishes));
  }

  /** The message that takes samples to the server; `sendReport` posts it. */
  report(state: AccountState, samples: readonly Sample[], wishes: ReportWishes = {}): Outgoing {
    const url = this.#uplink.url(state);
    return composeReport({
      account: state,
      accounts: this.states,
      url,
      encoding: wishes.encoding ?? this.options.encoding,
      samples,
      transport: url.startsWith('https:') ? 'secure' : 'plain',
      behaviour: { ...this.#dm, ...wishes.behaviour },
    });
  }

  /** Resolves when every push sent before the call has been handled and nothing is running any more. Rejects with a fault of our own. */
  async quiesce(): Promise<void> {
    await this.#tasks.settled(() => this.drained());
  }

  /** Resolves when every push sent to this device before the call has been recorded and handled. */
  async drained(): Promise<void> {
    await this.#listener?.drained();
  }

  async close(): Promise<void> {
    await this.#listener?.close();
    await this.#uplink.close();
    await this.#tasks.ended();
  }

  async #runSession(state: AccountState, wishes: SessionWishes): Promise<Ending | 'lost'> {
    const events = [...(wishes.events ?? []), ...this.#events];
    this.#events = [];
    const session = clientSession({
      account: state,
      accounts: this.states,
      url: this.#uplink.url(state),
      encoding: wishes.encoding ?? this.options.encoding,
      tree: this.tree,
      random: this.options.random,
      trigger: wishes.trigger ?? { kind: 'user' },
      ...(events.length ? { events } : {}),
      ...(wishes.challengesServer === undefined ? {} : { challengesServer: wishes.challengesServer }),
      behaviour: { ...this.#dm, ...wishes.behaviour },
    });
    this.#lastServer = state.account['server-id'];
    this.#sessions.add(session);
    this.options.fact('session.id', session.sessionId);
    try {
      return await converse(session, wishes, {
        messagesAtMost: this.#rim.messagesPerSession,
        post: (outgoing, way) => this.#uplink.post(state, outgoing, 'session', way),
        answer: () => this.user.answer(),
        effects: (out) => this.#effects(out),
        log: (line) => this.#log(line),
      });
    } finally {
      this.#sessions.delete(session);
      this.#facts.tell();
    }
  }

  async #sendReport(state: AccountState, samples: readonly Sample[], wishes: ReportWishes): Promise<void> {
    const route = this.#dm.reportRoute();
    if (route === 'none') return;
    if (route === 'session') {
      this.#tasks.run(() => this.#runSession(state, { events: [{ code: '1226', samples }] }));
      return;
    }
    if (++this.#reports > this.#rim.reportsAtMost) return;
    const report = this.report(state, samples, wishes);
    for (let posted = 1; ; posted++) {
      const response = await this.#uplink.post(state, report, 'report', wishes.way);
      if (!this.#rim.repostsReport || posted >= MOST_POSTS || response.body.length > 0) break;
    }
    const after = this.#dm.afterReport();
    if (after === 'repeat') await this.#uplink.post(state, report, 'report');
    if (after === 'session') this.#tasks.run(() => this.#runSession(state, {}));
  }

  #effects(out: Out): void {
    for (const effect of out.effects) this.#facts.effect(effect);
    this.#facts.tell();
  }

  #log(line: string): void {
    this.options.log?.(line);
  }
}
